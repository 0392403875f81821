-- What speaks against a time an owner chose, in words, as private.why_not says it; the notice, the horizon and the grid are for customers
-- only. What nobody may override, somebody else's time, comes first, each with `final`. An empty list: nothing does.
create function private.objections(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid, p_starts timestamptz, p_now timestamptz,
  p_except_booking uuid default null
) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('rule', w.rule, 'words', w.words, 'booking_id', w.booking_id,
      'final', w.rule in ('booked', 'kept', 'buffer')) order by w.rule not in ('booked', 'kept', 'buffer')), '[]')
  from private.why_not(p_business, p_service, p_staff, p_place, p_starts, p_now, p_except_booking) w
  where w.rule not in ('notice', 'horizon', 'grid')
$$;

-- Refuses a start that cannot be meant: more than a month ago or two years ahead.
create function private.check_start(p_starts timestamptz, p_now timestamptz) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if p_starts is null then
    raise exception sqlstate 'PT400' using message = 'Say when it starts.', hint = 'bad_date';
  elsif p_starts < p_now - interval '31 days' or p_starts > p_now + interval '731 days' then
    raise exception sqlstate 'PT400' using message = 'A booking can start from a month ago to two years ahead.', hint = 'bad_date';
  end if;
end
$$;

-- The length of a job an owner gave, or its service's own; 5 minutes to 24 hours.
create function private.check_minutes(p_minutes int, p_else int) returns int
language plpgsql immutable set search_path = ''
as $$
begin
  if p_minutes not between 5 and 1440 then
    raise exception sqlstate 'PT400' using message = 'A booking lasts from 5 minutes to 24 hours.', hint = 'bad_minutes';
  end if;
  return coalesce(p_minutes, p_else);
end
$$;

-- Refuses a price below nothing.
create function private.check_price(p_cents int) returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if p_cents < 0 then
    raise exception sqlstate 'PT400' using message = 'A price cannot be less than nothing.', hint = 'bad_price';
  end if;
end
$$;

-- A business's service in use, or an error, in words for people where it was removed.
create function private.service_in_use(p_business uuid, p_service uuid) returns public.services
language plpgsql stable set search_path = ''
as $$
declare
  service public.services;
begin
  select * into service from public.services where business_id = p_business and id = p_service;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such service.', hint = 'not_found';
  elsif service.deleted_at is not null then
    raise exception sqlstate 'PT400' using message = format('%s was removed meanwhile, so it cannot be booked. Choose another service.', service.name),
      hint = 'removed';
  end if;
  return service;
end
$$;

-- The calendar an owner named, which must do the service; without a name the one against which the least speaks, what nobody may override
-- weighing most, and of several the one with the least booked that week.
create function private.staff_for(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid, p_starts timestamptz, p_now timestamptz
) returns uuid
language plpgsql stable set search_path = ''
as $$
declare
  chosen uuid;
begin
  select t.id into chosen
    from public.service_staff ss
    join public.staff t on t.business_id = ss.business_id and t.id = ss.staff_id and t.deleted_at is null
    cross join lateral private.objections(p_business, p_service, t.id, p_place, p_starts, p_now) as o (against)
    where ss.business_id = p_business.id and ss.service_id = p_service.id and (p_staff is null or t.id = p_staff)
    order by o.against @> '[{"final": true}]', jsonb_array_length(o.against),
      (select coalesce(sum(upper(h.occupied) - lower(h.occupied)), '0') from public.holds h
        where h.business_id = t.business_id and h.staff_id = t.id and h.booking_id is not null
          and date_trunc('week', lower(h.occupied), p_business.time_zone) = date_trunc('week', p_starts, p_business.time_zone)), t.position
    limit 1;
  if chosen is null then
    raise exception sqlstate 'PT400' using message = format('Nobody chosen does %s.', p_service.name), hint = 'bad_staff';
  end if;
  return chosen;
end
$$;
