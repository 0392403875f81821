-- The free starts of one service on one calendar, p_from <= start < p_to. Offers, pages and the check inside a booking's
-- transaction all come here, so what is offered can be booked.
--
-- Free = open hours - blocked times - holds, where a hold grows by this service's own buffers (and, between two jobs at
-- customers' addresses, by the drive) so that one subtraction decides. Starts lie on the business's grid, counted from the local
-- midnight of their own day, so that a start is on it however wide the question; not inside the notice and not past the horizon.
-- p_except_booking's own hold does not count.
create function private.free_starts(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid,
  p_from timestamptz, p_to timestamptz, p_now timestamptz, p_except_booking uuid default null
) returns setof timestamptz
language plpgsql stable set search_path = ''
as $$
declare
  lasts interval := make_interval(mins => p_service.minutes);
  step interval := make_interval(mins => p_business.slot_step_minutes);
  earliest timestamptz := greatest(p_from, p_now + make_interval(mins => coalesce(p_service.notice_minutes, p_business.notice_minutes)));
  latest timestamptz := least(p_to, p_now + make_interval(days => p_business.horizon_days));
  taken tstzmultirange;
  free tstzmultirange;
begin
  if earliest >= latest then
    return;
  end if;
  select range_agg(tstzrange(
      lower(h.occupied) - make_interval(mins => p_service.buffer_after_minutes
        + case when p_service.at_customer and h.at_customer then private.travel_minutes(p_business, p_place, h.place_id) else 0 end),
      upper(h.occupied) + make_interval(mins => p_service.buffer_before_minutes
        + case when p_service.at_customer and h.at_customer then private.travel_minutes(p_business, h.place_id, p_place) else 0 end)))
    into taken
    from public.holds h
    where h.business_id = p_business.id and h.staff_id = p_staff
      and upper(h.occupied) > earliest - interval '1 day' and lower(h.occupied) < latest + lasts + interval '1 day'
      and (h.expires_at is null or h.expires_at > p_now)
      and h.owner_id is distinct from p_except_booking;

  free := private.open_hours(p_business.id, p_staff, p_business.time_zone, earliest, latest + lasts)
    - private.blocked_ranges(p_business.id, p_staff, p_business.time_zone, earliest, latest + lasts)
    - coalesce(taken, '{}');

  return query
    select s
    from unnest(free) as gap,
      lateral generate_series(
        (lower(gap) at time zone p_business.time_zone)::date::timestamp, upper(gap) at time zone p_business.time_zone, interval '1 day') as wall,
      lateral (select wall at time zone p_business.time_zone as midnight,
        (wall + interval '1 day') at time zone p_business.time_zone as next_midnight) as day,
      lateral generate_series(
        date_bin(step, greatest(lower(gap), day.midnight) + step - interval '1 microsecond', day.midnight),
        least(upper(gap) - lasts, day.next_midnight - interval '1 microsecond'), step) as s
    where s >= earliest and s < latest
    order by s;
end
$$;
