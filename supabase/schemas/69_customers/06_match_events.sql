-- The service that an event's title begins or ends with, by its name or one of its other names, and what else the title says, taken for the customer's
-- name: 'Lawn Mowing - Jo Smith' or 'Jo Smith (mow)'. No row: it names none. The longest name counts.
create function private.service_in_title(p_business uuid, p_title text) returns table (service_id uuid, customer text)
language sql stable set search_path = ''
as $$
  select n.id, regexp_replace(trim(both ' -–—:,|/()' from case when n.leads then substr(n.title, length(n.name) + 1)
    else left(n.title, length(n.title) - length(n.name)) end), '^(for|with) ', '', 'i')
  from (
    select s.id, s.position, v.name, t.title,
      lower(left(t.title, length(v.name))) = lower(v.name) and substr(t.title, length(v.name) + 1, 1) !~ '[[:alnum:]]' as leads,
      lower(right(t.title, length(v.name))) = lower(v.name) and left(right(t.title, length(v.name) + 1), 1) !~ '[[:alnum:]]' as ends
    from public.services s, unnest(s.name || s.aliases) as v (name), trim(both ' ()' from p_title) as t (title)
    where s.business_id = p_business and s.deleted_at is null and v.name <> '') n
  where n.leads or n.ends order by length(n.name) desc, n.position limit 1
$$;

-- The events of a calendar file with what they become: `what` is 'booking' (of `service`, for `customer`), 'block', or 'known' when it was imported
-- before. An event's key is made of what it says of itself, so the same file again meets what it made. Starts and ends are instants or, without an
-- offset, wall times in the business's zone.
create function private.match_events(p_business uuid, p_rows jsonb)
returns table (line int, title text, starts_at timestamptz, ends_at timestamptz, location text, phone text, service_id uuid, service text, customer text, key uuid, what text)
language sql stable set search_path = ''
as $$
  with said as (
    select r.line, left(coalesce(r.title, ''), 200) as title, left(coalesce(r.location, ''), 200) as location, coalesce(r.phone, '') as phone,
      case when r.floating then r.starts::timestamp at time zone b.time_zone else r.starts::timestamptz end as starts_at,
      case when r.floating then r.ends::timestamp at time zone b.time_zone else r.ends::timestamptz end as ends_at, r.all_day,
      md5(format('%s %s %s', b.id, r.uid, r.starts))::uuid as key
    from jsonb_to_recordset(p_rows) as r (line int, uid text, title text, location text, phone text, starts text, ends text, floating boolean, all_day boolean),
      public.businesses b where b.id = p_business
  ), fitting as (
    select s.*, t.service_id, t.customer from said s left join lateral private.service_in_title(p_business, s.title) t
      on not s.all_day and s.ends_at - s.starts_at between interval '5 minutes' and interval '24 hours'
  )
  select f.line, f.title, f.starts_at, f.ends_at, f.location, f.phone, f.service_id, s.name, coalesce(f.customer, ''), f.key,
    case when exists (select from public.bookings k where k.business_id = p_business and k.id = f.key)
        or exists (select from public.blocked_times t where t.business_id = p_business and t.id = f.key) then 'known'
      when f.service_id is not null then 'booking' else 'block' end
  from fitting f left join public.services s on s.business_id = p_business and s.id = f.service_id
$$;

-- Imports events: bookings, confirmed and with nobody told, beside what hours and drives say but never on somebody else's time; the rest becomes blocked
-- times. Returns {bookings, blocks, known, taken: [{line, title}]}: `taken` are those whose time somebody has, or whom nobody in use can do.
create function private.import_events(p_business uuid, p_staff uuid, p_rows jsonb, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  event record;
  blocks int;
  bookings int := 0;
  known int;
  taken jsonb := '[]';
begin
  create temporary table events on commit drop as select * from private.match_events(p_business, p_rows);
  select count(*) into known from pg_temp.events e where e.what = 'known';
  perform private.lock_calendars(p_business, private.calendars_meant(p_business, p_staff));
  for event in select * from pg_temp.events e where e.what = 'booking' order by e.starts_at, e.line loop
    if private.import_booking(p_business, p_staff, event.key, event.service_id, event.starts_at,
        jsonb_build_object('minutes', extract(epoch from event.ends_at - event.starts_at)::int / 60, 'phone', event.phone,
          'name', case when private.customer_with_phone(p_business, nullif(event.phone, '')) is null then event.customer end,
          'address', event.location), p_member, p_now) then
      bookings := bookings + 1;
    else
      taken := taken || jsonb_build_object('line', event.line, 'title', event.title);
    end if;
  end loop;
  insert into public.blocked_times (business_id, id, staff_id, reason, during, created_by, created_at)
    select distinct on (e.key) p_business, e.key, p_staff, e.title, tstzrange(e.starts_at, e.ends_at), p_member, p_now
    from pg_temp.events e where e.what = 'block' order by e.key
    on conflict (business_id, id) do nothing;
  get diagnostics blocks = row_count;
  drop table pg_temp.events;
  return jsonb_build_object('bookings', bookings, 'blocks', blocks, 'known', known, 'taken', taken);
end
$$;

-- One of those bookings; false when it cannot be.
create function private.import_booking(
  p_business uuid, p_staff uuid, p_key uuid, p_service uuid, p_starts timestamptz, p_details jsonb, p_member uuid, p_now timestamptz
) returns boolean
language plpgsql set search_path = ''
as $$
begin
  return private.add_booking(p_business, p_service, p_staff, p_starts, p_details, true, false, p_key, p_member, p_now) ->> 'outcome' = 'booked';
exception when sqlstate 'PT400' then
  return false;
end
$$;
