-- The source a worker holds, locked; null when its lease is not the newest: somebody else holds it, or it was removed.
create function private.leased_source(p_business uuid, p_source uuid, p_lease int) returns public.calendar_sources
language sql set search_path = ''
as $$
  select s from public.calendar_sources s
  where s.business_id = p_business and s.id = p_source and s.lease = p_lease and s.leased_until is not null for no key update
$$;

-- Claims one of the other calendars that are due, for five minutes; none or one. `starts` and `ends` bound what is of interest: from two days ago to a week past
-- the business's horizon. etag, last_modified and cursor come only if its events were worked out less than a day ago: otherwise all has to be read anew.
create function public.claim_calendar_source(p_now timestamptz default now()) returns setof jsonb
language sql security definer set search_path = ''
as $$
  with due as (
    select s.business_id, s.id from public.calendar_sources s
    where (s.due_at <= p_now or private.has_bookings_to_send(s)) and (s.leased_until is null or s.leased_until <= p_now)
    order by s.due_at limit 1 for no key update skip locked
  ),
  claimed as (
    update public.calendar_sources s set lease = s.lease + 1, leased_until = p_now + interval '5 minutes', tried_at = p_now
      from due where s.business_id = due.business_id and s.id = due.id
      returning s.*
  )
  select jsonb_build_object('business_id', c.business_id, 'id', c.id, 'lease', c.lease, 'kind', c.kind, 'url', k.url, 'token', k.token,
    'calendar', c.calendar, 'removed', c.deleted_at is not null, 'sends', c.sends, 'failures', c.failures,
    'zone', b.time_zone, 'starts', p_now - interval '2 days', 'ends', p_now + make_interval(days => b.horizon_days + 7),
    'etag', case when c.expanded_at > p_now - interval '1 day' then c.etag end,
    'last_modified', case when c.expanded_at > p_now - interval '1 day' then c.last_modified end,
    'cursor', case when c.expanded_at > p_now - interval '1 day' then c.cursor end)
  from claimed c join public.businesses b on b.id = c.business_id
    left join private.calendar_secrets k on k.business_id = c.business_id and k.source_id = c.id
$$;
grant execute on function public.claim_calendar_source to service_role;

-- Keeps what a calendar said, in place of all it said before: p_busy is [{from, to, own}], at most 5,000. Times with an offset are instants, others are the
-- business's wall times. `own` names the booking that an event is a copy of: one of the business's own blocks nothing. With p_busy null nothing has changed.
-- Returns false, keeping nothing, for a lease that is not the newest. It is read again in a quarter of an hour.
create function public.keep_busy_times(
  p_business uuid, p_source uuid, p_lease int, p_busy jsonb default null, p_etag text default null, p_last_modified text default null,
  p_cursor text default null, p_name text default null, p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  source public.calendar_sources := private.leased_source(p_business, p_source, p_lease);
  zone text := private.zone_of(p_business);
begin
  if source.id is null or source.deleted_at is not null then
    return false;
  end if;
  if p_busy is not null then
    delete from public.external_busy where business_id = p_business and source_id = p_source;
    insert into public.external_busy (business_id, source_id, staff_id, during)
      select p_business, p_source, source.staff_id, unnest(range_agg(tstzrange(t.opens, t.closes)))
      from jsonb_to_recordset(p_busy) as x ("from" text, "to" text, own uuid)
      cross join lateral (select private.instant_said(x."from", zone) as opens, private.instant_said(x."to", zone) as closes) t
      where t.opens < t.closes
        and not exists (select from public.bookings b where b.business_id = p_business and b.id = x.own);
  end if;
  update public.calendar_sources s
    set read_at = p_now, due_at = p_now + interval '15 minutes', leased_until = null, failures = 0, error = null, broken_at = null,
      expanded_at = case when p_busy is null then s.expanded_at else p_now end,
      etag = case when p_busy is null then s.etag else p_etag end, last_modified = case when p_busy is null then s.last_modified else p_last_modified end,
      cursor = coalesce(p_cursor, s.cursor), name = coalesce(nullif(left(p_name, 200), ''), s.name)
    where s.business_id = p_business and s.id = p_source;
  return true;
end
$$;
grant execute on function public.keep_busy_times to service_role;

-- An instant as a calendar says it: with an offset, or as a wall time of the zone.
create function private.instant_said(p_said text, p_zone text) returns timestamptz
language sql stable set search_path = ''
as $$
  select case when p_said ~ '(Z|[+-]\d\d:?\d\d)$' and p_said ~ 'T' then p_said::timestamptz else p_said::timestamp at time zone p_zone end
$$;

-- Notes, in words for people, why a calendar could not be read; its busy times stay. It is tried again after a growing pause, a minute to six hours, and not
-- before p_pause_seconds. p_broken: only a person can put it right, so it is not tried. False for a lease that is not the newest.
create function public.fail_calendar_source(
  p_business uuid, p_source uuid, p_lease int, p_error text, p_broken boolean default false, p_pause_seconds int default 0, p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  source public.calendar_sources := private.leased_source(p_business, p_source, p_lease);
begin
  if source.id is null then
    return false;
  end if;
  update public.calendar_sources s
    set leased_until = null, failures = s.failures + 1, error = left(p_error, 300), broken_at = case when p_broken then p_now end,
      due_at = case when not p_broken
        then p_now + greatest(make_interval(secs => least(21600, 60 * 2 ^ least(s.failures, 12))), make_interval(secs => least(p_pause_seconds, 86400))) end
    where s.business_id = p_business and s.id = p_source;
  return true;
end
$$;
grant execute on function public.fail_calendar_source to service_role;
