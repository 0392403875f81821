-- A wall time of a business, as a calendar that knows no zones reads it: 2026-11-05T14:00.
create function private.wall(p_at timestamptz, p_zone text) returns text
language sql stable set search_path = ''
as $$
  select to_char(p_at at time zone p_zone, 'YYYY-MM-DD"T"HH24:MI')
$$;

-- Jobs that lie in a stretch of time, soonest first, p_most at most; those that came to nothing as well. `start` and `end` are wall times: where the clocks go
-- back within a job, its end is drawn so many minutes after its start. `asks`: there is a way to put a question to its customer. p_more: there are further ones.
create function private.calendar_bookings(
  p_business public.businesses, p_from timestamptz, p_to timestamptz, p_most int, out p_jobs json, out p_more boolean, out p_staff uuid[]
)
language plpgsql stable set search_path = ''
as $$
declare
  zone text := p_business.time_zone;
  ahead interval := private.steady_offset(zone, (p_from at time zone zone)::date - 2, (p_to at time zone zone)::date + 2);
begin
  select coalesce(json_agg(json_build_object(
        'id', b.id, 'status', b.status, 'staff', b.staff_id, 'service', b.service_name, 'customer', b.customer_name, 'address', b.address,
        'start', to_char(b.opens, 'YYYY-MM-DD"T"HH24:MI'),
        'end', to_char(case when b.closes > b.opens then b.closes else b.opens + (b.ends_at - b.starts_at) end, 'YYYY-MM-DD"T"HH24:MI'),
        'minutes', extract(epoch from b.ends_at - b.starts_at)::int / 60, 'ended_by', b.ended_by, 'expires_at', b.expires_at,
        'asks', b.status in ('pending', 'confirmed') and (b.customer_phone is not null or b.customer_email is not null and b.conversation_id is not null))
      order by b.starts_at, b.id) filter (where b.n <= p_most), '[]'), count(*) > p_most, array_agg(distinct b.staff_id)
    into p_jobs, p_more, p_staff
    from ( -- no job lasts longer than two days
      select k.id, k.status, k.staff_id, k.service_name, k.customer_name, k.address, k.starts_at, k.ends_at, k.ended_by, k.expires_at, k.customer_phone,
        k.customer_email, k.conversation_id, row_number() over (order by k.starts_at, k.id) as n,
        case when ahead is null then k.starts_at at time zone zone else k.starts_at at time zone ahead end as opens,
        case when ahead is null then k.ends_at at time zone zone else k.ends_at at time zone ahead end as closes
      from public.bookings k
      where k.business_id = p_business.id and k.starts_at > p_from - interval '2 days' and k.starts_at < p_to and k.ends_at > p_from and k.deleted_at is null
      order by k.starts_at, k.id limit p_most + 1) b;
end
$$;

-- New times that wait for an answer and lie in a stretch of time, soonest first, p_most at most, in wall times.
create function private.calendar_moves(p_business public.businesses, p_from timestamptz, p_to timestamptz, p_most int, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', m.id, 'booking', b.id, 'asked_by', m.asked_by, 'staff', m.staff_id, 'service', b.service_name, 'customer', b.customer_name,
      'start', private.wall(m.starts_at, p_business.time_zone), 'end', private.wall(m.ends_at, p_business.time_zone)) order by m.starts_at, m.id), '[]')
  from (
    select * from public.moves w
    where w.business_id = p_business.id and w.state = 'waiting' and w.expires_at > p_now and w.starts_at < p_to and w.ends_at > p_from
    order by w.starts_at, w.id limit p_most) m
  join public.bookings b on b.business_id = m.business_id and b.id = m.booking_id and b.deleted_at is null
$$;

-- Blocked stretches that touch a stretch of time, soonest first, p_most at most, in wall times; `staff` null: the whole business. Those that repeat are
-- expanded; `date` is the one to leave out (public.skip_blocked_date).
create function private.calendar_blocks(p_business public.businesses, p_from timestamptz, p_to timestamptz, p_most int) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', r.id, 'staff', r.staff_id, 'reason', r.reason, 'repeats', r.frequency is not null, 'date', (lower(r.during) at time zone p_business.time_zone)::date,
      'start', private.wall(lower(r.during), p_business.time_zone), 'end', private.wall(upper(r.during), p_business.time_zone)) order by lower(r.during), r.id), '[]')
  from (
    select distinct b.id, b.staff_id, b.reason, b.frequency, x.during
    from public.staff t
    cross join lateral private.blocked_ranges(p_business.id, t.id, p_business.time_zone, p_from, p_to) x
    join public.blocked_times b on b.business_id = p_business.id and b.id = x.blocked_time_id
    where t.business_id = p_business.id and t.deleted_at is null and x.during && tstzrange(p_from, p_to)
    order by x.during, b.id limit p_most) r
$$;

-- What a calendar shows of the local days from p_from up to, not including, p_to; 1 to 43 of them, else 'bad_range'. All times are wall times of the business:
-- {zone, offset (minutes ahead of UTC at p_now), now, staff: [{id, name}], bookings, moves, blocks, holidays: [{date, name, closed}], open: [{staff, start, end}],
-- more}. `staff` are the calendars in use and those with a job in the window. At most 1,000 jobs, 200 moves and 500 blocked stretches; `more`: there are further
-- jobs.
create function private.calendar_window(p_business uuid, p_from date, p_to date, p_now timestamptz) returns json
language plpgsql stable set search_path = ''
as $$
declare
  business public.businesses;
  first_at timestamptz;
  last_at timestamptz;
  jobs record;
begin
  if p_from is null or p_to is null or p_from not between '2000-01-01' and '2100-12-31' or p_to not between '2000-01-01' and '2101-02-28'
    or p_to - p_from not between 1 and 43 then
    perform private.refuse('bad_range', 'A calendar shows one day to six weeks, in the years 2000 to 2100.');
  end if;
  select * into business from public.businesses where id = p_business;
  first_at := p_from::timestamp at time zone business.time_zone;
  last_at := p_to::timestamp at time zone business.time_zone;
  select * into jobs from private.calendar_bookings(business, first_at, last_at, 1000);
  return json_build_object(
    'zone', business.time_zone,
    'offset', extract(epoch from p_now at time zone business.time_zone - p_now at time zone 'UTC')::int / 60,
    'now', private.wall(p_now, business.time_zone),
    'bookings', jobs.p_jobs,
    'more', jobs.p_more,
    'moves', private.calendar_moves(business, first_at, last_at, 200, p_now),
    'blocks', private.calendar_blocks(business, first_at, last_at, 500),
    'staff', (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by t.deleted_at is not null, t.position, t.name), '[]')
      from public.staff t
      where t.business_id = p_business and (t.deleted_at is null or t.id = any (jobs.p_staff))),
    'holidays', (select coalesce(jsonb_agg(jsonb_build_object('date', h.on_date, 'name', h.name, 'closed', h.closed) order by h.on_date), '[]')
      from public.holidays h where h.business_id = p_business and h.on_date >= p_from and h.on_date < p_to),
    'open', (select coalesce(jsonb_agg(jsonb_build_object('staff', t.id,
          'start', private.wall(lower(o.during), business.time_zone), 'end', private.wall(upper(o.during), business.time_zone)) order by lower(o.during)), '[]')
      from public.staff t cross join lateral unnest(private.open_hours(p_business, t.id, business.time_zone, first_at, last_at)) as o (during)
      where t.business_id = p_business and t.deleted_at is null));
end
$$;

create function public.calendar_window(p_business uuid, p_from date, p_to date) returns json
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.calendar_window(p_business, p_from, p_to, now());
end
$$;
grant execute on function public.calendar_window to authenticated;
