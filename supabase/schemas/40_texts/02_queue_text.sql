-- Puts one text into the outbox, once per dedupe key, to leave at p_due (null: at once). Proactive texts wait for contact hours. Does nothing without a
-- recipient. One that asks a member for an answer gets a link to answer by.
create function private.queue_text(
  p_business public.businesses, p_kind text, p_class public.text_class, p_recipient text, p_dedupe_key text, p_now timestamptz,
  p_member uuid default null, p_customer uuid default null, p_conversation uuid default null, p_message uuid default null,
  p_booking uuid default null, p_lead uuid default null, p_offer_set int default null, p_detail jsonb default '{}',
  p_due timestamptz default null
) returns void
language plpgsql set search_path = ''
as $$
begin
  with queued as (
  insert into public.outbox (
    business_id, kind, class, medium, recipient, dedupe_key, created_at, due_at,
    member_id, customer_id, conversation_id, message_id, booking_id, lead_id, offer_set, detail)
  select p_business.id, p_kind, p_class, case when p_recipient like '%@%' then 'email' else 'sms' end::public.text_medium,
    p_recipient, p_dedupe_key, p_now, case when p_class = 'proactive' then private.in_contact_hours(p_business, coalesce(p_due, p_now)) else coalesce(p_due, p_now) end,
    p_member, p_customer, p_conversation, p_message, p_booking, p_lead, p_offer_set, p_detail
  where p_recipient is not null
  on conflict (business_id, dedupe_key) do nothing
  returning business_id, id, booking_id)
  insert into private.booking_links (business_id, text_id, token_hash, expires_at)
  select q.business_id, q.id, sha256(convert_to(private.link_token(q.business_id, q.id), 'UTF8')), e.expires_at
  from queued q, private.link_end(q.business_id, q.booking_id) e (expires_at)
  where p_kind in ('request', 'nag', 'move_request', 'move_nag') and p_member is not null and e.expires_at is not null;
end
$$;
