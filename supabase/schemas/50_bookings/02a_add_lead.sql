-- Notes that someone should be called, once per dedupe key. Returns the lead, new or not.
create function private.add_lead(
  p_business public.businesses, p_customer uuid, p_conversation uuid, p_kind public.lead_kind, p_phone text, p_summary text,
  p_dedupe_key text, p_now timestamptz, p_booking uuid default null
) returns uuid
language plpgsql set search_path = ''
as $$
declare
  lead uuid;
begin
  insert into public.leads (business_id, customer_id, conversation_id, booking_id, kind, phone, summary, dedupe_key, created_at)
    values (p_business.id, p_customer, p_conversation, p_booking, p_kind, p_phone, p_summary, p_dedupe_key, p_now)
    on conflict (business_id, dedupe_key) do nothing
    returning id into lead;
  if lead is null then
    select id into lead from public.leads where business_id = p_business.id and dedupe_key = p_dedupe_key;
  end if;
  return lead;
end
$$;
