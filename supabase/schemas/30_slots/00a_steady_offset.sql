-- How far the clocks of a zone are ahead of UTC, if they do not change between two local days, the last one included; null if they do. A wall time
-- `at time zone` this interval is the same instant as `at time zone` the zone's name, at a fraction of the cost. Looked at once a week: no zone
-- changes its clocks and back within one.
create function private.steady_offset(p_zone text, p_first_day date, p_last_day date) returns interval
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  days int := p_last_day + 1 - p_first_day;
  midnight timestamptz := p_first_day::timestamp at time zone p_zone;
begin
  if (select bool_and((p_first_day + least(n, days))::timestamp at time zone p_zone = midnight + least(n, days) * interval '24 hours')
      from generate_series(7, days + 6, 7) as n) then
    return p_first_day::timestamp - midnight at time zone 'UTC';
  end if;
  return null;
end
$$;
