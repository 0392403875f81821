-- The times of jobs asked for or agreed that are not over, also new times that wait for an answer. p_staff null: of every calendar.
-- `words`: {booking, customer, status, service, staff, starts_at, words}.
create function private.booked_times(p_business public.businesses, p_staff uuid, p_now timestamptz)
returns table (staff_id uuid, during tstzrange, words jsonb)
language sql stable set search_path = ''
as $$
  select l.staff_id, tstzrange(l.starts_at, l.ends_at), jsonb_build_object(
      'booking', b.id, 'customer', b.customer_name, 'status', b.status, 'service', b.service_name, 'staff', t.name,
      'starts_at', l.starts_at, 'words', private.local_words(l.starts_at, p_business.time_zone))
  from ( -- no job lasts longer than two days
    select b.id as booking_id, b.staff_id, b.starts_at, b.ends_at from public.bookings b
    where b.business_id = p_business.id and b.starts_at > p_now - interval '2 days'
    union all
    select m.booking_id, m.staff_id, m.starts_at, m.ends_at from public.moves m
    where m.business_id = p_business.id and m.state = 'waiting' and m.expires_at > p_now
  ) l
  join public.bookings b on b.business_id = p_business.id and b.id = l.booking_id and b.deleted_at is null
    and (b.status = 'confirmed' or b.status = 'pending' and b.expires_at > p_now)
  join public.staff t on t.business_id = p_business.id and t.id = l.staff_id
  where l.ends_at > p_now and (p_staff is null or l.staff_id = p_staff)
$$;

-- Booked times that do not lie within their calendar's opening hours, soonest first.
create function private.outside_hours(p_business public.businesses, p_staff uuid, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  with booked as (select * from private.booked_times(p_business, p_staff, p_now)),
  hours as (
    select b.staff_id, private.open_hours(p_business.id, b.staff_id, p_business.time_zone, min(lower(b.during)), max(upper(b.during))) as open
    from booked b group by b.staff_id
  )
  select coalesce(jsonb_agg(b.words order by lower(b.during)), '[]')
  from booked b join hours h on h.staff_id = b.staff_id
  where not b.during <@ h.open
$$;

-- What a change of hours leaves outside that was not (p_before) already. Nothing is cancelled: the owner decides about each.
create function private.newly_outside(p_business public.businesses, p_staff uuid, p_before jsonb, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(o.words), '[]') from jsonb_array_elements(private.outside_hours(p_business, p_staff, p_now)) as o (words)
  where not p_before @> jsonb_build_array(o.words)
$$;

-- Booked times that a blocked time touches, soonest first.
create function private.booked_in_block(p_business public.businesses, p_block uuid, p_staff uuid, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  with booked as (select * from private.booked_times(p_business, p_staff, p_now)),
  blocked as (
    select b.staff_id, r.during
    from (select staff_id, min(lower(during)) as first, max(upper(during)) as last from booked group by staff_id) b,
      lateral private.blocked_ranges(p_business.id, b.staff_id, p_business.time_zone, b.first, b.last) r
    where r.blocked_time_id = p_block
  )
  select coalesce(jsonb_agg(b.words order by lower(b.during)), '[]') from booked b
  where exists (select from blocked x where x.staff_id = b.staff_id and x.during && b.during)
$$;
