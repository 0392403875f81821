-- The open hours of a calendar as one service can use them: a job at the customer's leaves room for the drive from the calendar's base
-- before the day's first job and back to it after the last. Without a base, or for a job on site, the hours themselves.
-- p_offset: as for private.open_hours.
create function private.hours_for(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid, p_from timestamptz, p_to timestamptz,
  p_offset interval default null
) returns tstzmultirange
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  base uuid;
begin
  if p_service.at_customer then
    select s.base_place_id into base from public.staff s where s.business_id = p_business.id and s.id = p_staff;
  end if;
  return private.open_hours(p_business.id, p_staff, p_business.time_zone, p_from, p_to,
    make_interval(mins => case when base is null then 0 else private.travel_minutes(p_business, base, p_place) end),
    make_interval(mins => case when base is null then 0 else private.travel_minutes(p_business, p_place, base) end), p_offset);
end
$$;
