-- Tells the customer of a confirmed booking of today that it begins about p_minutes (5 to 240) later than agreed; the booking itself stays as it is.
-- Outcomes: 'told' (`again`: with the same minutes within ten minutes, and not told twice), 'not_today' (in the business's zone), 'already_ended' (it
-- is over or was called off), 'unreachable' (no phone, they sent STOP, or are blocked). 'bad_minutes' also where it should have begun by then.
create function private.running_late(p_business uuid, p_booking uuid, p_member uuid, p_minutes int, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings;
  begins timestamptz; -- as the customer is told: on the five minutes, rounded up
  fresh boolean;
  outcome text;
begin
  if p_minutes is null or p_minutes not between 5 and 240 then
    raise exception sqlstate 'PT400' using message = 'Say by how many minutes, from 5 to 240.', hint = 'bad_minutes';
  end if;
  select * into business from public.businesses where id = p_business;
  select * into booking from public.bookings
    where business_id = p_business and id = p_booking and deleted_at is null for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such booking.', hint = 'not_found';
  elsif booking.status = 'pending' then
    raise exception sqlstate 'PT400' using message = 'This booking isn''t confirmed yet. Confirm it first.', hint = 'not_confirmed';
  end if;
  outcome := case
    when booking.status <> 'confirmed' or booking.ends_at <= p_now then 'already_ended'
    when private.today_of(business, booking.starts_at) <> private.today_of(business, p_now) then 'not_today'
    when booking.customer_phone is null or private.opted_out(p_business, booking.customer_phone) or exists (
      select from public.customers c where c.business_id = p_business and c.id = booking.customer_id and c.blocked_at is not null) then 'unreachable'
    else 'told' end;
  begins := date_bin(interval '5 minutes', booking.starts_at + make_interval(mins => p_minutes) + interval '299 seconds', 'epoch');
  if outcome = 'told' and begins <= p_now then
    perform private.refuse('bad_minutes', format('It is past %s already. Say how long after %s it will begin.',
      private.local_words(begins, business.time_zone) ->> 'time', private.local_words(booking.starts_at, business.time_zone) ->> 'time'));
  elsif outcome = 'told' then
    fresh := not exists (
      select from public.outbox o where o.business_id = p_business and o.booking_id = p_booking and o.kind = 'running_late'
        and o.created_at > p_now - interval '10 minutes' and (o.detail ->> 'minutes')::int = p_minutes);
    if fresh then
      perform private.tell_customer(business, booking, 'running_late', 'caused', format('running_late:%s:%s:%s', booking.id, p_minutes, p_now), p_now,
        p_detail => jsonb_build_object('starts_at', booking.starts_at, 'minutes', p_minutes, 'new', private.local_words(begins, business.time_zone)));
      perform private.add_event(booking, 'running_late', 'owner', p_now, p_member, jsonb_build_object('minutes', p_minutes));
    end if;
  end if;
  return jsonb_build_object('outcome', outcome, 'again', coalesce(not fresh, false), 'booking', private.booking_words(business, booking));
end
$$;

create function public.running_late(p_business uuid, p_booking uuid, p_minutes int) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.running_late(p_business, p_booking, private.require_member(p_business), p_minutes, now());
end
$$;
grant execute on function public.running_late to authenticated;
