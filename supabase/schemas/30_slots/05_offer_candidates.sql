-- Every free start a wish allows, each with the calendar that would take it: the one with the fewest holds ahead, then by position.
-- The wish is in local words: {day_from, day_to, weekday, minute_from, minute_to}, minutes of the day, minute_to excluded.
-- A start this customer was already declined is left out.
create type private.candidate as (starts_at timestamptz, staff_id uuid, day date, minute int);

create function private.offer_candidates(
  p_business public.businesses, p_service public.services, p_customer uuid, p_staff uuid, p_place uuid,
  p_wish jsonb, p_now timestamptz
) returns setof private.candidate
language sql stable set search_path = ''
as $$
  with window_of as (
    select coalesce((p_wish ->> 'day_from')::date::timestamp at time zone p_business.time_zone, p_now) as opens_at,
      coalesce(((p_wish ->> 'day_to')::date + 1)::timestamp at time zone p_business.time_zone,
        p_now + make_interval(days => p_business.horizon_days)) as closes_at
  ),
  calendars as (
    select s.id, s.position,
      (select count(*) from public.holds h where h.business_id = s.business_id and h.staff_id = s.id and upper(h.occupied) > p_now) as load
    from public.staff s
    join public.service_staff ss on ss.business_id = s.business_id and ss.staff_id = s.id and ss.service_id = p_service.id
    where s.business_id = p_business.id and s.deleted_at is null and (p_staff is null or s.id = p_staff)
  ),
  starts as (
    select distinct on (f.at) f.at, c.id as staff_id, f.at at time zone p_business.time_zone as wall
    from window_of w
    cross join calendars c
    cross join lateral private.free_starts(p_business, p_service, c.id, p_place, greatest(w.opens_at, p_now), w.closes_at, p_now) as f (at)
    order by f.at, c.load, c.position, c.id
  )
  select s.at, s.staff_id, s.wall::date, w.minute
  from starts s
  cross join lateral (select extract(hour from s.wall)::int * 60 + extract(minute from s.wall)::int as minute) w
  where (p_wish ->> 'weekday' is null or extract(isodow from s.wall)::int = (p_wish ->> 'weekday')::int)
    and (p_wish ->> 'minute_from' is null or w.minute >= (p_wish ->> 'minute_from')::int)
    and (p_wish ->> 'minute_to' is null or w.minute < (p_wish ->> 'minute_to')::int)
    and not exists (
      select from public.bookings b
      where b.business_id = p_business.id and b.customer_id = p_customer and b.starts_at = s.at
        and b.status = 'cancelled' and b.ended_by = 'owner')
$$;
