-- A number of minutes as a person says it: '45 minutes', '2 hours', '1 day 3 hours'.
create function private.minutes_words(p_minutes int) returns text
language sql immutable set search_path = ''
as $$
  select coalesce(nullif(concat_ws(' ',
    case when p_minutes >= 1440 then p_minutes / 1440 || case when p_minutes / 1440 = 1 then ' day' else ' days' end end,
    case when p_minutes % 1440 >= 60 then p_minutes % 1440 / 60 || case when p_minutes % 1440 / 60 = 1 then ' hour' else ' hours' end end,
    case when p_minutes % 60 > 0 then p_minutes % 60 || case when p_minutes % 60 = 1 then ' minute' else ' minutes' end end), ''), '0 minutes')
$$;

-- A stretch of time as a person says it, in a zone: 'Thu, Nov 5, 2:00 PM to 3:00 PM'.
create function private.stretch_words(p_during tstzrange, p_zone text) returns text
language sql stable set search_path = ''
as $$
  select format('%s, %s to %s%s', opens ->> 'short', opens ->> 'time',
    case when opens ->> 'date' <> closes ->> 'date' then (closes ->> 'short') || ', ' end, closes ->> 'time')
  from private.local_words(lower(p_during), p_zone) as opens, private.local_words(upper(p_during), p_zone) as closes
$$;

-- Which of the rules of private.free_starts refuse one start, each in words an owner understands; no row: none does. It asks the parts
-- that make up free starts, for the stretch from p_at on: hours, blocked times, holds. Rules: 'notice', 'horizon', 'grid', 'hours',
-- 'date_hours', 'holiday', 'base' (the drive from or to the base), 'blocked', 'busy' (elsewhere), 'booked', 'kept' (for a customer who was offered it),
-- 'buffer', 'travel'.
create function private.why_not(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid, p_at timestamptz, p_now timestamptz,
  p_except_booking uuid default null, p_conversation uuid default null
) returns table (rule text, words text, booking_id uuid, blocked_time_id uuid)
language plpgsql stable set search_path = ''
as $$
declare
  zone text := p_business.time_zone;
  until timestamptz := p_at + make_interval(mins => p_service.minutes);
  wanted tstzrange := tstzrange(p_at, until);
  notice int := coalesce(p_service.notice_minutes, p_business.notice_minutes);
  local_day date := (p_at at time zone zone)::date;
  who text := (select s.name from public.staff s where s.business_id = p_business.id and s.id = p_staff);
begin
  if p_at < p_now + make_interval(mins => notice) then
    return query select 'notice', format('%s has to be booked at least %s ahead.', p_service.name, private.minutes_words(notice)), null::uuid, null::uuid;
  end if;
  if p_at >= p_now + make_interval(hours => 24 * p_business.horizon_days) then
    return query select 'horizon', format('It is more than %s days ahead, which is as far as customers can book.', p_business.horizon_days), null::uuid, null::uuid;
  end if;
  if not exists (select from private.grid_starts(
      tstzmultirange(wanted), upper(wanted) - lower(wanted), make_interval(mins => p_business.slot_step_minutes), zone) as g (at) where g.at = p_at) then
    return query select 'grid', format('Starts are every %s from midnight.', private.minutes_words(p_business.slot_step_minutes)), null::uuid, null::uuid;
  end if;
  if not private.open_hours(p_business.id, p_staff, zone, p_at, until) @> wanted then
    return query
      select case when d.own then 'date_hours' when h.name is not null then 'holiday' else 'hours' end,
        case when d.own then format('%s has other hours on %s: %s.', who, private.local_words(p_at, zone) ->> 'short', coalesce(d.hours, 'closed'))
          when h.name is not null then format('%s is closed for %s.', private.local_words(p_at, zone) ->> 'short', h.name)
          when w.hours is not null then format('%s works %s on %s; this would be %s.', who, w.hours, private.local_words(p_at, zone) ->> 'short',
            private.stretch_words(wanted, zone))
          else format('%s does not work on %s.', who, private.local_words(p_at, zone) ->> 'short') end, null::uuid, null::uuid
      from (select count(*) > 0 as own, string_agg(format('%s to %s', to_char(x.opens, 'FMHH12:MI AM'), to_char(x.closes, 'FMHH12:MI AM')), ', ' order by x.opens)
          filter (where x.opens is not null) as hours
        from public.date_hours x where x.business_id = p_business.id and x.staff_id = p_staff and x.on_date = local_day) d
      cross join (select string_agg(format('%s to %s', to_char(s.opens_at at time zone zone, 'FMHH12:MI AM'), to_char(s.closes_at at time zone zone, 'FMHH12:MI AM')), ', '
          order by s.opens_at) as hours
        from private.open_stretches(p_business.id, p_staff, zone, local_day, local_day) s) w
      left join public.holidays h on h.business_id = p_business.id and h.on_date = local_day and h.closed;
  elsif not private.hours_for(p_business, p_service, p_staff, p_place, p_at, until) @> wanted then
    return query select 'base', format('It leaves %s no time for the drive from or to the base within the day''s hours.', who), null::uuid, null::uuid;
  end if;
  return query
    select 'blocked', format('%s is blocked%s.', private.stretch_words(r.during, zone), case when b.reason <> '' then ': ' || b.reason else '' end), null::uuid, b.id
    from private.blocked_ranges(p_business.id, p_staff, zone, p_at, until) r
    join public.blocked_times b on b.business_id = p_business.id and b.id = r.blocked_time_id
    where r.during && wanted;
  return query
    select 'busy', format('Busy in your other calendar: %s.', private.stretch_words(range_merge(range_agg(r.during)), zone)), null::uuid, null::uuid
    from private.blocked_ranges(p_business.id, p_staff, zone, p_at, until) r
    where r.blocked_time_id is null and r.during && wanted
    having count(*) > 0;
  return query
    select f.rule, case f.rule
        when 'kept' then format('It is kept for a customer until %s.', private.local_words(f.expires_at, zone) ->> 'time')
        when 'booked' then format(case when f.job && wanted then 'It is taken: %s.'
          else 'It is too close to %s, which needs time before or after it.' end, f.whose)
        when 'buffer' then format('It is too close to %s: the one or the other job needs time before or after it.', f.whose)
        else format('It leaves too little time for the drive of %s %s %s.', private.minutes_words(f.drive), case when f.earlier then 'from' else 'to' end, f.whose) end, f.for_booking, null::uuid
    from (
      select h.booking_id as for_booking, h.expires_at, n.job, lower(h.occupied) < p_at as earlier,
        private.travel_minutes(p_business, case when lower(h.occupied) < p_at then h.place_id else p_place end,
          case when lower(h.occupied) < p_at then p_place else h.place_id end) as drive,
        case when k.id is null then 'another job' else format('%s, %s, %s', coalesce(nullif(k.customer_name, ''), 'a customer'), k.service_name,
          private.stretch_words(n.job, zone) || case when m.id is null then '' else ' (a new time, not agreed yet)' end) end as whose,
        case when not h.occupied && tstzrange(p_at - make_interval(mins => p_service.buffer_before_minutes),
              until + make_interval(mins => p_service.buffer_after_minutes)) then 'travel'
          when h.offer_id is not null then 'kept'
          when h.occupied && wanted then 'booked' else 'buffer' end as rule
      from private.taken_ranges(p_business, p_service, p_staff, p_place, p_at, until, p_now, p_except_booking, p_conversation) t
      join public.holds h on h.business_id = p_business.id and h.id = t.hold_id
      left join public.bookings k on k.business_id = h.business_id and k.id = h.booking_id
      left join public.moves m on m.business_id = h.business_id and m.id = h.move_id
      cross join lateral (select tstzrange(coalesce(m.starts_at, k.starts_at), coalesce(m.ends_at, k.ends_at)) as job) n
      where t.during && wanted) f;
end
$$;

-- Answers 'why (not) this time?' for one calendar or, without p_staff, for each that does the service: [{staff_id, staff, free,
-- reasons: [{rule, words, booking_id, blocked_time_id}]}]. `free` is what private.free_starts says itself.
create function private.explain_start(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid, p_at timestamptz, p_now timestamptz,
  p_except_booking uuid default null
) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('at', p_at, 'words', private.local_words(p_at, p_business.time_zone), 'calendars', coalesce(jsonb_agg(jsonb_build_object(
      'staff_id', t.id, 'staff', t.name,
      'free', exists (select from private.free_starts(
        p_business, p_service, t.id, p_place, p_at, p_at + interval '1 microsecond', p_now, p_except_booking) as f (at) where f.at = p_at),
      'reasons', (select coalesce(jsonb_agg(to_jsonb(w)), '[]')
        from private.why_not(p_business, p_service, t.id, p_place, p_at, p_now, p_except_booking) w)) order by t.position, t.name), '[]'))
  from public.service_staff ss
  join public.staff t on t.business_id = ss.business_id and t.id = ss.staff_id and t.deleted_at is null
  where ss.business_id = p_business.id and ss.service_id = p_service.id and (p_staff is null or t.id = p_staff)
$$;
