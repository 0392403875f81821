-- The instant at which p_minutes of contact hours have passed since p_from. Contact hours run daily from p_open to
-- p_close in local time; p_close <= p_open means the next day. With 0 minutes: p_from, or the next opening.
create function private.add_contact_minutes(p_from timestamptz, p_minutes int, p_zone text, p_open time, p_close time) returns timestamptz
language plpgsql stable set search_path = ''
as $$
declare
  remaining interval := make_interval(mins => p_minutes);
  day date := (p_from at time zone p_zone)::date - 1;
  opens_at timestamptz;
  closes_at timestamptz;
begin
  if p_open = p_close then
    return p_from + remaining;
  end if;
  for step in 0..400 loop
    opens_at := greatest((day + p_open) at time zone p_zone, p_from);
    closes_at := (day + p_close + case when p_close <= p_open then interval '1 day' else interval '0' end) at time zone p_zone;
    if opens_at < closes_at then
      if opens_at + remaining < closes_at or (remaining > interval '0' and opens_at + remaining = closes_at) then
        return opens_at + remaining;
      end if;
      remaining := remaining - (closes_at - opens_at);
    end if;
    day := day + 1;
  end loop;
  raise exception sqlstate 'PT400' using message = 'Contact hours never add up to that long.', hint = 'bad_input';
end
$$;

-- p_at itself when it lies in the business's contact hours, else their next opening.
create function private.in_contact_hours(p_business public.businesses, p_at timestamptz) returns timestamptz
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select private.add_contact_minutes(p_at, 0, p_business.time_zone, p_business.contact_from, p_business.contact_to));
end
$$;
