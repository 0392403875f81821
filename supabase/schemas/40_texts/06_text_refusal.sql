-- Why a text must not leave now, or null. Asked again just before sending, from the rows as they are then: is it still true? Still wanted?
create function private.text_refusal(p_text public.outbox, p_now timestamptz) returns text
language plpgsql stable set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings;
  conversation public.conversations;
  move_state public.move_state;
begin
  if p_text.medium = 'sms' and private.opted_out(p_text.business_id, p_text.recipient) then
    return 'opted out';
  end if;
  if p_text.customer_id is not null and exists (
    select from public.customers c
    where c.business_id = p_text.business_id and c.id = p_text.customer_id and c.blocked_at is not null) then
    return 'blocked';
  end if;
  if p_text.member_id is not null and not exists (
    select from public.members m where m.business_id = p_text.business_id and m.user_id = p_text.member_id and m.deleted_at is null and m.phone = p_text.recipient) then
    return 'no longer a member''s phone';
  end if;
  if p_text.kind in ('reminder', 'feedback', 'missed_call', 'backfill') then
    select * into business from public.businesses b where b.id = p_text.business_id;
    if not (case p_text.kind when 'reminder' then business.sends_reminders when 'feedback' then business.asks_feedback
        when 'missed_call' then business.answers_missed_calls else business.fills_freed_times end) then
      return 'switched off';
    end if;
  end if;
  if p_text.kind in ('handoff_nag', 'still_busy') then
    select * into conversation from public.conversations c where c.business_id = p_text.business_id and c.id = p_text.conversation_id;
    return case
      when conversation.person_acted_at is not null or p_text.kind = 'still_busy' and conversation.state = 'human' then 'a person has it now'
      when p_text.kind = 'handoff_nag' and conversation.state <> 'human' then 'handed back'
      when p_text.kind = 'still_busy' and conversation.last_inbound_at > p_text.created_at then 'they have written again'
    end;
  end if;
  if p_text.booking_id is null then
    return null;
  end if;
  select * into booking from public.bookings b where b.business_id = p_text.business_id and b.id = p_text.booking_id;
  select m.state into move_state from public.moves m
    where m.business_id = p_text.business_id and m.id = (p_text.detail ->> 'move_id')::uuid;
  return case
    when p_text.kind in ('move_request', 'move_nag', 'proposal') and move_state <> 'waiting' then format('the move is %s', move_state)
    when p_text.kind in ('moved', 'moved_copy', 'reminder', 'reminder_copy', 'running_late') and booking.starts_at <> (p_text.detail ->> 'starts_at')::timestamptz then 'moved again since'
    when p_text.kind in ('reminder', 'reminder_copy') and booking.starts_at <= p_now then 'it has begun'
    when booking.status = any (case p_text.kind
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
      when 'feedback' then array['completed']
      end::public.booking_status[]) is false then format('the booking is %s', booking.status)
  end;
end
$$;
