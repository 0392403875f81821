-- One text to each member of a business who has a phone and wants this sort: 'requests', 'confirmations', 'handoffs', 'reminders',
-- 'day_ends' or 'run_sheets'.
create function private.tell_members(
  p_business public.businesses, p_wants text, p_kind text, p_class public.text_class, p_dedupe_key text, p_now timestamptz,
  p_booking uuid default null, p_lead uuid default null, p_conversation uuid default null, p_detail jsonb default '{}'
) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.queue_text(p_business, p_kind, p_class, m.phone, format('%s:%s', p_dedupe_key, m.user_id), p_now,
    p_member => m.user_id, p_booking => p_booking, p_lead => p_lead, p_conversation => p_conversation, p_detail => p_detail)
  from public.members m
  where m.business_id = p_business.id and m.deleted_at is null and m.phone is not null
    and case p_wants when 'requests' then m.gets_requests when 'confirmations' then m.gets_confirmations when 'handoffs' then m.gets_handoffs
      when 'reminders' then m.gets_reminders when 'day_ends' then m.gets_day_ends when 'run_sheets' then m.gets_run_sheets end;
end
$$;
