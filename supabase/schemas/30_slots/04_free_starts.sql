-- The points of a business's grid at which a stretch of p_lasts fits into p_free, in order. The grid is local time counted from midnight,
-- also on a day when the clocks change: both of two equal wall times are on it.
create function private.grid_starts(p_free tstzmultirange, p_lasts interval, p_step interval, p_zone text) returns setof timestamptz
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
  return query
    with pieces as (
      select g.gap, (lower(g.gap) at time zone p_zone)::date + generate_series(
        0, (upper(g.gap) at time zone p_zone)::date - (lower(g.gap) at time zone p_zone)::date) as day
      from (select unnest(p_free) as gap) g
    ),
    days as (
      select p.gap, p.day, p.day::timestamp at time zone p_zone as midnight, (p.day + 1)::timestamp at time zone p_zone as next_midnight
      from pieces p
    ),
    anchored as ( -- after a change the grid counts from where midnight would have been
      select d.*, unnest(array[d.midnight, d.next_midnight - interval '24 hours']) as anchor from days d
    ),
    points as (
      select a.*, generate_series(
        date_bin(p_step, greatest(lower(a.gap), a.midnight) + p_step - interval '1 microsecond', a.anchor),
        least(upper(a.gap) - p_lasts, a.next_midnight - interval '1 microsecond'), p_step) as at
      from anchored a
    )
    select distinct p.at from points p where (p.at at time zone p_zone) - p.day = p.at - p.anchor
    order by p.at;
end
$$;

-- The free starts of one service on one calendar, p_from <= start < p_to, in order. Offers, pages and the check inside a booking's
-- transaction all come here, so what is offered can be booked.
--
-- Free = open hours - blocked times - holds, each hold as wide as this service needs it to be (private.taken_ranges), so that one
-- subtraction decides. Starts lie on the business's grid, not inside the notice and not past the horizon (horizon_days of 24 hours).
-- What p_except_booking holds does not count, nor what is kept for p_conversation.
create function private.free_starts(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid,
  p_from timestamptz, p_to timestamptz, p_now timestamptz, p_except_booking uuid default null, p_conversation uuid default null
) returns setof timestamptz
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  zone text := p_business.time_zone;
  lasts interval := make_interval(mins => p_service.minutes);
  step interval := make_interval(mins => p_business.slot_step_minutes);
  earliest timestamptz := greatest(p_from, p_now + make_interval(mins => coalesce(p_service.notice_minutes, p_business.notice_minutes)));
  latest timestamptz := least(p_to, p_now + make_interval(hours => 24 * p_business.horizon_days));
  until timestamptz := latest + lasts - interval '1 microsecond'; -- a start at `latest` itself is too late
  first_day date := (earliest at time zone zone)::date;
  utc_offset interval;
  free tstzmultirange;
begin
  if earliest >= latest then
    return;
  end if;
  utc_offset := private.steady_offset(zone, first_day - 4, (until at time zone zone)::date + 4);
  if p_service.at_customer then
    free := private.hours_for(p_business, p_service, p_staff, p_place, earliest, until, utc_offset);
  else -- no drives to leave room for
    free := private.open_hours(p_business.id, p_staff, zone, earliest, until, '0', '0', utc_offset);
  end if;
  free := free - coalesce((
    select range_agg(busy.during) from (
      select b.during from private.blocked_ranges(p_business.id, p_staff, zone, earliest, until, utc_offset) b
      union all
      select t.during from private.taken_ranges(
        p_business, p_service, p_staff, p_place, earliest, until, p_now, p_except_booking, p_conversation) t) busy), '{}');
  if utc_offset is null or 1440 % p_business.slot_step_minutes > 0 then
    return query select private.grid_starts(free, lasts, step, zone);
  else -- the grid is the same every day: one midnight serves
    return query
      select generate_series(
        date_bin(step, lower(g.gap) + step - interval '1 microsecond', first_day::timestamp at time zone utc_offset), upper(g.gap) - lasts, step)
      from (select unnest(free) as gap) g;
  end if;
end
$$;
