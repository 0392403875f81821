-- Booked times that lie outside their calendar's hours or in a blocked time as things stand, soonest first, the first fifty. `words` as
-- private.booked_times, with `blocked`: whether it is a blocked time.
create function private.out_of_place(p_business public.businesses, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  with booked as (select * from private.booked_times(p_business, null, p_now)),
  spans as (select b.staff_id, min(lower(b.during)) as first, max(upper(b.during)) as last from booked b group by b.staff_id),
  hours as (select s.staff_id, private.open_hours(p_business.id, s.staff_id, p_business.time_zone, s.first, s.last) as open from spans s),
  blocked as (
    select s.staff_id, r.during from spans s, lateral private.blocked_ranges(p_business.id, s.staff_id, p_business.time_zone, s.first, s.last) r)
  select coalesce(jsonb_agg(o.words order by o.at), '[]')
  from (
    select b.words || jsonb_build_object('blocked', x.blocked) as words, lower(b.during) as at
    from booked b join hours h on h.staff_id = b.staff_id,
      lateral (select exists (select from blocked k where k.staff_id = b.staff_id and k.during && b.during) as blocked) x
    where x.blocked or not b.during <@ h.open
    order by at limit 50
  ) o
$$;

-- The week of one calendar in words, Monday first: [{day, words}]; null words: closed.
create function private.week_words(p_business uuid, p_staff uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_agg(jsonb_build_object('day', to_char(date '2024-01-01' + d - 1, 'Dy'), 'words', (
      select string_agg(private.stretch_words(w.opens, w.closes), ', ' order by w.opens) from public.working_hours w
      where w.business_id = p_business and w.staff_id = p_staff and w.weekday = d)) order by d)
  from generate_series(1, 7) d
$$;

-- What can be booked: [{id, name, at_customer}], in order.
create function private.service_names(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'at_customer', s.at_customer) order by s.position, s.name), '[]')
  from public.services s where s.business_id = p_business and s.deleted_at is null
$$;

-- The calendars in use with their weekly hours and bases: [{id, name, hours: [{weekday, opens, closes}],
-- week: [{day, words (null: none)}], suburb, postcode}].
create function private.calendar_hours(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'hours', private.weekly_hours(s.business_id, s.id),
    'week', private.week_words(s.business_id, s.id), 'suburb', coalesce(p.suburb, ''), 'postcode', coalesce(p.postcode, '')) order by s.position, s.name), '[]')
  from public.staff s left join public.places p on p.business_id = s.business_id and p.id = s.base_place_id
  where s.business_id = p_business and s.deleted_at is null
$$;

-- Dates with hours of their own from p_today on, the next hundred: [{staff, name, on_date, words, hours (in words, null: closed), reason}].
create function private.coming_own_dates(p_business uuid, p_today date) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('staff', o.staff_id, 'name', o.name, 'on_date', o.on_date,
      'words', to_char(o.on_date, 'Dy, ') || private.date_words(o.on_date, p_today), 'hours', o.hours, 'reason', o.reason)
    order by o.on_date, o.position), '[]')
  from (
    select d.staff_id, s.name, s.position, d.on_date, max(d.reason) as reason,
      string_agg(private.stretch_words(d.opens, d.closes), ', ' order by d.opens) filter (where d.opens is not null) as hours
    from public.date_hours d join public.staff s on s.business_id = d.business_id and s.id = d.staff_id
    where d.business_id = p_business and d.on_date >= p_today and s.deleted_at is null
    group by d.staff_id, s.name, s.position, d.on_date order by d.on_date, s.position limit 100
  ) o
$$;

-- Holidays of the twelve months from p_today on: [{on_date, words, name, closed, own}]; own: not a public one.
create function private.coming_holidays(p_business uuid, p_today date) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('on_date', h.on_date, 'words', to_char(h.on_date, 'Dy, ') || private.date_words(h.on_date, p_today),
    'name', h.name, 'closed', h.closed, 'own', h.own) order by h.on_date), '[]')
  from (
    select * from public.holidays h
    where h.business_id = p_business and h.on_date >= p_today and h.on_date < p_today + interval '1 year' order by h.on_date limit 100
  ) h
$$;

-- Blocked times in force that are not over, the next hundred, those that repeat first: [{id, name (null: everybody), words, reason, repeats, coming}].
create function private.coming_blocks(p_business public.businesses, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', (o.block).id, 'name', o.name, 'words', private.block_words(o.block, p_business.time_zone, o.today),
      'reason', (o.block).reason, 'repeats', (o.block).frequency is not null,
      'coming', case when (o.block).frequency is null then '[]' else private.coming_dates(o.block, o.today, 8) end)
    order by (o.block).frequency is null, lower((o.block).during), (o.block).first_date, (o.block).created_at), '[]')
  from (
    select b as block, s.name, now.today
    from (select (p_now at time zone p_business.time_zone)::date as today) now
    join public.blocked_times b on b.business_id = p_business.id and b.deleted_at is null
      and (upper(b.during) > p_now or b.frequency is not null and coalesce(b.last_date, 'infinity') >= now.today - 1)
    left join public.staff s on s.business_id = b.business_id and s.id = b.staff_id
    where s.deleted_at is null
    order by b.frequency is null, lower(b.during), b.first_date limit 100
  ) o
$$;

-- What the owner said drives take, the newest hundred: [{start: {suburb, postcode}, end: {suburb, postcode}, minutes}].
create function private.own_drives(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('start', jsonb_build_object('suburb', o.a, 'postcode', o.ac),
    'end', jsonb_build_object('suburb', o.b, 'postcode', o.bc), 'minutes', o.minutes) order by o.a, o.ac, o.b, o.bc), '[]')
  from (
    select a.suburb as a, a.postcode as ac, b.suburb as b, b.postcode as bc, t.minutes
    from public.travel_times t
    join public.places a on a.business_id = t.business_id and a.id = t.from_place_id
    join public.places b on b.business_id = t.business_id and b.id = t.to_place_id
    where t.business_id = p_business and t.source = 'owner' order by t.created_at desc limit 100
  ) o
$$;

create function private.time_settings(p_business public.businesses, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'today', now.today,
    'calendars', private.calendar_hours(p_business.id),
    'services', private.service_names(p_business.id),
    'dates', private.coming_own_dates(p_business.id, now.today),
    'holidays', private.coming_holidays(p_business.id, now.today),
    'blocks', private.coming_blocks(p_business, p_now),
    'drives', private.own_drives(p_business.id),
    'rules', private.rules_of(p_business),
    'contact_from', to_char(p_business.contact_from, 'HH24:MI'), 'contact_to', to_char(p_business.contact_to, 'HH24:MI'),
    'example', private.deadline_example(p_business, p_now),
    'out_of_place', private.out_of_place(p_business, p_now),
    'changed', jsonb_strip_nulls(jsonb_build_object(
      'week', private.last_change(p_business, '{working_hours}'), 'days', private.last_change(p_business, '{date_hours,holidays}'),
      'blocks', private.last_change(p_business, '{blocks}'), 'driving', private.last_change(p_business, '{base,travel}'),
      'rules', private.last_change(p_business, '{time_rules}'))))
  from (select (p_now at time zone p_business.time_zone)::date as today) now
$$;

-- Everything a member sees of when the business can be booked: calendars with weekly hours, coming dates of their own, holidays and blocked
-- times, own drives, the rules with an example, booked times that no longer fit, and who changed which part last.
create function public.time_settings(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  business public.businesses;
begin
  perform private.require_member(p_business);
  select * into business from public.businesses where id = p_business;
  return private.time_settings(business, now());
end
$$;
grant execute on function public.time_settings to authenticated;
