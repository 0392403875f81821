-- Takes a stretch of a calendar for a booking, or for a move of it: true if it is theirs now. The hold goes in first, under the exclusion
-- constraint and with on conflict do nothing (a herd of bare inserts would deadlock; a taken time is refused at once); then the one search
-- says whether the start is free by every other rule too, travel included. p_override leaves that out: an owner may work outside the
-- hours, inside the notice or against the drive, but never on somebody else's time. The booking's row may be written afterwards.
create function private.take_time(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid, p_starts timestamptz,
  p_booking uuid, p_move uuid, p_expires timestamptz, p_now timestamptz, p_override boolean default false
) returns boolean
language plpgsql set search_path = ''
as $$
declare
  ends timestamptz := p_starts + make_interval(mins => p_service.minutes);
  hold uuid;
begin
  perform private.lock_calendars(p_business.id, array[p_staff]);
  perform private.clear_due(p_business.id, array[p_staff], p_now);
  insert into public.holds (business_id, staff_id, booking_id, move_id, occupied, at_customer, place_id, expires_at)
    values (p_business.id, p_staff, p_booking, p_move, tstzrange(
      p_starts - make_interval(mins => p_service.buffer_before_minutes), ends + make_interval(mins => p_service.buffer_after_minutes)),
      p_service.at_customer, p_place, p_expires)
    on conflict do nothing
    returning id into hold;
  if hold is null then
    return false;
  end if;
  if p_override or exists (
    select from private.free_starts(
      p_business, p_service, p_staff, p_place, p_starts, p_starts + interval '1 microsecond', p_now, p_booking) as f (at) where f.at = p_starts) then
    return true;
  end if;
  delete from public.holds where business_id = p_business.id and id = hold;
  return false;
end
$$;

-- Gives back what a booking holds: its own time, or all but one move's.
create function private.free_time(p_business uuid, p_booking uuid, p_keep_move uuid default null) returns void
language plpgsql set search_path = ''
as $$
begin
  delete from public.holds where business_id = p_business and id in (
    select h.id from public.holds h
    where h.business_id = p_business and h.booking_id = p_booking and (p_keep_move is null or h.move_id is distinct from p_keep_move)
    order by h.id for update);
end
$$;

-- Does this calendar do this service, both still in use?
create function private.does_service(p_business uuid, p_staff uuid, p_service uuid) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select exists (
      select from public.service_staff ss
      join public.services s on s.business_id = ss.business_id and s.id = ss.service_id and s.deleted_at is null
      join public.staff t on t.business_id = ss.business_id and t.id = ss.staff_id and t.deleted_at is null
      where ss.business_id = p_business and ss.service_id = p_service and ss.staff_id = p_staff));
end
$$;

-- May this calendar in use take over a booking? It has it already, or its service is or was among what it does: what is no longer sold is
-- still owed to those who booked it.
create function private.takes_over(p_booking public.bookings, p_staff uuid) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select exists (
      select from public.staff t
      where t.business_id = p_booking.business_id and t.id = p_staff and t.deleted_at is null
        and (t.id = p_booking.staff_id or exists (
          select from public.service_staff ss
          where ss.business_id = t.business_id and ss.service_id = p_booking.service_id and ss.staff_id = t.id))));
end
$$;

-- Was the place recognised? If not, drives to it take the business's own figure.
create function private.place_known(p_business uuid, p_place uuid) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select exists (select from public.places p where p.business_id = p_business and p.id = p_place and p.latitude is not null)
      or exists (select from public.travel_times t where t.business_id = p_business and t.to_place_id = p_place));
end
$$;

-- A service as one booking has it: an owner may have given the job its own length.
create function private.service_of(p_booking public.bookings) returns public.services
language plpgsql stable set search_path = ''
as $$
declare
  service public.services;
begin
  select * into service from public.services where business_id = p_booking.business_id and id = p_booking.service_id;
  service.minutes := extract(epoch from p_booking.ends_at - p_booking.starts_at)::int / 60;
  return service;
end
$$;

-- One booking of a business, its row locked until the transaction ends; an error when there is none. What a step of an owner starts with:
-- the conversation (for a booking made by hand, the one with its phone) and the calendars are locked before it, in the one order.
create function private.locked_booking(p_business uuid, p_booking uuid, p_now timestamptz, p_staff uuid[] default '{}') returns public.bookings
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  calendars uuid[]; -- its own, and those that keep another time for it
begin
  select * into booking from public.bookings where business_id = p_business and id = p_booking and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such booking.', hint = 'not_found';
  end if;
  perform from public.conversations c
    where c.business_id = p_business and c.id = coalesce(booking.conversation_id, (
      select o.id from public.conversations o where o.business_id = p_business and o.channel = 'sms' and o.peer = booking.customer_phone))
    for no key update;
  calendars := booking.staff_id || p_staff || array(
    select h.staff_id from public.holds h where h.business_id = p_business and h.booking_id = p_booking);
  perform private.lock_calendars(p_business, calendars);
  perform private.clear_due(p_business, calendars, p_now);
  select * into booking from public.bookings where business_id = p_business and id = p_booking for no key update;
  return booking;
end
$$;
