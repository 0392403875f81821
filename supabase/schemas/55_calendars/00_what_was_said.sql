-- Refuses what somebody said, by name (p_hint) and in a sentence for them. Nothing is changed.
create function private.refuse(p_hint text, p_message text) returns void
language plpgsql set search_path = ''
as $$
begin
  raise exception sqlstate 'PT400' using message = p_message, hint = p_hint;
end
$$;

-- A whole number from p_least to p_most, null where nothing was said; anything else is refused by p_hint. p_what begins the sentence.
create function private.whole_number(p_said jsonb, p_least int, p_most int, p_hint text, p_what text) returns int
language plpgsql set search_path = ''
as $$
begin
  if p_said is null or p_said = 'null' then
    return null;
  end if;
  if jsonb_typeof(p_said) <> 'number' or p_said::numeric not between p_least and p_most or p_said::numeric <> trunc(p_said::numeric) then
    perform private.refuse(p_hint, format('%s is a whole number from %s to %s, not %s.', p_what, p_least, p_most, p_said));
  end if;
  return p_said::int;
end
$$;

-- A local time of day, to the minute. 24:00 is midnight, said only of an end: the midnight that ends the day. 'bad_time' otherwise.
create function private.time_of_day(p_said text, p_ends boolean default false) returns time
language plpgsql set search_path = ''
as $$
begin
  if p_ends and p_said ~ '^24:00(:00)?$' then
    return '00:00';
  end if;
  if p_said is null or p_said !~ '^([01]?[0-9]|2[0-3]):[0-5][0-9](:00)?$' then
    perform private.refuse('bad_time', format('%L is not a time of day; write it like 09:00 or 17:30.', p_said));
  end if;
  return p_said::time;
end
$$;

-- A date somebody can mean: of the years 2000 to 2100. 'bad_date' otherwise.
create function private.date_meant(p_date date) returns date
language plpgsql set search_path = ''
as $$
begin
  if p_date is null or p_date not between '2000-01-01' and '2100-12-31' then
    perform private.refuse('bad_date', 'Give a date between the years 2000 and 2100.');
  end if;
  return p_date;
end
$$;

-- The same of a date said in JSON, like "2026-11-02"; null where nothing was said.
create function private.date_said(p_said jsonb) returns date
language plpgsql set search_path = ''
as $$
begin
  if p_said is null or p_said = 'null' then
    return null;
  end if;
  if p_said #>> '{}' !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then
    raise exception datetime_field_overflow;
  end if;
  return private.date_meant((p_said #>> '{}')::date);
exception when datetime_field_overflow then
  perform private.refuse('bad_date', format('%s is not a date; write it like 2026-11-02.', p_said));
end
$$;

-- The calendars meant: the one, or with null all that are in use. PT404 when the one is not the business's or no longer in use.
create function private.calendars_meant(p_business uuid, p_staff uuid) returns uuid[]
language plpgsql stable set search_path = ''
as $$
declare
  meant uuid[] := array(
    select s.id from public.staff s
    where s.business_id = p_business and s.deleted_at is null and (p_staff is null or s.id = p_staff));
begin
  if p_staff is not null and cardinality(meant) = 0 then
    raise exception sqlstate 'PT404' using message = 'There is no such calendar, or it is not yours.', hint = 'not_found';
  end if;
  return meant;
end
$$;
