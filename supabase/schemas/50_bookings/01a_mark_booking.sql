-- When both sides are to be reminded of a booking: at the same clock time the day before, moved into contact hours. Null when that has passed at
-- p_now already: somebody who booked since needs no reminder.
create function private.reminder_at(p_business public.businesses, p_starts timestamptz, p_now timestamptz) returns timestamptz
language plpgsql stable set search_path = ''
as $$
declare
  day_before timestamptz := ((p_starts at time zone p_business.time_zone) - interval '1 day') at time zone p_business.time_zone;
  at timestamptz := private.in_contact_hours(p_business, day_before);
begin
  return case when day_before > p_now and at < p_starts then at end;
end
$$;

-- A code for a new booking: a digit and a letter, without those that look like another; where most of those are taken, a digit and two. One that
-- any of the business's bookings had in the last 60 days, or has while it is open, is not given again: an old text must not reach a new booking.
create function private.new_code(p_business uuid, p_now timestamptz) returns text
language plpgsql volatile set search_path = ''
as $$
declare
  letters text := 'BCDFGHJKLMPQRSTVWXZ'; -- no vowels: no words; no N and Y: those answer
  found_code text;
begin
  perform pg_advisory_xact_lock(hashtextextended(p_business::text, 7)); -- two at once must not choose the same
  for width in 1..2 loop
    for attempt in 1..12 loop
      found_code := (2 + floor(random() * 8))::int::text;
      for n in 1..width loop
        found_code := found_code || substr(letters, 1 + floor(random() * length(letters))::int, 1);
      end loop;
      if substr(found_code, 2) not in ('PM', 'TH', 'RD', 'ST', 'KM', 'HR', 'KG', 'CM', 'MM') -- 3PM is a time
        and not exists (
        select from public.bookings b where b.business_id = p_business and b.code = found_code
          and (b.status in ('pending', 'confirmed') or b.requested_at > p_now - interval '60 days')) then
        return found_code;
      end if;
    end loop;
  end loop;
  return null; -- the dashboard answers it all the same
end
$$;

-- What every booking carries, whoever writes it: a code from the start, and while confirmed the time to remind of it.
create function private.mark_booking() returns trigger
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
begin
  if tg_op = 'INSERT' and new.code is null then
    new.code := private.new_code(new.business_id, new.requested_at);
  end if;
  if new.status <> 'confirmed' then
    new.remind_at := null;
  elsif tg_op = 'INSERT' or old.status <> 'confirmed' or old.starts_at <> new.starts_at then
    select * into business from public.businesses where id = new.business_id;
    new.remind_at := private.reminder_at(business, new.starts_at, new.updated_at);
  end if;
  return new;
end
$$;

create trigger mark_booking before insert or update of status, starts_at on public.bookings
  for each row execute function private.mark_booking();
