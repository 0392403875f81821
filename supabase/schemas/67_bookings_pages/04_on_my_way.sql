-- What names that text: one for each time a booking has.
create function private.on_my_way_key(p_booking public.bookings) returns text
language sql immutable set search_path = ''
as $$
  select format('on_my_way:%s:%s', p_booking.id, extract(epoch from p_booking.starts_at)::bigint)
$$;

-- Has the customer heard that somebody is on the way, for the time the booking has now?
create function private.told_on_my_way(p_booking public.bookings) returns boolean
language sql stable set search_path = ''
as $$
  select exists (select from public.outbox o
    where o.business_id = p_booking.business_id and o.dedupe_key = private.on_my_way_key(p_booking))
$$;

-- Tells the customer of a confirmed booking of today that somebody is on the way: once for each time the booking has. Outcomes: 'told' (`again`: it had
-- been said), 'not_today' (in the business's zone), 'already_ended' (it is over or was called off), 'unreachable' (no phone, they sent STOP, or are blocked).
create function private.on_my_way(p_business uuid, p_booking uuid, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings;
  again boolean := false;
  outcome text;
begin
  select * into business from public.businesses where id = p_business;
  select * into booking from public.bookings
    where business_id = p_business and id = p_booking and deleted_at is null for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such booking.', hint = 'not_found';
  elsif booking.status = 'pending' then
    perform private.refuse('not_confirmed', 'This booking isn''t confirmed yet. Confirm it first.');
  end if;
  outcome := case
    when booking.status <> 'confirmed' or booking.ends_at <= p_now then 'already_ended'
    when private.today_of(business, booking.starts_at) <> private.today_of(business, p_now) then 'not_today'
    when booking.customer_phone is null or private.opted_out(p_business, booking.customer_phone) or exists (
      select from public.customers c where c.business_id = p_business and c.id = booking.customer_id and c.blocked_at is not null) then 'unreachable'
    else 'told' end;
  if outcome = 'told' then
    again := private.told_on_my_way(booking);
    if not again then
      perform private.tell_customer(business, booking, 'on_my_way', 'caused', private.on_my_way_key(booking), p_now,
        p_detail => jsonb_build_object('starts_at', booking.starts_at));
      perform private.add_event(booking, 'on_my_way', 'owner', p_now, p_member, jsonb_build_object('starts_at', booking.starts_at));
    end if;
  end if;
  return jsonb_build_object('outcome', outcome, 'again', again, 'booking', private.booking_words(business, booking));
end
$$;

create function public.on_my_way(p_business uuid, p_booking uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.on_my_way(p_business, p_booking, private.require_member(p_business), now());
end
$$;
grant execute on function public.on_my_way to authenticated;
