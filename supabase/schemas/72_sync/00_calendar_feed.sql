-- A member's own feed gets a new address: all calendars of the business, or with p_staff one of them. The old address stops at once. p_token_hash is the SHA-256
-- of the new one's token in hex, p_nonce what the dashboard made it of. PT404 when the calendar is not the business's or no longer in use.
create function public.make_calendar_feed(p_business uuid, p_nonce text, p_token_hash text, p_staff uuid default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  perform private.calendars_meant(p_business, p_staff);
  insert into public.calendar_feeds (business_id, user_id, staff_id, nonce, token_hash) values (p_business, member, p_staff, p_nonce, p_token_hash)
  on conflict (business_id, user_id, staff_id) do update
    set nonce = excluded.nonce, token_hash = excluded.token_hash, created_at = now(), read_at = null;
end
$$;
grant execute on function public.make_calendar_feed to authenticated;

-- A member's own feed stops at once. False when there was none.
create function public.stop_calendar_feed(p_business uuid, p_staff uuid default null) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  delete from public.calendar_feeds where business_id = p_business and user_id = member and staff_id is not distinct from p_staff;
  return found;
end
$$;
grant execute on function public.stop_calendar_feed to authenticated;

-- The bookings of one business as entries of a calendar, soonest first: 90 days back and 366 ahead of p_now, 3,000 at most, the latest of them. Those that came
-- to nothing stay for 30 days, as cancelled, so that a calendar which has them drops them. `sequence` grows with everything that happens to a booking.
create function private.feed_entries(p_business uuid, p_staff uuid, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'booking_id', k.id, 'status', k.status, 'service', k.service_name, 'customer', k.customer_name, 'phone', k.customer_phone, 'staff', t.name,
      'address', case when k.address <> '' then k.address else concat_ws(' ', p.suburb, p.state, p.postcode) end, 'notes', k.notes,
      'starts_at', k.starts_at, 'ends_at', k.ends_at, 'sequence', e.happened, 'changed_at', greatest(k.updated_at, e.last_at)) order by k.starts_at, k.id), '[]')
  from (
    select * from public.bookings b
    where b.business_id = p_business and (p_staff is null or b.staff_id = p_staff) and b.deleted_at is null
      and b.starts_at between p_now - interval '90 days' and p_now + interval '366 days'
      and (b.status not in ('cancelled', 'expired') or b.updated_at > p_now - interval '30 days')
    order by b.starts_at desc, b.id limit 3000) k
  join public.staff t on t.business_id = k.business_id and t.id = k.staff_id
  left join public.places p on p.business_id = k.business_id and p.id = k.place_id
  cross join lateral (
    select count(*) as happened, max(v.created_at) as last_at from public.booking_events v
    where v.business_id = k.business_id and v.booking_id = k.id) e
$$;

-- What the feed of this address says: {business, staff (one calendar's name, or null), zone, version, changed_at, entries}; null for an address nobody has (any
-- more), also that of a member who left. `version` stands for exactly what it says: when it is p_version the entries are left out.
create function public.calendar_feed(p_token_hash text, p_version text default null, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  feed record;
  entries jsonb;
  version text;
begin
  select f.business_id, f.id, f.staff_id, f.read_at, b.name, b.time_zone, t.name as staff into feed
    from public.calendar_feeds f
    join public.businesses b on b.id = f.business_id and b.deleted_at is null
    join public.members m on m.business_id = f.business_id and m.user_id = f.user_id and m.deleted_at is null
    left join public.staff t on t.business_id = f.business_id and t.id = f.staff_id
    where f.token_hash = p_token_hash;
  if not found then
    return null;
  end if;
  if feed.read_at is null or feed.read_at < p_now - interval '1 hour' then -- many ask every few minutes
    update public.calendar_feeds set read_at = p_now where business_id = feed.business_id and id = feed.id;
  end if;
  entries := private.feed_entries(feed.business_id, feed.staff_id, p_now);
  version := md5(concat_ws('|', feed.name, feed.staff, entries::text));
  return jsonb_build_object('business', feed.name, 'staff', feed.staff, 'zone', feed.time_zone, 'version', version,
    'changed_at', (select max((e ->> 'changed_at')::timestamptz) from jsonb_array_elements(entries) e),
    'entries', case when version is distinct from p_version then entries end);
end
$$;
grant execute on function public.calendar_feed to service_role;
