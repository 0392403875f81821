-- What happened around a booking besides its own history: {messages: the newest 60 of its conversation from the day before it was asked for to the day after
-- it ends, without those that are texts about bookings; offers: the newest 20 sets of times shown in that while, with which was picked; held: what it
-- keeps of calendars now, buffers included; conversation: where its customer can be written to, whether they may be (`writable`), and else why
-- not (`refusal`: 'blocked', 'opted_out' or 'no_phone')}.
create function private.booking_trail(p_business uuid, p_booking uuid) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  booking public.bookings;
  thread public.conversations;
  first_at timestamptz;
  last_at timestamptz;
begin
  select * into booking from public.bookings where business_id = p_business and id = p_booking and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such booking, or it is not yours.', hint = 'not_found';
  end if;
  select * into thread from public.conversations v where v.business_id = p_business and v.id = private.thread_of(booking);
  first_at := booking.requested_at - interval '1 day';
  last_at := greatest(booking.ends_at, booking.requested_at) + interval '1 day';
  return jsonb_build_object(
    'messages', (select coalesce(jsonb_agg(jsonb_build_object('author', m.author, 'body', m.body, 'pictures', jsonb_array_length(m.media),
        'created_at', m.created_at, 'state', o.state) order by m.seq), '[]')
      from (
        select * from public.messages n
        where n.business_id = p_business and n.conversation_id = thread.id and n.author <> 'system' and n.created_at between first_at and last_at
        order by n.seq desc limit 60) m
      left join public.outbox o on o.business_id = p_business and o.message_id = m.id),
    'offers', (select coalesce(jsonb_agg(to_jsonb(s) order by s.created_at), '[]')
      from (
        select min(o.created_at) as created_at, jsonb_agg(jsonb_build_object('starts_at', o.starts_at, 'picked', o.id is not distinct from booking.offer_id)
          order by o.position) as times
        from public.offers o
        where o.business_id = p_business and o.conversation_id = thread.id and o.created_at between first_at and last_at
        group by o.set_no order by o.set_no desc limit 20) s),
    'held', (select coalesce(jsonb_agg(jsonb_build_object('starts_at', lower(h.occupied), 'ends_at', upper(h.occupied), 'staff', t.name,
        'other', h.move_id is not null) order by h.occupied), '[]')
      from public.holds h join public.staff t on t.business_id = p_business and t.id = h.staff_id
      where h.business_id = p_business and h.booking_id = p_booking),
    'conversation', thread.id,
    'refusal', private.why_not_to_write(booking, thread));
end
$$;

-- Where a booking's customer is written to: its own conversation, else the one with their phone; null: there is none yet.
create function private.thread_of(p_booking public.bookings) returns uuid
language sql stable set search_path = ''
as $$
  select coalesce(p_booking.conversation_id, (
    select v.id from public.conversations v
    where v.business_id = p_booking.business_id and v.channel = 'sms' and v.peer = p_booking.customer_phone))
$$;

-- Why they may not be: 'blocked', 'opted_out', 'no_phone'; null: they may.
create function private.why_not_to_write(p_booking public.bookings, p_thread public.conversations) returns text
language sql stable set search_path = ''
as $$
  select case
    when p_thread.id is null and p_booking.customer_phone is null then 'no_phone'
    when exists (select from public.customers c where c.business_id = p_booking.business_id
      and c.id in (p_booking.customer_id, p_thread.customer_id) and c.blocked_at is not null) then 'blocked'
    when coalesce(p_thread.channel, 'sms') = 'sms' and private.opted_out(p_booking.business_id, coalesce(p_thread.peer, p_booking.customer_phone))
      then 'opted_out' end
$$;

create function public.booking_trail(p_business uuid, p_booking uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.booking_trail(p_business, p_booking);
end
$$;
grant execute on function public.booking_trail to authenticated;
