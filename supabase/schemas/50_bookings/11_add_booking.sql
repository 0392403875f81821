-- The customer of a booking an owner adds: the one they picked, or the one with that phone, made if new. An empty row for a walk-in, who is
-- written down with the booking and not before. p_who: {customer_id, name, phone (E.164), email, address, suburb, postcode}.
create function private.customer_for(p_business uuid, p_who jsonb, p_now timestamptz) returns public.customers
language plpgsql set search_path = ''
as $$
declare
  customer public.customers;
  phone text := nullif(p_who ->> 'phone', '');
begin
  if phone !~ '^\+[1-9][0-9]{6,14}$' then
    raise exception sqlstate 'PT400' using message = 'That phone number is not complete.', hint = 'bad_phone';
  end if;
  if nullif(p_who ->> 'customer_id', '') is not null then
    select * into customer from public.customers
      where business_id = p_business and id = (p_who ->> 'customer_id')::uuid and deleted_at is null;
    if not found then
      raise exception sqlstate 'PT404' using message = 'There is no such customer.', hint = 'not_found';
    end if;
  elsif phone is not null then
    customer := private.customer_by_phone(p_business, phone, p_now);
  else
    return null;
  end if;
  return private.note_customer(p_business, customer.id, p_who - 'phone', p_now);
end
$$;

-- Someone at the door, with a name only, or nothing.
create function private.walk_in(p_business uuid, p_who jsonb, p_now timestamptz) returns public.customers
language plpgsql set search_path = ''
as $$
declare
  new_id uuid := gen_random_uuid();
begin
  insert into public.customers (business_id, id, created_at, updated_at) values (p_business, new_id, p_now, p_now);
  return private.note_customer(p_business, new_id, p_who, p_now);
end
$$;

-- Adds a booking an owner agreed to by phone or at the door: confirmed at once. p_starts is an instant; p_staff null: whoever is free. It
-- may override hours, blocked times, the drive and the notice (p_override), never another's time. p_id names the booking beforehand, so that
-- sending the form twice adds one and says so: `again`. p_details: {minutes, address, notes, price_cents} besides the customer's.
-- The customer is told (p_tell) unless it is over already. Outcomes: 'booked' with the booking, or 'refused' with `reasons`
-- (private.objections): nothing was booked then.
create function private.add_booking(
  p_business uuid, p_service uuid, p_staff uuid, p_starts timestamptz, p_details jsonb, p_override boolean, p_tell boolean, p_id uuid,
  p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  service public.services := private.service_in_use(p_business, p_service);
  customer public.customers;
  booking public.bookings;
  new_id uuid := coalesce(p_id, gen_random_uuid());
  place uuid;
  staff uuid;
  against jsonb;
begin
  select * into business from public.businesses where id = p_business;
  perform pg_advisory_xact_lock(hashtextextended(new_id::text, 0)); -- a form sent twice at once waits for itself
  select * into booking from public.bookings where business_id = p_business and id = new_id;
  if found then
    return jsonb_build_object('outcome', 'booked', 'again', true, 'booking', private.booking_words(business, booking));
  end if;
  perform private.check_start(p_starts, p_now);
  perform private.check_price((p_details ->> 'price_cents')::int);
  service.minutes := private.check_minutes((p_details ->> 'minutes')::int, service.minutes);
  customer := private.customer_for(p_business, p_details, p_now);
  place := case when service.at_customer then coalesce(private.place_of(p_business, p_details ->> 'suburb', p_details ->> 'postcode'), customer.place_id) end;
  perform private.lock_service(p_business, p_service, p_now);
  staff := private.staff_for(business, service, p_staff, place, p_starts, p_now);
  against := private.objections(business, service, staff, place, p_starts, p_now);
  if against @> '[{"final": true}]' or (jsonb_array_length(against) > 0 and not p_override)
    or not private.take_time(business, service, staff, place, p_starts, new_id, null, null, p_now, true) then
    return jsonb_build_object('outcome', 'refused', 'reasons', against);
  end if;
  if customer.id is null then
    customer := private.walk_in(p_business, p_details, p_now);
  end if;
  insert into public.bookings (
    business_id, id, customer_id, service_id, staff_id, status, source, starts_at, ends_at, service_name, customer_name, customer_phone,
    customer_email, address, place_id, notes, price_cents, currency, requested_at, decided_at, decided_by, updated_at, travel_assumed)
    values (
      p_business, new_id, customer.id, service.id, staff, 'confirmed', 'manual', p_starts, p_starts + make_interval(mins => service.minutes),
      service.name, customer.name, coalesce(nullif(p_details ->> 'phone', ''), customer.phone, customer.claimed_phone), customer.email,
      case when service.at_customer then coalesce(nullif(p_details ->> 'address', ''), customer.address) else '' end, place,
      left(coalesce(p_details ->> 'notes', ''), 2000), coalesce((p_details ->> 'price_cents')::int, service.price_cents), business.currency,
      p_now, p_now, p_member, p_now, service.at_customer and not private.place_known(p_business, place))
    returning * into booking;
  perform private.add_event(booking, 'added', 'owner', p_now, p_member, jsonb_build_object('overrode', against));
  if p_tell and booking.ends_at > p_now then
    perform private.tell_customer(business, booking, 'confirmed', 'caused', 'confirmed:' || booking.id, p_now);
  end if;
  return jsonb_build_object('outcome', 'booked', 'booking', private.booking_words(business, booking), 'reasons', against);
end
$$;

-- p_starts is a wall time in the business's zone.
create function public.add_booking(
  p_business uuid, p_service uuid, p_starts timestamp, p_details jsonb default '{}', p_staff uuid default null,
  p_override boolean default false, p_tell boolean default true, p_id uuid default null
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  zone text := (select b.time_zone from public.businesses b where b.id = p_business);
begin
  return private.add_booking(
    p_business, p_service, p_staff, private.instant_of(p_starts, zone), p_details, p_override, p_tell, p_id, member, now());
end
$$;
grant execute on function public.add_booking to authenticated;
