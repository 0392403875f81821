-- Blocked stretches of one calendar that touch two instants: one-off ranges, and recurring ones expanded in local time.
create function private.blocked_ranges(p_business uuid, p_staff uuid, p_zone text, p_from timestamptz, p_to timestamptz) returns tstzmultirange
language plpgsql stable set search_path = ''
as $$
declare
  result tstzmultirange;
begin
  with rules as (
    select * from public.blocked_times b
    where b.business_id = p_business and b.deleted_at is null and (b.staff_id is null or b.staff_id = p_staff)
  ),
  days as (
    select d::date as day
    from generate_series((p_from at time zone p_zone)::date - 1, (p_to at time zone p_zone)::date, interval '1 day') d
  ),
  recurring as (
    select tstzrange(
      (day + from_time) at time zone p_zone,
      greatest(
        (day + from_time) at time zone p_zone,
        (day + to_time + case when to_time <= from_time then interval '1 day' else interval '0' end) at time zone p_zone)
    ) as r
    from rules
    join days on days.day >= rules.first_date and (rules.last_date is null or days.day <= rules.last_date)
    where rules.frequency is not null
      and not days.day = any (rules.except_dates)
      and case rules.frequency
        when 'daily' then (days.day - rules.first_date) % rules.every_n = 0
        when 'weekly' then extract(isodow from days.day)::int = any (rules.weekdays)
          and ((date_trunc('week', days.day)::date - date_trunc('week', rules.first_date)::date) / 7) % rules.every_n = 0
        when 'monthly' then extract(day from days.day)::int = rules.month_day
          and ((extract(year from days.day) - extract(year from rules.first_date)) * 12
            + extract(month from days.day) - extract(month from rules.first_date))::int % rules.every_n = 0
      end
  )
  select range_agg(r) into result
  from (
    select r from recurring where not isempty(r)
    union all
    select during from rules where during && tstzrange(p_from, p_to)
  ) as both_kinds;
  return coalesce(result, '{}');
end
$$;
