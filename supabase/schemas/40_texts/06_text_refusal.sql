-- Why texts must not leave now: one row for each, refusal null where there is no reason. Asked again just before sending, from the rows as they are
-- then: is it still true? Still wanted? Each question is asked only of the texts it concerns.
create function private.refused(p_texts public.outbox[], p_now timestamptz) returns table (business_id uuid, id uuid, refusal text)
language plpgsql stable set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select t.business_id, t.id, case
      when t.medium = 'sms' and (
        select o.opted_out from public.opt_outs o where o.business_id = t.business_id and o.phone = t.recipient
        order by o.ledger_no desc limit 1) then 'opted out'
      when t.customer_id is not null and exists (
        select from public.customers c
        where c.business_id = t.business_id and c.id = t.customer_id and c.blocked_at is not null) then 'blocked'
      when t.member_id is not null and not exists (
        select from public.members m
        where m.business_id = t.business_id and m.user_id = t.member_id and m.deleted_at is null and m.phone = t.recipient)
        then 'no longer a member''s phone'
      when t.kind in ('reminder', 'feedback', 'missed_call', 'backfill') and not (
        select case t.kind when 'reminder' then b.sends_reminders when 'feedback' then b.asks_feedback
          when 'missed_call' then b.answers_missed_calls else b.fills_freed_times end
        from public.businesses b where b.id = t.business_id) then 'switched off'
      when t.kind = 'reminder' and exists (
        select from public.customers c
        where c.business_id = t.business_id and c.id = t.customer_id and not c.gets_reminders) then 'they want no reminders'
      when t.kind = 'backfill' and not private.freed_time_stands(t, p_now) then 'the time is gone'
      when t.kind = 'run_sheet' and t.detail #>> '{day,date}' <> (
        select private.today_of(b, p_now)::text from public.businesses b where b.id = t.business_id) then 'that day is over'
      when t.kind = 'day_end' and private.day_is_settled(t) then 'somebody has said so already'
      when t.kind = 'missed_call' and exists (
        select from public.calls c
        where c.business_id = t.business_id and c.id = (t.detail ->> 'call_id')::uuid and c.outcome = 'answered') then 'the call was answered'
      when t.kind in ('handoff_nag', 'still_busy') then (
        select case
          when v.person_acted_at is not null or t.kind = 'still_busy' and v.state = 'human' then 'a person has it now'
          when t.kind = 'handoff_nag' and v.state <> 'human' then 'handed back'
          when t.kind = 'still_busy' and v.last_inbound_at > t.created_at then 'they have written again' end
        from public.conversations v where v.business_id = t.business_id and v.id = t.conversation_id)
      when t.booking_id is not null then (
        select private.untrue_of_booking(t, k, p_now)
        from public.bookings k where k.business_id = t.business_id and k.id = t.booking_id)
      end
  from unnest(p_texts) t;
end
$$;

-- What a text says of a booking, or of its move, that is no longer so; null: it is.
create function private.untrue_of_booking(p_text public.outbox, p_booking public.bookings, p_now timestamptz) returns text
language plpgsql stable set search_path = ''
as $$
declare
  move_state public.move_state;
begin
  if p_text.kind in ('move_request', 'move_nag', 'proposal') then
    select m.state into move_state from public.moves m
      where m.business_id = p_text.business_id and m.id = (p_text.detail ->> 'move_id')::uuid;
  end if;
  return case
    when move_state <> 'waiting' then format('the move is %s', move_state)
    when p_text.kind in ('moved', 'moved_copy', 'reminder', 'reminder_copy', 'running_late', 'on_my_way')
      and p_booking.starts_at <> (p_text.detail ->> 'starts_at')::timestamptz then 'moved again since'
    when p_text.kind in ('reminder', 'reminder_copy') and p_booking.starts_at <= p_now then 'it has begun'
    when p_text.kind = 'running_late' and p_booking.starts_at + make_interval(mins => (p_text.detail ->> 'minutes')::int) <= p_now then 'that time has passed'
    when p_text.kind = 'on_my_way' and p_booking.ends_at <= p_now then 'it is over'
    when p_booking.status = any (case p_text.kind
      when 'request' then array['pending']
      when 'nag' then array['pending']
      when 'note' then array['pending', 'confirmed']
      when 'confirmed' then array['confirmed']
      when 'edited' then array['confirmed']
      when 'moved' then array['confirmed']
      when 'expired' then array['expired']
      when 'cancelled' then array['cancelled']
      when 'proposal' then array['pending', 'confirmed']
      when 'withdrawn' then array['pending', 'confirmed']
      when 'move_request' then array['confirmed']
      when 'move_nag' then array['confirmed']
      when 'move_declined' then array['confirmed']
      when 'move_lapsed' then array['confirmed']
      when 'reminder' then array['confirmed']
      when 'reminder_copy' then array['confirmed']
      when 'running_late' then array['confirmed']
      when 'on_my_way' then array['confirmed']
      when 'feedback' then array['completed']
      end::public.booking_status[]) is false then format('the booking is %s', p_booking.status)
  end;
end
$$;

-- The same of one text, or null.
create function private.text_refusal(p_text public.outbox, p_now timestamptz) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return (select r.refusal from private.refused(array[p_text], p_now) r);
end
$$;
