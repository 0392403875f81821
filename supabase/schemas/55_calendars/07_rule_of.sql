-- The local dates a recurring rule names between two, its exceptions aside, in order. Weeks start on Monday and count from the first date's;
-- months count from the first date's month, and one without the rule's day has none.
create function private.rule_dates(p_rule public.blocked_times, p_first date, p_last date) returns setof date
language sql immutable set search_path = ''
as $$
  select d.day
  from (select least(p_first, p_last) + generate_series(0, p_last - p_first) as day) d
  where d.day between p_rule.first_date and coalesce(p_rule.last_date, 'infinity') and case p_rule.frequency
    when 'daily' then (d.day - p_rule.first_date) % p_rule.every_n = 0
    when 'weekly' then extract(isodow from d.day)::int = any (p_rule.weekdays)
      and (date_trunc('week', d.day)::date - date_trunc('week', p_rule.first_date)::date) / 7 % p_rule.every_n = 0
    when 'monthly' then extract(day from d.day) = p_rule.month_day
      and (12 * (extract(year from d.day) - extract(year from p_rule.first_date))
        + extract(month from d.day) - extract(month from p_rule.first_date))::int % p_rule.every_n = 0
  end
  order by d.day
$$;

-- The p_n-th date of a rule, its exceptions aside; null when the year 2100 ends before it.
create function private.nth_date(p_rule public.blocked_times, p_n int) returns date
language sql immutable set search_path = ''
as $$
  select day from private.rule_dates(p_rule, p_rule.first_date, '2100-12-31') as day offset p_n - 1 limit 1
$$;

-- An instant said in JSON, like "2026-11-02T09:00:00Z"; null where nothing was said.
create function private.instant_said(p_said jsonb) returns timestamptz
language plpgsql set search_path = ''
as $$
begin
  if p_said #>> '{}' !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{5,8}(Z|[+-][0-9]{2}:?[0-9]{2})$' then
    raise exception datetime_field_overflow;
  end if;
  return (p_said #>> '{}')::timestamptz;
exception when datetime_field_overflow or invalid_datetime_format then
  perform private.refuse('bad_date', format('%s is not an instant; write it like 2026-11-02T09:00:00Z.', p_said));
end
$$;

-- A recurring rule as somebody says it, checked, as the columns that keep it: {frequency, every_n?, weekdays (weekly), month_day (monthly),
-- first_date, last_date? or until? or occurrences?, from_time, to_time, except_dates?}. Dates and times are local; to_time <= from_time is the
-- next day, so an equal pair is 24 hours. until is an instant with its offset: the last at which a stretch may start. Occurrences count
-- excepted dates too. Errors: 'bad_rule' something odd, 'bad_frequency', 'bad_interval', 'no_weekday', 'bad_weekday', 'no_month_day',
-- 'bad_month_day', 'bad_date', 'bad_time', 'bad_occurrences', 'bad_range' it ends before it starts, 'no_date' it names no date at all.
create function private.rule_of(p_said jsonb, p_zone text) returns public.blocked_times
language plpgsql stable set search_path = ''
as $$
declare
  rule public.blocked_times;
  odd text;
begin
  if jsonb_typeof(p_said) is distinct from 'object' then
    perform private.refuse('bad_rule', 'Say when it repeats.');
  end if;
  p_said := jsonb_strip_nulls(p_said);
  select key into odd from jsonb_object_keys(p_said) key where not key in (
    'frequency', 'every_n', 'weekdays', 'month_day', 'first_date', 'last_date', 'until', 'occurrences', 'from_time', 'to_time', 'except_dates');
  if found then
    perform private.refuse('bad_rule', format('A blocked time that repeats has no %L.', odd));
  end if;
  if not coalesce(p_said ->> 'frequency' = any (enum_range(null::public.block_frequency)::text[]), false) then
    perform private.refuse('bad_frequency', 'A blocked time repeats daily, weekly or monthly.');
  end if;
  rule.frequency := (p_said ->> 'frequency')::public.block_frequency;
  rule.every_n := coalesce(private.whole_number(p_said -> 'every_n', 1, 366, 'bad_interval', 'How often it repeats'), 1);
  rule.weekdays := private.weekdays_said(p_said -> 'weekdays', rule.frequency);
  rule.month_day := private.whole_number(p_said -> 'month_day', 1, 31, 'bad_month_day', 'The day of the month');
  if (rule.month_day is null) = (rule.frequency = 'monthly') then
    perform private.refuse(case when rule.month_day is null then 'no_month_day' else 'bad_month_day' end,
      'A blocked time that repeats monthly has a day of the month, and no other has one.');
  end if;
  rule.from_time := private.time_of_day(p_said ->> 'from_time');
  rule.to_time := private.time_of_day(p_said ->> 'to_time', true);
  rule.first_date := private.date_meant(private.date_said(p_said -> 'first_date'));
  rule.except_dates := private.dates_said(p_said -> 'except_dates');
  return private.with_its_end(rule, p_said, p_zone);
end
$$;

-- ISO weekdays, each once and in order; only a weekly rule has them, and it must.
create function private.weekdays_said(p_said jsonb, p_frequency public.block_frequency) returns int[]
language plpgsql stable set search_path = ''
as $$
declare
  weekdays int[];
begin
  if p_frequency <> 'weekly' and p_said is not null then
    perform private.refuse('bad_weekday', 'Only a blocked time that repeats weekly has weekdays.');
  elsif p_said is not null and jsonb_typeof(p_said) <> 'array' then
    perform private.refuse('bad_weekday', 'Give the weekdays as a list, from 1 for Monday to 7 for Sunday.');
  end if;
  select array_agg(distinct private.whole_number(x, 1, 7, 'bad_weekday', 'A weekday')) into weekdays from jsonb_array_elements(p_said) x;
  if p_frequency = 'weekly' and coalesce(cardinality(array_remove(weekdays, null)), 0) = 0 then
    perform private.refuse('no_weekday', 'Say on which weekdays it repeats.');
  end if;
  return array_remove(weekdays, null);
end
$$;

-- A list of dates, each once and in order; empty when none are said.
create function private.dates_said(p_said jsonb) returns date[]
language plpgsql stable set search_path = ''
as $$
begin
  if p_said is not null and jsonb_typeof(p_said) <> 'array' then
    perform private.refuse('bad_date', 'Give the dates as a list.');
  elsif jsonb_array_length(p_said) > 366 then
    perform private.refuse('bad_date', 'It can leave out at most 366 dates.');
  end if;
  return array(select distinct private.date_meant(private.date_said(x)) from jsonb_array_elements(p_said) x order by 1);
end
$$;

-- A rule with its last date, worked out where its end was said in another way.
create function private.with_its_end(p_rule public.blocked_times, p_said jsonb, p_zone text) returns public.blocked_times
language plpgsql stable set search_path = ''
as $$
declare
  until timestamptz := private.instant_said(p_said -> 'until');
begin
  if (select count(*) > 1 from unnest(array['last_date', 'until', 'occurrences']) as ending where p_said ? ending) then
    perform private.refuse('bad_rule', 'Say either the last date or how often it happens, not both.');
  end if;
  p_rule.last_date := private.date_said(p_said -> 'last_date');
  if until is not null then
    p_rule.last_date := private.date_meant((until at time zone p_zone)::date);
    if (p_rule.last_date + p_rule.from_time) at time zone p_zone > until then
      p_rule.last_date := p_rule.last_date - 1;
    end if;
  end if;
  p_rule.occurrences := private.whole_number(p_said -> 'occurrences', 1, 1000, 'bad_occurrences', 'How often it happens');
  if p_rule.last_date < p_rule.first_date then
    perform private.refuse('bad_range', 'It ends before it starts: its last date is before its first.');
  elsif private.nth_date(p_rule, 1) is null then
    perform private.refuse('no_date', 'No date fits: check the days and the first and last date.');
  elsif p_rule.occurrences is not null then
    p_rule.last_date := private.date_meant(private.nth_date(p_rule, p_rule.occurrences));
  end if;
  return p_rule;
end
$$;
