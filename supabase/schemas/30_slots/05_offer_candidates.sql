-- Every free start a wish allows, each with the calendar that would take it: of those free then, the one with the least booked in that
-- local week, then by position.
-- The wish is in local words: {day_from, day_to, weekday, minute_from, minute_to}, minutes of the day, minute_to excluded; a
-- minute_to not after minute_from runs over midnight.
-- A start this customer was already declined is left out, and the one of the booking that is to be moved.
create type private.candidate as (starts_at timestamptz, staff_id uuid, day date, minute int);

create function private.offer_candidates(
  p_business public.businesses, p_service public.services, p_customer uuid, p_staff uuid, p_place uuid,
  p_wish jsonb, p_now timestamptz, p_for_booking uuid default null, p_conversation uuid default null
) returns setof private.candidate
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  zone text := p_business.time_zone;
  opens_at timestamptz := greatest(coalesce((p_wish ->> 'day_from')::date::timestamp at time zone zone, p_now), p_now);
  closes_at timestamptz := coalesce(((p_wish ->> 'day_to')::date + 1)::timestamp at time zone zone,
    p_now + make_interval(hours => 24 * p_business.horizon_days));
  minute_from int := p_wish ->> 'minute_from';
  minute_to int := p_wish ->> 'minute_to';
begin
  return query
    with calendars as (
      select s.id, s.position
      from public.staff s
      join public.service_staff ss on ss.business_id = s.business_id and ss.staff_id = s.id and ss.service_id = p_service.id
      where s.business_id = p_business.id and s.deleted_at is null and (p_staff is null or s.id = p_staff)
    ),
    load as (
      select h.staff_id, date_trunc('week', lower(h.occupied), zone) as week, sum(upper(h.occupied) - lower(h.occupied)) as booked
      from calendars c
      join public.holds h on h.business_id = p_business.id and h.staff_id = c.id and upper(h.occupied) > opens_at - interval '8 days'
      where (select count(*) from calendars) > 1 and h.booking_id is not null
      group by 1, 2
    ),
    starts as (
      select distinct on (f.at) f.at, c.id as staff_id, f.at at time zone zone as wall
      from calendars c
      cross join lateral private.free_starts(
        p_business, p_service, c.id, p_place, opens_at, closes_at, p_now, p_for_booking, p_conversation) as f (at)
      left join load l on l.staff_id = c.id and l.week = date_trunc('week', f.at, zone)
      order by f.at, coalesce(l.booked, '0'), c.position, c.id
    )
    select s.at, s.staff_id, s.wall::date, w.minute
    from starts s
    cross join lateral (select extract(hour from s.wall)::int * 60 + extract(minute from s.wall)::int as minute) w
    where (p_wish ->> 'weekday' is null or extract(isodow from s.wall)::int = (p_wish ->> 'weekday')::int)
      and case when minute_to <= minute_from then w.minute >= minute_from or w.minute < minute_to
        else (minute_from is null or w.minute >= minute_from) and (minute_to is null or w.minute < minute_to) end
      and not exists (
        select from public.bookings b
        where b.business_id = p_business.id and b.customer_id = p_customer and b.starts_at = s.at
          and (b.id = p_for_booking or b.status = 'cancelled' and b.ended_by = 'owner'))
      and not exists (
        select from public.moves m
        where m.business_id = p_business.id and m.booking_id = p_for_booking and m.starts_at = s.at
          and m.asked_by = 'customer' and m.state = 'declined')
    order by s.at;
end
$$;
