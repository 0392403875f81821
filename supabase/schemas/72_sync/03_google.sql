-- Connects a Google account: what p_staff's calendar (null: everybody) holds there keeps it busy, and its bookings are put in. p_token is Google's refresh token,
-- encrypted. A connection made for the same calendar before gets it, and works again. Returns its id. 'too_many' twenty calendars are read already.
create function public.connect_google_calendar(p_business uuid, p_token text, p_staff uuid default null) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  source uuid;
begin
  perform private.calendars_meant(p_business, p_staff);
  perform from public.businesses where id = p_business for no key update; -- counted one at a time
  update public.calendar_sources s
    set broken_at = null, error = null, failures = 0, due_at = now(), expanded_at = null, cursor = null, calendars = '[]', lease = s.lease + 1, leased_until = null
    where s.business_id = p_business and s.kind = 'google' and s.staff_id is not distinct from p_staff and s.deleted_at is null
    returning s.id into source;
  if source is null then
    if (select count(*) from public.calendar_sources s where s.business_id = p_business and s.deleted_at is null) >= 20 then
      perform private.refuse('too_many', 'Twenty calendars are read already. Remove one first.');
    end if;
    insert into public.calendar_sources (business_id, kind, staff_id, name, sends, due_at, added_by)
      values (p_business, 'google', p_staff, 'Google Calendar', true, now(), member) returning id into source;
  end if;
  insert into private.calendar_secrets (business_id, source_id, token) values (p_business, source, p_token)
    on conflict (business_id, source_id) do update set token = excluded.token;
  return source;
end
$$;
grant execute on function public.connect_google_calendar to authenticated;

-- Which calendar of a Google account is read and written, and whether bookings are put in. In another calendar than before all is put in anew; what the one
-- before got stays there. 'bad_calendar' for one that is not in the account; PT404 for no such connection.
create function public.set_google_calendar(p_business uuid, p_source uuid, p_calendar text, p_sends boolean) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  source public.calendar_sources;
begin
  perform private.require_member(p_business);
  select * into source from public.calendar_sources s
    where s.business_id = p_business and s.id = p_source and s.kind = 'google' and s.deleted_at is null for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such calendar, or it is not yours.', hint = 'not_found';
  end if;
  if not source.calendars @> jsonb_build_array(jsonb_build_object('id', p_calendar)) then
    perform private.refuse('bad_calendar', 'Choose one of the calendars of that account.');
  end if;
  if source.calendar is distinct from p_calendar then
    delete from public.calendar_pushes where business_id = p_business and source_id = p_source;
    delete from public.external_busy where business_id = p_business and source_id = p_source;
  end if;
  update public.calendar_sources s
    set calendar = p_calendar, sends = p_sends, sent_to = '-infinity', due_at = case when s.broken_at is null then now() end,
      name = (select c ->> 'name' from jsonb_array_elements(s.calendars) c where c ->> 'id' = p_calendar),
      expanded_at = null, cursor = null, lease = s.lease + 1, leased_until = null
    where s.business_id = p_business and s.id = p_source;
end
$$;
grant execute on function public.set_google_calendar to authenticated;

-- Keeps which calendars a Google account has, [{id, name, primary}]; the first time its primary one is chosen. Returns the chosen one's id; null for a lease
-- that is not the newest.
create function public.keep_google_calendars(p_business uuid, p_source uuid, p_lease int, p_calendars jsonb) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  source public.calendar_sources := private.leased_source(p_business, p_source, p_lease);
  chosen jsonb;
begin
  if source.id is null then
    return null;
  end if;
  select c into chosen from jsonb_array_elements(p_calendars) c
    order by c ->> 'id' is not distinct from source.calendar desc, coalesce((c ->> 'primary')::boolean, false) desc limit 1;
  update public.calendar_sources s
    set calendars = p_calendars, calendar = chosen ->> 'id', name = coalesce(nullif(left(chosen ->> 'name', 200), ''), s.name)
    where s.business_id = p_business and s.id = p_source;
  if source.calendar is not null and source.calendar is distinct from chosen ->> 'id' then -- another account than before
    delete from public.calendar_pushes where business_id = p_business and source_id = p_source;
  end if;
  return chosen ->> 'id';
end
$$;
grant execute on function public.keep_google_calendars to service_role;

-- Bookings that another calendar has not been given as they are now: {upto, bookings}, p_most at most. Each as private.feed_entries says it, with `version`; those
-- that are not its any more (another calendar's, erased) are said to be cancelled. `upto` goes to public.note_all_sent. Null for a lease that is not the newest.
create function public.bookings_to_send(p_business uuid, p_source uuid, p_lease int, p_most int default 50, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  source public.calendar_sources := private.leased_source(p_business, p_source, p_lease);
begin
  if source.id is null or not source.sends then
    return null;
  end if;
  return (
    with entries as (
      select (e ->> 'booking_id')::uuid as booking_id, e, md5(e::text) as version
      from jsonb_array_elements(private.feed_entries(p_business, source.staff_id, p_now)) e
      where (e ->> 'ends_at')::timestamptz > p_now - interval '1 day'
    ),
    changed as (
      select e.booking_id, e.e || jsonb_build_object('version', e.version) as said
      from entries e left join public.calendar_pushes p on p.business_id = p_business and p.source_id = p_source and p.booking_id = e.booking_id
      where p.version is distinct from e.version and (p.version is not null or e.e ->> 'status' not in ('cancelled', 'expired'))
      union all
      select p.booking_id, jsonb_build_object('booking_id', p.booking_id, 'status', 'cancelled', 'version', null)
      from public.calendar_pushes p join public.bookings b on b.business_id = p.business_id and b.id = p.booking_id
      where p.business_id = p_business and p.source_id = p_source and b.ends_at > p_now - interval '1 day'
        and not exists (select from entries e where e.booking_id = p.booking_id)
    )
    select jsonb_build_object(
      'upto', coalesce((select max(b.updated_at) from public.bookings b where b.business_id = p_business), 'epoch'),
      'bookings', (select coalesce(jsonb_agg(c.said), '[]') from (select * from changed order by booking_id limit p_most) c)));
end
$$;
grant execute on function public.bookings_to_send to service_role;

-- Notes that another calendar has a booking as it was then (p_version); null: it has it no more. False for a lease that is not the newest.
create function public.note_sent(
  p_business uuid, p_source uuid, p_lease int, p_booking uuid, p_version text default null, p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  source public.calendar_sources := private.leased_source(p_business, p_source, p_lease);
begin
  if source.id is null then
    return false;
  end if;
  if p_version is null then
    delete from public.calendar_pushes where business_id = p_business and source_id = p_source and booking_id = p_booking;
  else
    insert into public.calendar_pushes (business_id, source_id, booking_id, version, pushed_at) values (p_business, p_source, p_booking, p_version, p_now)
      on conflict (business_id, source_id, booking_id) do update set version = excluded.version, pushed_at = excluded.pushed_at;
  end if;
  return true;
end
$$;
grant execute on function public.note_sent to service_role;

-- Notes that all bookings changed up to p_upto are in another calendar.
create function public.note_all_sent(p_business uuid, p_source uuid, p_lease int, p_upto timestamptz) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.calendar_sources set sent_to = p_upto where business_id = p_business and id = p_source and lease = p_lease;
end
$$;
grant execute on function public.note_all_sent to service_role;

-- Forgets what opened a calendar that was removed; it is never looked at again.
create function public.forget_calendar(p_business uuid, p_source uuid, p_lease int) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  source public.calendar_sources := private.leased_source(p_business, p_source, p_lease);
begin
  if source.id is null or source.deleted_at is null then
    return false;
  end if;
  delete from private.calendar_secrets where business_id = p_business and source_id = p_source;
  delete from public.calendar_pushes where business_id = p_business and source_id = p_source;
  update public.calendar_sources set due_at = null, leased_until = null where business_id = p_business and id = p_source;
  return true;
end
$$;
grant execute on function public.forget_calendar to service_role;
