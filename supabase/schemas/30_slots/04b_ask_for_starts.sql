-- The place of a suburb and postcode if the business has met it before; null otherwise.
create function private.find_place(p_business uuid, p_suburb text, p_postcode text) returns uuid
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select p.id from public.places p
    where p.business_id = p_business and lower(p.suburb) = lower(coalesce(p_suburb, '')) and p.postcode = coalesce(p_postcode, ''));
end
$$;

-- For signed-in members: the free starts of a service on one calendar, p_from <= start < p_to, as customers may be offered them. With p_booking
-- they are new times for that booking, of its length and at its place, and its own time does not stand in the way.
create function public.free_starts(
  p_business uuid, p_service uuid, p_staff uuid, p_from timestamptz, p_to timestamptz, p_suburb text default '', p_postcode text default '',
  p_booking uuid default null
) returns setof timestamptz
language plpgsql stable security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  business public.businesses;
  service public.services;
  booking public.bookings;
begin
  select * into business from public.businesses where id = p_business;
  if p_booking is null then
    service := private.service_in_use(p_business, p_service);
  else
    select * into booking from public.bookings where business_id = p_business and id = p_booking;
    service := private.service_of(booking);
  end if;
  if p_to > p_from + interval '366 days' then
    raise exception sqlstate 'PT400' using message = 'Ask for a year at most.', hint = 'bad_range';
  end if;
  return query select private.free_starts(business, service, p_staff,
    coalesce(booking.place_id, private.find_place(p_business, p_suburb, p_postcode)), p_from, p_to, now(), p_booking);
end
$$;
grant execute on function public.free_starts to authenticated;

-- For signed-in members: which rule refuses a start, on one calendar or on each that does the service. p_starts is a wall time in the
-- business's zone; p_booking as above. Returns what private.explain_start says.
create function public.why_not(
  p_business uuid, p_service uuid, p_starts timestamp, p_staff uuid default null, p_suburb text default '', p_postcode text default '',
  p_booking uuid default null
) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  business public.businesses;
  booking public.bookings;
begin
  select * into business from public.businesses where id = p_business;
  select * into booking from public.bookings where business_id = p_business and id = p_booking;
  return private.explain_start(business,
    case when booking.id is null then private.service_in_use(p_business, p_service) else private.service_of(booking) end, p_staff,
    coalesce(booking.place_id, private.find_place(p_business, p_suburb, p_postcode)), private.instant_of(p_starts, business.time_zone), now(), p_booking);
end
$$;
grant execute on function public.why_not to authenticated;

-- The same for an operator, who knows names: the business's slug, the service's name, a member of staff's name or none.
create function public.why_not_by_name(
  p_slug text, p_service text, p_starts timestamp, p_staff text default null, p_suburb text default '', p_postcode text default '',
  p_now timestamptz default now()
) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  business public.businesses;
  service public.services;
  staff uuid;
begin
  select * into business from public.businesses where slug = p_slug and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = format('There is no business %L.', p_slug), hint = 'not_found';
  end if;
  select * into service from public.services s
    where s.business_id = business.id and s.deleted_at is null and (lower(s.name) = lower(p_service) or lower(p_service) = any (s.aliases));
  if not found then
    raise exception sqlstate 'PT404' using message = format('%s has no service %L.', business.name, p_service), hint = 'not_found';
  end if;
  select t.id into staff from public.staff t where t.business_id = business.id and t.deleted_at is null and lower(t.name) = lower(p_staff);
  if p_staff is not null and staff is null then
    raise exception sqlstate 'PT404' using message = format('Nobody called %s works there.', p_staff), hint = 'not_found';
  end if;
  return private.explain_start(business, service, staff, private.find_place(business.id, p_suburb, p_postcode),
    private.instant_of(p_starts, business.time_zone), p_now);
end
$$;
grant execute on function public.why_not_by_name to service_role;
