-- Changes what a booking is about, not when it starts: {service_id, minutes, customer_name, customer_phone, customer_email, address, suburb,
-- postcode, notes, price_cents}, only what is named (price_cents null: quoted). Another length, service or place needs its time anew, under
-- the owner's rules (private.objections). What one calendar may not do is refused, not guessed. The customer is told (p_tell) when what
-- they were promised changed: service, length, address or price.
-- Outcomes: 'edited', 'unchanged', 'refused' with `reasons`, 'already_ended'.
create function private.edit_booking(
  p_business uuid, p_booking uuid, p_changes jsonb, p_tell boolean, p_override boolean, p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  place uuid := private.place_of(p_business, p_changes ->> 'suburb', p_changes ->> 'postcode'); -- may be new; before any lock, as everywhere
  old public.bookings := private.locked_booking(p_business, p_booking, p_now);
  booking public.bookings := old;
  service public.services;
  against jsonb := '[]';
begin
  select * into business from public.businesses where id = p_business;
  if old.status not in ('pending', 'confirmed', 'completed', 'no_show') then
    return jsonb_build_object('outcome', 'already_ended', 'booking', private.booking_words(business, old));
  elsif p_changes ->> 'customer_phone' <> '' and p_changes ->> 'customer_phone' !~ '^\+[1-9][0-9]{6,14}$' then
    raise exception sqlstate 'PT400' using message = 'That phone number is not complete.', hint = 'bad_phone';
  end if;
  perform private.check_price((p_changes ->> 'price_cents')::int);
  service := case when p_changes ->> 'service_id' is null or (p_changes ->> 'service_id')::uuid = old.service_id
    then private.service_of(old) else private.service_in_use(p_business, (p_changes ->> 'service_id')::uuid) end;
  service.minutes := private.check_minutes((p_changes ->> 'minutes')::int, service.minutes);
  booking.service_id := service.id;
  booking.service_name := case when service.id = old.service_id then old.service_name else service.name end;
  booking.ends_at := old.starts_at + make_interval(mins => service.minutes);
  booking.customer_name := coalesce(left(p_changes ->> 'customer_name', 80), old.customer_name);
  booking.customer_phone := case when p_changes ? 'customer_phone' then nullif(p_changes ->> 'customer_phone', '') else old.customer_phone end;
  booking.customer_email := case when p_changes ? 'customer_email' then nullif(left(p_changes ->> 'customer_email', 200), '') else old.customer_email end;
  booking.address := case when service.at_customer then coalesce(left(p_changes ->> 'address', 200), old.address) else '' end;
  booking.notes := coalesce(left(p_changes ->> 'notes', 2000), old.notes);
  booking.price_cents := case when p_changes ? 'price_cents' then (p_changes ->> 'price_cents')::int
    when service.id <> old.service_id then service.price_cents else old.price_cents end;
  booking.place_id := case when not service.at_customer then null when p_changes ? 'suburb' or p_changes ? 'postcode' then place else old.place_id end;
  if booking = old then
    return jsonb_build_object('outcome', 'unchanged', 'booking', private.booking_words(business, old));
  end if;
  booking.travel_assumed := service.at_customer and not private.place_known(p_business, booking.place_id);
  if not private.does_service(p_business, old.staff_id, service.id) and service.id <> old.service_id then
    raise exception sqlstate 'PT400' using message = format('This calendar does not do %s. Move the booking first.', service.name), hint = 'bad_staff';
  end if;
  if old.status in ('pending', 'confirmed')
    and (booking.service_id, booking.ends_at, booking.place_id) is distinct from (old.service_id, old.ends_at, old.place_id) then
    against := private.objections(business, service, old.staff_id, booking.place_id, old.starts_at, p_now, p_booking);
    if against @> '[{"final": true}]' or (jsonb_array_length(against) > 0 and not p_override) or not private.retake_time(business, service, booking, p_member, p_now) then
      return jsonb_build_object('outcome', 'refused', 'reasons', against, 'booking', private.booking_words(business, old));
    end if;
  end if;
  booking.updated_at := p_now;
  update public.bookings set
      service_id = booking.service_id, service_name = booking.service_name, ends_at = booking.ends_at, customer_name = booking.customer_name,
      customer_phone = booking.customer_phone, customer_email = booking.customer_email, address = booking.address, notes = booking.notes,
      price_cents = booking.price_cents, place_id = booking.place_id, travel_assumed = booking.travel_assumed, updated_at = p_now
    where business_id = p_business and id = p_booking;
  perform private.add_event(booking, 'edited', 'owner', p_now, p_member, private.changed_columns(old, booking) || jsonb_build_object('overrode', against));
  if p_tell and booking.status = 'confirmed' and booking.starts_at > p_now
    and (booking.service_name, booking.ends_at, booking.address, booking.price_cents)
      is distinct from (old.service_name, old.ends_at, old.address, old.price_cents) then
    perform private.tell_customer(business, booking, 'edited', 'caused', format('edited:%s:%s', booking.id, p_now), p_now);
  end if;
  return jsonb_build_object('outcome', 'edited', 'booking', private.booking_words(business, booking), 'reasons', against);
end
$$;

-- Holds a booking's own start for another length, service or place, in place of what it held. A new time that waits for an answer was
-- measured for the old job, so it is called off. False when somebody has the time; nothing changed then.
create function private.retake_time(
  p_business public.businesses, p_service public.services, p_booking public.bookings, p_member uuid, p_now timestamptz
) returns boolean
language plpgsql set search_path = ''
as $$
declare
  old_hold public.holds;
begin
  select * into old_hold from public.holds
    where business_id = p_business.id and booking_id = p_booking.id and move_id is null and offer_id is null;
  if not private.take_time(p_business, p_service, p_booking.staff_id, p_booking.place_id, p_booking.starts_at,
      p_booking.id, null, old_hold.expires_at, p_now, true) then
    return false;
  end if;
  delete from public.holds where business_id = p_business.id and id = old_hold.id;
  perform private.call_off_move(p_business, p_booking, m, '', p_member, p_now)
    from public.moves m where m.business_id = p_business.id and m.booking_id = p_booking.id and m.state = 'waiting';
  return true;
end
$$;

-- What differs between two states of a booking: {column: [old, new]}.
create function private.changed_columns(p_old public.bookings, p_new public.bookings) returns jsonb
language sql immutable set search_path = ''
as $$
  select coalesce(jsonb_object_agg(o.key, jsonb_build_array(o.value, n.value)), '{}')
  from jsonb_each(to_jsonb(p_old)) o join jsonb_each(to_jsonb(p_new)) n using (key)
  where o.value is distinct from n.value and key <> 'updated_at'
$$;

create function public.edit_booking(
  p_business uuid, p_booking uuid, p_changes jsonb, p_tell boolean default true, p_override boolean default false
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.edit_booking(p_business, p_booking, p_changes, p_tell, p_override, private.require_member(p_business), now());
end
$$;
grant execute on function public.edit_booking to authenticated;
