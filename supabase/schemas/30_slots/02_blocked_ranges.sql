-- The blocked stretches of one calendar that touch two instants, each with its blocked time: one-off ranges, and recurring ones expanded
-- in local time. A rule's exceptions are dates on which a stretch would start; a month without the rule's day has none; weeks start on
-- Monday.
create function private.blocked_ranges(p_business uuid, p_staff uuid, p_zone text, p_from timestamptz, p_to timestamptz)
returns table (blocked_time_id uuid, during tstzrange)
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  first_day date := (p_from at time zone p_zone)::date - 1;
  last_day date := (p_to at time zone p_zone)::date;
begin
  return query
    with rules as materialized (
      select b.*, greatest(b.first_date, first_day) as opens, least(b.last_date, last_day) as closes
      from public.blocked_times b
      where b.business_id = p_business and b.deleted_at is null and (b.staff_id is null or b.staff_id = p_staff)
    ),
    repeats as ( -- a first day, and how many days apart the others are
      select r.*, r.first_date as base, r.every_n as apart from rules r where r.frequency = 'daily'
      union all
      select r.*, date_trunc('week', r.first_date)::date + unnest(r.weekdays) - 1, 7 * r.every_n from rules r where r.frequency = 'weekly'
    ),
    months as (
      select r.*, generate_series(date_trunc('month', r.opens::timestamp), r.closes::timestamp, interval '1 month')::date as month
      from rules r where r.frequency = 'monthly'
    ),
    days as (
      select r.id, r.opens, r.except_dates, r.from_time, r.to_time, r.base + r.apart * generate_series(
        greatest(0, (r.opens - r.base + r.apart - 1) / r.apart), (r.closes - r.base) / r.apart) as day
      from repeats r
      union all
      select m.id, m.opens, m.except_dates, m.from_time, m.to_time, m.month + m.month_day - 1
      from months m
      where (12 * (extract(year from m.month) - extract(year from m.first_date)) + extract(month from m.month) - extract(month from m.first_date))::int % m.every_n = 0
        and extract(day from m.month + m.month_day - 1) = m.month_day and m.month + m.month_day - 1 <= m.closes
    ),
    instants as (
      select d.id, (d.day + d.from_time) at time zone p_zone as starts_at,
        (d.day + (d.to_time <= d.from_time)::int + d.to_time) at time zone p_zone as ends_at
      from days d where d.day >= d.opens and not d.day = any (d.except_dates)
    )
    select r.id, r.during from rules r where r.during && tstzrange(p_from, p_to)
    union all
    select i.id, tstzrange(i.starts_at, i.ends_at) from instants i where i.starts_at < i.ends_at;
end
$$;
