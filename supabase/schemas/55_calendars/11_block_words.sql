-- A list as people say it: 'Monday, Tuesday and Friday'.
create function private.said_in_turn(p_words text[]) returns text
language sql immutable set search_path = ''
as $$
  select case when cardinality(p_words) < 2 then p_words[1]
    else array_to_string(p_words[:cardinality(p_words) - 1], ', ') || ' and ' || p_words[cardinality(p_words)] end
$$;

-- From when to when, as people say it: '12:00 PM to 1:00 PM', 'all day', '10:00 PM to 6:00 AM the next day'.
create function private.stretch_words(p_from time, p_to time) returns text
language sql immutable set search_path = ''
as $$
  select case when p_from = p_to and p_from = '00:00' then 'all day'
    else to_char('2000-01-01'::date + p_from, 'FMHH12:MI AM') || ' to ' || case when p_to = '00:00' then 'midnight'
      else to_char('2000-01-01'::date + p_to, 'FMHH12:MI AM') || case when p_to <= p_from then ' the next day' else '' end end
    end
$$;

-- A date as people say it: 'Dec 18', with the year where it is not p_this year's.
create function private.date_words(p_date date, p_this date) returns text
language sql immutable set search_path = ''
as $$
  select to_char(p_date, 'Mon FMDD') || case when extract(year from p_date) = extract(year from p_this) then '' else to_char(p_date, ' YYYY') end
$$;

-- How a blocked time repeats: 'Every Tuesday', 'Every 2 weeks on Monday and Friday', 'Every 3 days', 'Every month on the 15th'.
create function private.repeat_words(p_block public.blocked_times) returns text
language sql immutable set search_path = ''
as $$
  select case p_block.frequency
    when 'daily' then case p_block.every_n when 1 then 'Every day' else format('Every %s days', p_block.every_n) end
    when 'weekly' then case p_block.every_n when 1 then 'Every ' else format('Every %s weeks on ', p_block.every_n) end || case
      when p_block.weekdays = '{1,2,3,4,5}' then 'weekday'
      else private.said_in_turn(array(select to_char(date '2024-01-01' + d - 1, 'FMDay') from unnest(p_block.weekdays) d order by d)) end
    when 'monthly' then case p_block.every_n when 1 then 'Every month' else format('Every %s months', p_block.every_n) end
      || ' on the ' || to_char(date '2024-01-01' + p_block.month_day - 1, 'FMDDth')
  end
$$;

-- A blocked time in plain words: 'Every Tuesday, 12:00 PM to 1:00 PM, until Dec 18', or 'Tue, Nov 3, 9:00 AM to Thu, Nov 5, 5:00 PM'.
create function private.block_words(p_block public.blocked_times, p_zone text, p_today date) returns text
language plpgsql stable set search_path = ''
as $$
declare
  starts jsonb;
  ends jsonb;
begin
  if p_block.frequency is not null then
    return private.repeat_words(p_block) || ', ' || private.stretch_words(p_block.from_time, p_block.to_time)
      || case when p_block.first_date > p_today then ', from ' || private.date_words(p_block.first_date, p_today) else '' end
      || case when p_block.last_date is not null then ', until ' || private.date_words(p_block.last_date, p_today) else '' end
      || case when p_block.occurrences is not null then format(' (%s times)', p_block.occurrences) else '' end;
  end if;
  starts := private.local_words(lower(p_block.during), p_zone);
  ends := private.local_words(upper(p_block.during), p_zone);
  return format('%s, %s to ', starts ->> 'short', starts ->> 'time')
    || case when starts ->> 'date' = ends ->> 'date' then '' else ends ->> 'short' || ', ' end || (ends ->> 'time');
end
$$;

-- The next dates on which a blocked time that repeats starts, p_most at most, from p_today on; without those it leaves out.
create function private.coming_dates(p_block public.blocked_times, p_today date, p_most int) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('date', d, 'words', to_char(d, 'Dy, Mon FMDD')) order by d), '[]')
  from (
    select d from private.rule_dates(p_block, greatest(p_block.first_date, p_today), p_today + 400) d
    where p_block.frequency is not null and not d = any (p_block.except_dates)
    order by d limit p_most
  ) coming
$$;
