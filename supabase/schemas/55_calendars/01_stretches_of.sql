-- Opening hours as somebody says them: [{weekday, opens, closes}], ISO weekdays, local times; for a single date (p_weekly false) without
-- weekday. closes <= opens runs into the next day, so an equal pair is 24 hours; 24:00 closes at midnight. What runs into the next day's
-- hours merges with them. Errors: 'bad_hours' no list, 'bad_weekday', 'bad_time', 'overlapping_hours' two stretches of one day.
create function private.stretches_of(p_hours jsonb, p_weekly boolean) returns table (weekday int, opens time, closes time)
language plpgsql set search_path = ''
as $$
declare
  item jsonb;
  opening int;
  stretch int4range; -- minutes, each weekday on a line of its own
  said int4multirange := '{}';
begin
  if jsonb_typeof(p_hours) is distinct from 'array' then
    perform private.refuse('bad_hours', 'Give the hours as a list of stretches.');
  end if;
  for item in select jsonb_array_elements(p_hours) loop
    weekday := private.whole_number(item -> 'weekday', 1, 7, 'bad_weekday', 'A weekday');
    if (weekday is null) = p_weekly then
      perform private.refuse('bad_weekday', case when p_weekly then 'Say which weekday, from 1 for Monday to 7 for Sunday.'
        else 'Hours of one date have no weekday.' end);
    end if;
    opens := private.time_of_day(item ->> 'opens');
    closes := private.time_of_day(item ->> 'closes', true);
    opening := coalesce(weekday, 0) * 10000 + extract(epoch from opens)::int / 60;
    stretch := int4range(opening, opening + extract(epoch from closes - opens)::int / 60 + case when closes <= opens then 1440 else 0 end);
    if said && stretch then
      perform private.refuse('overlapping_hours', format('%s to %s overlaps other hours%s.', item ->> 'opens', item ->> 'closes',
        coalesce(' of ' || to_char(date '2024-01-01' + weekday - 1, 'FMDay'), '')));
    end if;
    said := said + stretch::int4multirange;
    return next;
  end loop;
end
$$;
