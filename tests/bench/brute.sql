-- The free starts of a calendar by trying every one: each rule asks about each start by itself, with none of the product's functions.
-- Everything in the benchmark's calendars lies on whole five minutes.
create function private.bench_brute(
  p_business uuid, p_service uuid, p_staff uuid, p_place uuid, p_from timestamptz, p_to timestamptz, p_now timestamptz
) returns setof timestamptz
language sql stable set search_path = ''
as $$
  with asked as (
    select b.*, s.at_customer, make_interval(mins => s.minutes) as lasts, make_interval(mins => coalesce(s.notice_minutes, b.notice_minutes)) as notice,
      make_interval(mins => s.buffer_before_minutes) as before_it, make_interval(mins => s.buffer_after_minutes) as after_it, t.base_place_id
    from public.businesses b, public.services s, public.staff t
    where b.id = p_business and s.business_id = b.id and s.id = p_service and t.business_id = b.id and t.id = p_staff
  ),
  days as (
    select (p_from at time zone a.time_zone)::date + n as day, a.* from asked a, generate_series(-3, p_to::date - p_from::date + 4) n
  ),
  stretches as materialized (
    select d.day, (d.day + h.opens) at time zone d.time_zone as opens_at,
      (d.day + h.closes + case when h.closes <= h.opens then interval '1 day' else '0' end) at time zone d.time_zone as closes_at
    from days d, lateral (
      select x.opens, x.closes from public.date_hours x where x.business_id = p_business and x.staff_id = p_staff and x.on_date = d.day
      union all
      select w.opens, w.closes from public.working_hours w
      where w.business_id = p_business and w.staff_id = p_staff and w.weekday = extract(isodow from d.day)
        and not exists (select from public.date_hours x where x.business_id = p_business and x.staff_id = p_staff and x.on_date = d.day)
        and not exists (select from public.holidays y where y.business_id = p_business and y.on_date = d.day and y.closed)) h
    where h.opens is not null
  ),
  blocked as materialized (
    select (d.day + r.from_time) at time zone d.time_zone as starts_at,
      (d.day + r.to_time + case when r.to_time <= r.from_time then interval '1 day' else '0' end) at time zone d.time_zone as ends_at
    from days d
    join public.blocked_times r on r.business_id = p_business and (r.staff_id is null or r.staff_id = p_staff) and r.deleted_at is null
      and d.day >= r.first_date and (r.last_date is null or d.day <= r.last_date) and d.day <> all (r.except_dates)
    where case r.frequency
      when 'daily' then (d.day - r.first_date) % r.every_n = 0
      when 'weekly' then extract(isodow from d.day)::int = any (r.weekdays)
        and (date_trunc('week', d.day::timestamp)::date - date_trunc('week', r.first_date::timestamp)::date) / 7 % r.every_n = 0
      when 'monthly' then extract(day from d.day) = r.month_day
        and (extract(year from d.day) * 12 + extract(month from d.day) - extract(year from r.first_date) * 12 - extract(month from r.first_date))::int
          % r.every_n = 0
      end
    union all
    select lower(r.during), upper(r.during) from public.blocked_times r
    where r.business_id = p_business and (r.staff_id is null or r.staff_id = p_staff) and r.deleted_at is null and r.during is not null
  ),
  held as materialized (
    select lower(h.occupied) as starts_at, upper(h.occupied) as ends_at,
      case when a.at_customer and h.at_customer then make_interval(mins => coalesce((select t.minutes from public.travel_times t
        where t.business_id = p_business and t.from_place_id = h.place_id and t.to_place_id = p_place), a.travel_minutes)) else '0' end as drive_here,
      case when a.at_customer and h.at_customer then make_interval(mins => coalesce((select t.minutes from public.travel_times t
        where t.business_id = p_business and t.from_place_id = p_place and t.to_place_id = h.place_id), a.travel_minutes)) else '0' end as drive_on
    from public.holds h, asked a
    where h.business_id = p_business and h.staff_id = p_staff and (h.expires_at is null or h.expires_at > p_now)
      and h.occupied && tstzrange(p_from - interval '5 days', p_to + interval '5 days')
  ),
  legs as (
    select make_interval(mins => coalesce((select t.minutes from public.travel_times t
        where t.business_id = p_business and t.from_place_id = a.base_place_id and t.to_place_id = p_place), a.travel_minutes)) as out,
      make_interval(mins => coalesce((select t.minutes from public.travel_times t
        where t.business_id = p_business and t.from_place_id = p_place and t.to_place_id = a.base_place_id), a.travel_minutes)) as home
    from asked a where a.at_customer and a.base_place_id is not null
  ),
  tours as materialized (
    select min(s.opens_at) as starts_at, max(s.closes_at) as ends_at from stretches s group by s.day
  )
  select c.at
  from asked a, generate_series(p_from, p_to - interval '1 minute', interval '5 minutes') as c (at)
  where (extract(hour from c.at at time zone a.time_zone) * 60 + extract(minute from c.at at time zone a.time_zone))::int % a.slot_step_minutes = 0
    and c.at >= p_now + a.notice and c.at < p_now + a.horizon_days * interval '24 hours'
    and not exists (select from blocked b where b.starts_at < c.at + a.lasts and b.ends_at > c.at)
    and not exists (
      select from held h
      where h.starts_at < c.at + a.lasts + a.after_it + h.drive_on and h.ends_at > c.at - a.before_it - h.drive_here)
    and not exists (
      select from generate_series(c.at, c.at + a.lasts - interval '5 minutes', interval '5 minutes') as m (at)
      where not exists (select from stretches s where s.opens_at <= m.at and s.closes_at >= m.at + interval '5 minutes'))
    and not exists (
      select from legs l
      where not exists (select from tours t where t.starts_at + l.out <= c.at and t.ends_at - l.home >= c.at + a.lasts))
  order by c.at
$$;
