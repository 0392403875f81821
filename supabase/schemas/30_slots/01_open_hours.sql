-- The hours of one calendar between two instants: weekly hours, or a date's own hours in their place, turned into
-- instants per local day. closes <= opens runs into the next day and stays that first day's shift.
create function private.open_hours(p_business uuid, p_staff uuid, p_zone text, p_from timestamptz, p_to timestamptz) returns tstzmultirange
language plpgsql stable set search_path = ''
as $$
declare
  result tstzmultirange;
begin
  with days as (
    select d::date as day
    from generate_series((p_from at time zone p_zone)::date - 1, (p_to at time zone p_zone)::date, interval '1 day') d
  ),
  special as (
    select on_date, opens, closes from public.date_hours h
    where h.business_id = p_business and h.staff_id = p_staff
      and h.on_date between (p_from at time zone p_zone)::date - 1 and (p_to at time zone p_zone)::date
  ),
  walls as (
    select days.day, h.opens, h.closes
    from days
    join public.working_hours h
      on h.business_id = p_business and h.staff_id = p_staff and h.weekday = extract(isodow from days.day)
    where not exists (select from special where special.on_date = days.day)
    union all
    select on_date, opens, closes from special where opens is not null
  ),
  instants as (
    select (day + opens) at time zone p_zone as opens_at,
           (day + closes + case when closes <= opens then interval '1 day' else interval '0' end) at time zone p_zone as closes_at
    from walls
  )
  select range_agg(tstzrange(opens_at, closes_at)) into result from instants where opens_at < closes_at;
  return coalesce(result, '{}') * tstzmultirange(tstzrange(p_from, p_to));
end
$$;
