-- A member writes to a booking's customer: in its conversation, else in the one with their phone, begun if there is none; from then on it is the
-- booking's. p_message names the message, so that the same call again sends nothing twice. Answers and refuses as reply_to_customer does, and with
-- 'no_phone' where there is neither a conversation nor a phone.
create function private.message_customer(p_business uuid, p_booking uuid, p_words text, p_message uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  thread public.conversations;
begin
  select * into booking from public.bookings where business_id = p_business and id = p_booking and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such booking.', hint = 'not_found';
  elsif booking.conversation_id is null and booking.customer_phone is null then
    perform private.refuse('no_phone', 'There''s no phone to text this customer on. Nothing was sent.');
  elsif private.why_not_to_write(booking, null) = 'blocked' then
    perform private.refuse('blocked', 'This customer is blocked. Unblock them to write to them. Nothing was sent.');
  elsif booking.conversation_id is null then
    thread := private.conversation_with(p_business, 'sms', booking.customer_phone, booking.customer_id, p_now);
    update public.bookings set conversation_id = thread.id, updated_at = p_now where business_id = p_business and id = p_booking;
  end if;
  return private.reply_to_customer(p_business, coalesce(booking.conversation_id, thread.id), p_words, p_message, p_now)
    || jsonb_build_object('conversation_id', coalesce(booking.conversation_id, thread.id));
end
$$;

create function public.message_customer(p_business uuid, p_booking uuid, p_words text, p_message uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.message_customer(p_business, p_booking, p_words, p_message, now());
end
$$;
grant execute on function public.message_customer to authenticated;
