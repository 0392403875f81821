-- The blocked stretches of one calendar that touch two instants, each with its blocked time: one-off ranges, and recurring ones expanded
-- in local time; and those in which a calendar kept elsewhere is busy, with none. A rule's exceptions are dates on which a stretch would start; a month without the rule's day has none; weeks start on
-- Monday. p_offset: the zone's private.steady_offset from two days before to two days after, if it is known.
create function private.blocked_ranges(
  p_business uuid, p_staff uuid, p_zone text, p_from timestamptz, p_to timestamptz, p_offset interval default null
) returns table (blocked_time_id uuid, during tstzrange)
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  first_day date := (p_from at time zone p_zone)::date - 1;
  last_day date := (p_to at time zone p_zone)::date;
begin
  return query
    select null::uuid, e.during from public.external_busy e
    where e.business_id = p_business and (e.staff_id is null or e.staff_id = p_staff) and e.during && tstzrange(p_from, p_to);
  if not exists (
    select from public.blocked_times b
    where b.business_id = p_business and b.deleted_at is null and (b.staff_id is null or b.staff_id = p_staff)) then
    return; -- many calendars have none
  end if;
  return query
    with rules as materialized (
      select b.id, b.during, b.frequency, b.every_n, b.weekdays, b.month_day, b.first_date, b.from_time, b.to_time, b.except_dates,
        greatest(b.first_date, first_day) as opens, least(b.last_date, last_day) as closes
      from public.blocked_times b
      where b.business_id = p_business and b.deleted_at is null and (b.staff_id is null or b.staff_id = p_staff)
    ),
    repeats as ( -- a first day, and how many days apart the others are
      select r.*, case r.frequency when 'weekly' then date_trunc('week', r.first_date::timestamp)::date - 1 else r.first_date end
          + unnest(case r.frequency when 'weekly' then r.weekdays else '{0}' end) as base,
        case r.frequency when 'weekly' then 7 else 1 end * r.every_n as apart
      from rules r where r.frequency in ('daily', 'weekly')
    ),
    months as (
      select r.*, generate_series(date_trunc('month', r.opens::timestamp), r.closes::timestamp, interval '1 month')::date as month
      from rules r where r.frequency = 'monthly'
    ),
    days as (
      select r.id, r.opens, r.closes, r.except_dates, r.from_time, r.to_time, r.base + r.apart * generate_series(
        greatest(0, (r.opens - r.base + r.apart - 1) / r.apart), (r.closes - r.base) / r.apart) as day
      from repeats r
      union all
      select m.id, m.opens, m.closes, m.except_dates, m.from_time, m.to_time, m.month + m.month_day - 1
      from months m
      where (12 * (extract(year from m.month) - extract(year from m.first_date)) + extract(month from m.month) - extract(month from m.first_date))::int % m.every_n = 0
        and extract(day from m.month + m.month_day - 1) = m.month_day
    ),
    walls as (
      select d.id, d.day + d.from_time as starts, d.day + (d.to_time <= d.from_time)::int + d.to_time as ends
      from days d where d.day between d.opens and d.closes and not d.day = any (d.except_dates)
    ),
    instants as (
      select w.id,
        case when p_offset is null then w.starts at time zone p_zone else w.starts at time zone p_offset end as starts_at,
        case when p_offset is null then w.ends at time zone p_zone else w.ends at time zone p_offset end as ends_at
      from walls w
      offset 0 -- so that each is worked out once
    )
    select r.id, r.during from rules r where r.during && tstzrange(p_from, p_to)
    union all
    select i.id, tstzrange(i.starts_at, i.ends_at) from instants i where i.starts_at < i.ends_at;
end
$$;
