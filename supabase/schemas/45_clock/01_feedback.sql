-- Asks the customer of a booking that was just completed for a mark, once, an hour later and in contact hours. Not of a booking marked long after it
-- ended, nor of somebody who could not answer: without a phone the answer is typed in the chat.
create function private.ask_feedback(p_business public.businesses, p_booking public.bookings, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  if not p_business.asks_feedback or p_booking.ends_at < p_now - interval '3 days'
    or p_booking.customer_phone is null and (p_booking.customer_email is null or p_booking.conversation_id is null) then
    return;
  end if;
  insert into public.feedback (business_id, booking_id, customer_id, asked_at)
    values (p_business.id, p_booking.id, p_booking.customer_id, p_now) on conflict do nothing;
  perform private.tell_customer(p_business, p_booking, 'feedback', 'proactive', 'feedback:' || p_booking.id, p_now,
    p_due => p_now + interval '1 hour');
end
$$;

-- The mark that a message of a customer is, or null: one digit from 1 to 5, perhaps with thanks, and nothing else.
create function private.score_in(p_body text) returns int
language sql immutable set search_path = ''
as $$
  select substring(lower(trim(p_body)) from '^([1-5])(?: ?/ ?5| out of 5| stars?)?[[:space:].,!]*(?:thanks|thank you|cheers|ta)?[[:space:].!]*$')::int
$$;

-- Takes a message as the answer to our asking for a mark: only when that was the last thing they were told, not a week ago, and not answered yet. A
-- digit means a time on offer everywhere else. Thanks them; of a mark under 3 the owner hears at once. Returns whether it was one.
create function private.take_feedback(
  p_business public.businesses, p_customer uuid, p_conversation public.conversations, p_body text, p_now timestamptz
) returns boolean
language plpgsql set search_path = ''
as $$
declare
  given int := private.score_in(p_body);
  asked public.outbox;
  asked_at timestamptz;
  booking public.bookings;
begin
  if given is null then
    return false;
  end if;
  select * into asked from public.outbox o
    where o.business_id = p_business.id and o.customer_id = p_customer and o.state in ('sending', 'sent', 'delivered', 'unknown')
    order by coalesce(o.sent_at, o.claimed_at) desc, o.queue_no desc limit 1;
  asked_at := coalesce(asked.sent_at, asked.claimed_at);
  if asked.kind is distinct from 'feedback' or asked_at < p_now - interval '7 days' or exists (
    select from public.messages m
    where m.business_id = p_business.id and m.conversation_id = p_conversation.id and m.author <> 'customer' and m.created_at > asked_at) then
    return false;
  end if;
  update public.feedback set score = given, answered_at = p_now
    where business_id = p_business.id and booking_id = asked.booking_id and answered_at is null;
  if not found then
    return false;
  end if;
  select * into booking from public.bookings where business_id = p_business.id and id = asked.booking_id;
  perform private.add_event(booking, 'rated', 'customer', p_now, null, jsonb_build_object('score', given));
  if p_conversation.channel = 'sms' then
    perform private.queue_text(p_business, 'feedback_thanks', 'reply', p_conversation.peer, 'feedback_thanks:' || booking.id, p_now,
      p_customer => p_customer, p_conversation => p_conversation.id, p_booking => booking.id, p_detail => jsonb_build_object('score', given));
  else
    perform private.add_message(p_business.id, p_conversation.id, 'system', 'Thanks for letting us know!', p_now);
  end if;
  if given < 3 then
    perform private.tell_members(p_business, 'handoffs', 'low_score', 'caused', 'low_score:' || booking.id, p_now,
      p_booking => booking.id, p_detail => jsonb_build_object('score', given));
  end if;
  return true;
end
$$;

-- What customers of a business thought between two instants: how many were asked, how many answered, and the mean of their marks (null: none).
create function public.satisfaction(p_business uuid, p_from timestamptz, p_to timestamptz) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return (
    select jsonb_build_object('asked', count(*), 'answered', count(f.score), 'average', round(avg(f.score), 2))
    from public.feedback f where f.business_id = p_business and f.asked_at >= p_from and f.asked_at < p_to);
end
$$;
grant execute on function public.satisfaction to authenticated;
