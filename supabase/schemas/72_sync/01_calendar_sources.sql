-- How old a calendar's busy times may be before every page says so.
create function private.stale_after() returns interval
language sql immutable set search_path = ''
as $$ select interval '1 day' $$;

-- The other calendar that most needs a word on every page: a connection that has to be made again, or one not read for a day. {name, broken, error, since}, in
-- words of the business's zone (`since` null: never read); null when all is well.
create function private.calendar_trouble(p_business uuid, p_zone text, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('name', s.name, 'broken', s.broken_at is not null, 'error', s.error,
    'since', case when s.read_at is not null then private.local_words(s.read_at, p_zone) end)
  from public.calendar_sources s
  where s.business_id = p_business and s.deleted_at is null
    and (s.broken_at is not null or coalesce(s.read_at, s.created_at) < p_now - private.stale_after())
  order by s.broken_at is null, coalesce(s.read_at, s.created_at) limit 1
$$;

-- What the page of calendar sync shows: the member's own feeds, the calendars in use, and the other calendars with how many busy stretches are still to come.
create function public.calendar_sync(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  zone text := private.zone_of(p_business);
begin
  return jsonb_build_object(
    'feeds', (select coalesce(jsonb_agg(jsonb_build_object('staff_id', f.staff_id, 'nonce', f.nonce, 'token_hash', f.token_hash, 'read_at', f.read_at)), '[]')
      from public.calendar_feeds f where f.business_id = p_business and f.user_id = member),
    'staff', (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by t.position, t.name), '[]')
      from public.staff t where t.business_id = p_business and t.deleted_at is null),
    'sources', (select coalesce(jsonb_agg(jsonb_build_object(
          'id', s.id, 'kind', s.kind, 'name', s.name, 'staff', t.name, 'calendar', s.calendar, 'calendars', s.calendars, 'sends', s.sends,
          'error', s.error, 'broken', s.broken_at is not null,
          'read', case when s.read_at is not null then private.local_words(s.read_at, zone) end, 'tried', s.tried_at is not null,
          'stale', coalesce(s.read_at, s.created_at) < now() - private.stale_after(),
          'busy', (select count(*) from public.external_busy e where e.business_id = s.business_id and e.source_id = s.id and upper(e.during) > now()))
        order by s.created_at, s.id), '[]')
      from public.calendar_sources s left join public.staff t on t.business_id = s.business_id and t.id = s.staff_id
      where s.business_id = p_business and s.deleted_at is null));
end
$$;
grant execute on function public.calendar_sync to authenticated;

-- Keeps calendars busy by what an address says: all of the business's, or with p_staff one. It is read soon. Errors: 'bad_address' nothing that could be a
-- calendar's address; 'too_many' twenty are read already; 'again' it is read for them already.
create function public.add_calendar_address(p_business uuid, p_url text, p_staff uuid default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  address text := regexp_replace(btrim(coalesce(p_url, '')), '^webcals?://', 'https://', 'i');
  source uuid;
  host text := lower((regexp_match(address, '^https?://([^/?#@\s]+)(?:[/?#]\S*)?$', 'i'))[1]);
begin
  perform private.calendars_meant(p_business, p_staff);
  if host is null or length(address) > 2000 then
    perform private.refuse('bad_address',
      'That isn''t a calendar''s address. It starts with https:// or webcal:// and has no spaces; copy it from your calendar''s settings.');
  end if;
  perform from public.businesses where id = p_business for no key update; -- counted one at a time
  if (select count(*) from public.calendar_sources s where s.business_id = p_business and s.deleted_at is null) >= 20 then
    perform private.refuse('too_many', 'Twenty calendars are read already. Remove one first.');
  end if;
  if exists (
    select from public.calendar_sources s join private.calendar_secrets k on k.business_id = s.business_id and k.source_id = s.id
    where s.business_id = p_business and s.deleted_at is null and k.url = address
      and (s.staff_id is null or s.staff_id is not distinct from p_staff)) then
    perform private.refuse('again', 'That calendar is read already.');
  end if;
  insert into public.calendar_sources (business_id, kind, staff_id, name, due_at, added_by)
    values (p_business, 'ics', p_staff, left(regexp_replace(host, ':\d+$', ''), 200), now(), member)
    returning id into source;
  insert into private.calendar_secrets (business_id, source_id, url) values (p_business, source, address);
end
$$;
grant execute on function public.add_calendar_address to authenticated;

-- Reads another calendar soon, instead of when its turn comes. PT404 when it is not there.
create function public.read_calendar_now(p_business uuid, p_source uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  update public.calendar_sources set due_at = now() where business_id = p_business and id = p_source and deleted_at is null and broken_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such calendar, or it has to be connected again.', hint = 'not_found';
  end if;
end
$$;
grant execute on function public.read_calendar_now to authenticated;

-- Another calendar counts no more, at once. What Google gave us is taken back there by a worker and then forgotten; the bookings we put in stay. PT404 when
-- it is not there.
create function public.remove_calendar_source(p_business uuid, p_source uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  update public.calendar_sources
    set deleted_at = now(), sends = false, lease = lease + 1, leased_until = null, failures = 0, due_at = case when kind = 'google' then now() end
    where business_id = p_business and id = p_source and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such calendar, or it is not yours.', hint = 'not_found';
  end if;
  delete from public.external_busy where business_id = p_business and source_id = p_source;
  delete from private.calendar_secrets where business_id = p_business and source_id = p_source and token is null;
end
$$;
grant execute on function public.remove_calendar_source to authenticated;
