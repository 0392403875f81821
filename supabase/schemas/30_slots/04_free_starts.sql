-- The points of a business's grid at which a stretch of p_lasts fits into p_free, in order. The grid is local time counted from midnight,
-- also on a day when the clocks change: both of two equal wall times are on it.
create function private.grid_starts(p_free tstzmultirange, p_lasts interval, p_step interval, p_zone text) returns setof timestamptz
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  first_day date := (lower(p_free) at time zone p_zone)::date;
  midnight timestamptz := first_day::timestamp at time zone p_zone;
begin
  if 86400 % extract(epoch from p_step)::int = 0 and (
    select bool_and((first_day + n)::timestamp at time zone p_zone = midnight + n * interval '24 hours')
    from generate_series(1, (upper(p_free) at time zone p_zone)::date - first_day + 1) as n) then
    -- the clocks do not change meanwhile and the grid is the same every day: one anchor serves
    return query
      select generate_series(date_bin(p_step, lower(g.gap) + p_step - interval '1 microsecond', midnight), upper(g.gap) - p_lasts, p_step)
      from (select unnest(p_free) as gap) g;
    return;
  end if;
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
  earliest timestamptz := greatest(p_from, p_now + make_interval(mins => coalesce(p_service.notice_minutes, p_business.notice_minutes)));
  latest timestamptz := least(p_to, p_now + make_interval(hours => 24 * p_business.horizon_days));
  blocked tstzmultirange;
  taken tstzmultirange;
begin
  if earliest >= latest then
    return;
  end if;
  select range_agg(b.during) into blocked from private.blocked_ranges(p_business.id, p_staff, zone, earliest, latest + lasts) b;
  select range_agg(t.during) into taken
    from private.taken_ranges(p_business, p_service, p_staff, p_place, earliest, latest + lasts, p_now, p_except_booking, p_conversation) t;
  return query select s.at from private.grid_starts(
    private.hours_for(p_business, p_service, p_staff, p_place, earliest, latest + lasts) - coalesce(blocked, '{}') - coalesce(taken, '{}'),
    lasts, make_interval(mins => p_business.slot_step_minutes), zone) as s (at)
    where s.at < latest;
end
$$;
