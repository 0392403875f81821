-- The stretches in which a calendar is open, one row each with the local day whose shift it is: weekly hours, a date's own hours in their
-- place, none on a holiday the business keeps. closes <= opens runs into the next day. A wall time the clocks skip moves forward, one they
-- repeat is the later instant: PostgreSQL's rule. p_offset: the zone's private.steady_offset over these days and a day more, if it is known.
create function private.open_stretches(
  p_business uuid, p_staff uuid, p_zone text, p_first_day date, p_last_day date, p_offset interval default null
) returns table (day date, opens_at timestamptz, closes_at timestamptz)
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
  return query
    with special as materialized (
      select h.on_date, h.opens, h.closes from public.date_hours h
      where h.business_id = p_business and h.staff_id = p_staff and h.on_date between p_first_day and p_last_day
    ),
    weekly as (
      select p_first_day + generate_series(
        (h.weekday + 7 - extract(isodow from p_first_day)::int) % 7, p_last_day - p_first_day, 7) as on_date, h.opens, h.closes
      from public.working_hours h
      where h.business_id = p_business and h.staff_id = p_staff
    ),
    walls as (
      select w.on_date, w.on_date + w.opens as opens, w.on_date + (w.closes <= w.opens)::int + w.closes as closes
      from weekly w
      where w.on_date <> all (array(
        select s.on_date from special s
        union all
        select h.on_date from public.holidays h
        where h.business_id = p_business and h.on_date between p_first_day and p_last_day and h.closed))
      union all
      select s.on_date, s.on_date + s.opens, s.on_date + (s.closes <= s.opens)::int + s.closes from special s where s.opens is not null
    ),
    instants as (
      select w.on_date,
        case when p_offset is null then w.opens at time zone p_zone else w.opens at time zone p_offset end as opens_at,
        case when p_offset is null then w.closes at time zone p_zone else w.closes at time zone p_offset end as closes_at
      from walls w
      offset 0 -- so that each is worked out once
    )
    select i.on_date, i.opens_at, i.closes_at from instants i where i.opens_at < i.closes_at;
end
$$;

-- The hours of one calendar between two instants. With p_leave and p_return (the drives from and to the base) a day's tour, from its
-- first opening to its last closing, is shorter by them; tours that touch are one, so a calendar that never closes never drives home.
-- p_offset: the zone's private.steady_offset from four days before to four days after, if it is known.
create function private.open_hours(
  p_business uuid, p_staff uuid, p_zone text, p_from timestamptz, p_to timestamptz,
  p_leave interval default '0', p_return interval default '0', p_offset interval default null
) returns tstzmultirange
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  first_day date := (p_from at time zone p_zone)::date - 1;
  last_day date := (p_to at time zone p_zone)::date;
  hours tstzmultirange;
begin
  if p_leave > interval '0' or p_return > interval '0' then
    -- two days more on either side, so that the edge of the question does not look like the end of a tour
    with stretches as materialized (
      select s.* from private.open_stretches(p_business, p_staff, p_zone, first_day - 2, last_day + 2, p_offset) s
    ),
    tours as (
      select unnest(range_agg(d.tour)) as tour
      from (select tstzrange(min(s.opens_at), max(s.closes_at)) as tour from stretches s group by s.day) d
    )
    select (select range_agg(tstzrange(s.opens_at, s.closes_at)) from stretches s)
        * range_agg(tstzrange(lower(t.tour) + p_leave, upper(t.tour) - p_return)) into hours
      from tours t where lower(t.tour) + p_leave < upper(t.tour) - p_return;
  else
    select range_agg(tstzrange(s.opens_at, s.closes_at)) into hours
      from private.open_stretches(p_business, p_staff, p_zone, first_day, last_day, p_offset) s;
  end if;
  return coalesce(hours, '{}') * tstzmultirange(tstzrange(p_from, p_to));
end
$$;
