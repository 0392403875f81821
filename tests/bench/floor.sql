-- The least a search must read: every table it touches, by its index, with cached plans, and nothing done with what is found.
create function private.bench_floor(
  p_business uuid, p_service uuid, p_staff uuid, p_place uuid, p_from timestamptz, p_to timestamptz
) returns bigint
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  business public.businesses;
  service public.services;
  base uuid;
  found bigint;
begin
  select * into business from public.businesses where id = p_business;
  select * into service from public.services where business_id = p_business and id = p_service;
  select (select count(h.closes) from public.working_hours h where h.business_id = p_business and h.staff_id = p_staff)
    + (select count(h.closes) from public.date_hours h
      where h.business_id = p_business and h.staff_id = p_staff and h.on_date between p_from::date - 1 and p_to::date)
    + (select count(h.closed) from public.holidays h where h.business_id = p_business and h.on_date between p_from::date - 1 and p_to::date)
    + (select count(b.from_time) from public.blocked_times b
      where b.business_id = p_business and b.deleted_at is null and (b.staff_id is null or b.staff_id = p_staff))
    into found;
  if not service.at_customer then
    return found + (
      select count(h.occupied) from public.holds h
      where h.business_id = p_business and h.staff_id = p_staff and upper(h.occupied) > p_from and upper(h.occupied) < p_to + interval '24 hours'
        and (h.expires_at is null or h.expires_at > p_from));
  end if;
  select s.base_place_id into base from public.staff s where s.business_id = p_business and s.id = p_staff;
  return found + (
    select count(h.occupied) + count(there.minutes) + count(back.minutes)
    from public.holds h
    left join public.travel_times there on there.business_id = h.business_id and there.from_place_id = p_place and there.to_place_id = h.place_id
    left join public.travel_times back on back.business_id = h.business_id and back.from_place_id = h.place_id and back.to_place_id = p_place
    where h.business_id = p_business and h.staff_id = p_staff and upper(h.occupied) > p_from and upper(h.occupied) < p_to + interval '24 hours'
      and (h.expires_at is null or h.expires_at > p_from)) + (
    select count(t.minutes) from public.travel_times t
    where t.business_id = p_business and (t.from_place_id, t.to_place_id) in ((base, p_place), (p_place, base)));
end
$$;

-- Milliseconds one of the two takes inside the server.
create function private.bench_inside(
  p_search boolean, p_business uuid, p_service uuid, p_staff uuid, p_place uuid, p_from timestamptz, p_to timestamptz
) returns double precision
language plpgsql set search_path = ''
as $$
declare
  started timestamptz := clock_timestamp();
begin
  if p_search then
    perform count(*) from public.businesses b, public.services s, private.free_starts(b, s, p_staff, p_place, p_from, p_to, p_from) f
      where b.id = p_business and s.business_id = p_business and s.id = p_service;
  else
    perform private.bench_floor(p_business, p_service, p_staff, p_place, p_from, p_to);
  end if;
  return 1000 * extract(epoch from clock_timestamp() - started);
end
$$;
