-- The instant at which clocks in a zone (an IANA name) show p_local. A wall time that happens twice, when the clocks go back, is the first of the
-- two: it is the one still ahead of somebody who says "half past two tonight", and never an hour later than they meant.
-- Errors: 'no_such_time' the clocks skip it, 'bad_date' none or outside the years 2000 to 2100, 'bad_zone' no such zone.
create function private.instant_of(p_local timestamp, p_zone text) returns timestamptz
language plpgsql stable set search_path = ''
as $$
declare
  guess timestamptz; -- PostgreSQL's own: at most the width of a change away
  instant timestamptz;
begin
  if p_local is null or extract(year from p_local) not between 2000 and 2100 then
    raise exception sqlstate 'PT400' using message = 'Give a date between the years 2000 and 2100, with a time.', hint = 'bad_date';
  end if;
  -- PostgreSQL would also take an abbreviation or a rule such as XYZ+3; only a name with a slash and no digit cannot be one
  if p_zone is null or (p_zone !~ '^[A-Za-z_]+(/[A-Za-z_-]+)+$' and not exists (select from pg_catalog.pg_timezone_names where name = p_zone)) then
    raise exception invalid_parameter_value;
  end if;
  guess := p_local at time zone p_zone;
  select min(possible.at) into instant
    from unnest(array[guess - interval '24 hours', guess + interval '24 hours']) as near (at),
      lateral (select (p_local - (near.at at time zone p_zone - near.at at time zone 'UTC')) at time zone 'UTC') as possible (at)
    where possible.at at time zone p_zone = p_local;
  if instant is null then
    raise exception sqlstate 'PT400' using hint = 'no_such_time', message = format(
      'On %s the clocks go forward and %s is skipped. Choose another time, such as %s.', private.local_words(guess, p_zone) ->> 'long',
      to_char(p_local, 'FMHH12:MI AM'), private.local_words(guess, p_zone) ->> 'time');
  end if;
  return instant;
exception when invalid_parameter_value then
  raise exception sqlstate 'PT400' using message = format('%L is not a time zone.', p_zone), hint = 'bad_zone';
end
$$;
