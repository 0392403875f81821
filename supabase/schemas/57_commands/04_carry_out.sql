-- Carries out one thing a member asked for by text and says what came of it: the action itself with `outcome` and, where there is one, the booking
-- in words. What cannot be done is an outcome, not an error. p_received is when they asked.
create function private.carry_out(p_business public.businesses, p_member uuid, p_action jsonb, p_received timestamptz, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
begin
  return p_action || case p_action ->> 'do'
    when 'confirm' then private.answer_by_code(p_business, p_member, p_action, p_now)
    when 'decline' then private.answer_by_code(p_business, p_member, p_action, p_now)
    when 'propose' then private.propose_by_code(p_business, p_member, p_action, p_now)
    when 'done' then private.finish_by_code(p_business, p_member, p_action, p_now)
    when 'no_show' then private.finish_by_code(p_business, p_member, p_action, p_now)
    when 'all_done' then private.finish_all(p_business, p_member, p_now)
    when 'late' then private.late_by_code(p_business, p_member, p_action, p_received, p_now)
    when 'day' then private.day_by_text(p_business, p_action)
    when 'away' then private.pause_receptionist(p_business.id, (p_action ->> 'until')::timestamp, p_now)
    when 'back' then private.resume_receptionist(p_business.id)
    else jsonb_build_object('outcome', p_action ->> 'do') end;
exception
  when sqlstate 'PT400' or sqlstate 'PT404' or sqlstate 'PT409' then
    return p_action || jsonb_build_object('outcome', 'refused', 'reasons', jsonb_build_array(jsonb_build_object('words', sqlerrm)));
end
$$;

-- Yes or no to what waits about a booking: its customer's wish to move, else the request itself. No to a time of ours that waits for the customer
-- takes that back. A confirmed booking is never called off like this.
create function private.answer_by_code(p_business public.businesses, p_member uuid, p_action jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings := private.coded_booking(p_business.id, p_action ->> 'code');
  yes boolean := p_action ->> 'do' = 'confirm';
  reason text := coalesce(p_action ->> 'reason', '');
  move public.moves;
begin
  if booking.id is null then
    return '{"outcome": "unknown"}';
  end if;
  select * into move from public.moves m where m.business_id = p_business.id and m.booking_id = booking.id and m.state = 'waiting' and m.expires_at > p_now;
  if booking.status = 'confirmed' and move.id is not null and (move.asked_by = 'customer' or not yes) then
    return private.answer_move(p_business.id, move.id, yes, reason, p_member, p_now);
  elsif yes then
    return private.confirm_booking(p_business.id, booking.id, p_member, p_now);
  else
    return private.decline_booking(p_business.id, booking.id, p_member, reason, p_now);
  end if;
end
$$;

-- Puts another time to the customer: `at` is a wall time in the business's zone, null where the text's own reading found no open booking.
create function private.propose_by_code(p_business public.businesses, p_member uuid, p_action jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings := private.coded_booking(p_business.id, p_action ->> 'code');
begin
  if booking.id is null then
    return '{"outcome": "unknown"}';
  elsif booking.status not in ('pending', 'confirmed') or private.expire_booking(p_business.id, booking.id, p_now) then
    return jsonb_set(private.decided_already(p_business.id, booking.id), '{outcome}', '"already_ended"');
  elsif p_action ->> 'at' is null then
    return jsonb_build_object('outcome', 'say_again', 'booking', private.booking_words(p_business, booking));
  end if;
  return private.move_booking(p_business.id, booking.id, null,
    private.instant_of((p_action ->> 'at')::timestamp, p_business.time_zone), false, false, p_member, p_now);
end
$$;

-- Done, or nobody there.
create function private.finish_by_code(p_business public.businesses, p_member uuid, p_action jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings := private.coded_booking(p_business.id, p_action ->> 'code');
begin
  if booking.id is null then
    return '{"outcome": "unknown"}';
  end if;
  return private.finish_booking(p_business.id, booking.id,
    case p_action ->> 'do' when 'done' then 'completed' else 'no_show' end::public.booking_status, p_member, p_now);
end
$$;

-- Everything that the last day-end text asked about and nobody has answered is done. Outcomes: 'all_done' with how many, or 'nothing_asked'.
create function private.finish_all(p_business public.businesses, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking uuid;
  done int := 0;
  asked timestamptz := (select max(b.asked_at) from public.bookings b where b.business_id = p_business.id and b.starts_at > p_now - interval '8 days');
begin
  for booking in
    select b.id from public.bookings b
    where b.business_id = p_business.id and b.starts_at > p_now - interval '8 days' and b.asked_at = asked and b.ends_at <= asked and b.status = 'confirmed' and b.deleted_at is null
    order by b.starts_at, b.id
  loop
    if private.finish_booking(p_business.id, booking, 'completed', p_member, p_now) ->> 'outcome' = 'completed' then
      done := done + 1;
    end if;
  end loop;
  return jsonb_build_object('outcome', case when done > 0 then 'all_done' else 'nothing_asked' end, 'count', done);
end
$$;

-- Tells a customer that we run late: the one named, else the next of today. Where that could be one of several, or the text is older than fifteen
-- minutes, nobody is told: 'which' with those, 'stale'; 'nobody': there is no next one today.
create function private.late_by_code(p_business public.businesses, p_member uuid, p_action jsonb, p_received timestamptz, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  meant uuid[];
begin
  if p_now > p_received + interval '15 minutes' then
    return '{"outcome": "stale"}';
  elsif p_action ->> 'code' is not null then
    booking := private.coded_booking(p_business.id, p_action ->> 'code');
    meant := case when booking.id is not null then array[booking.id] end;
    if meant is null then
      return '{"outcome": "unknown"}';
    end if;
  else
    meant := private.next_up(p_business, p_now);
  end if;
  if coalesce(cardinality(meant), 0) <> 1 then
    return jsonb_build_object('outcome', case when cardinality(meant) > 1 then 'which' else 'nobody' end, 'bookings',
      (select coalesce(jsonb_agg(private.booking_words(p_business, b) order by b.starts_at, b.id), '[]') from public.bookings b
        where b.business_id = p_business.id and b.id = any (meant)));
  end if;
  return private.running_late(p_business.id, meant[1], p_member, (p_action ->> 'minutes')::int, p_now);
end
$$;

-- Whom "I am late" can concern: of each calendar the next confirmed booking of today, and one that should have begun in the last quarter of an hour.
create function private.next_up(p_business public.businesses, p_now timestamptz) returns uuid[]
language plpgsql stable set search_path = ''
as $$
declare
  midnight timestamptz := ((p_now at time zone p_business.time_zone)::date + 1) at time zone p_business.time_zone;
begin
  return array(
    select b.id from public.bookings b
    where b.business_id = p_business.id and b.status = 'confirmed' and b.deleted_at is null
      and b.starts_at > p_now - interval '15 minutes' and b.starts_at < midnight
      and (b.starts_at <= p_now or not exists (
        select from public.bookings o
        where o.business_id = b.business_id and o.staff_id = b.staff_id and o.status = 'confirmed' and o.deleted_at is null
          and o.starts_at > p_now and o.starts_at < b.starts_at))
    order by b.starts_at, b.id);
end
$$;

-- The bookings of one day, `date` in the business's zone, in order.
create function private.day_by_text(p_business public.businesses, p_action jsonb) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  day date := (p_action ->> 'date')::date;
begin
  return jsonb_build_object('outcome', 'listed', 'day', private.local_words(day::timestamp at time zone p_business.time_zone, p_business.time_zone),
    'bookings', (select coalesce(jsonb_agg(private.booking_words(p_business, b) order by b.starts_at, b.id), '[]') from public.bookings b
      where b.business_id = p_business.id and b.status in ('pending', 'confirmed', 'completed', 'no_show') and b.deleted_at is null
        and b.starts_at >= day::timestamp at time zone p_business.time_zone and b.starts_at < (day + 1)::timestamp at time zone p_business.time_zone));
end
$$;
