-- Is it what somebody looks for? Every word is part of the customer's name, in whatever case; or the digits are part of their phone, as dialled at home
-- or from abroad. Nothing in the words means anything but itself.
create function private.is_sought(p_name text, p_phone text, p_words text[], p_digits text) returns boolean
language sql immutable set search_path = ''
as $$
  select not exists (select from unnest(p_words) w where position(w in lower(p_name)) = 0)
    or p_digits <> '' and (position(p_digits in p_phone) > 0 or p_phone like '+61%' and position(p_digits in '0' || substr(p_phone, 4)) > 0)
$$;

-- One page of a business's bookings, p_most at most (5,001 are the limit), after the booking that starts at p_at and has the id p_id, or with p_back
-- before it; without those the first. The tabs hold each booking once: 'upcoming' (pending, or confirmed and not over), 'past' (over, completed,
-- no-show), 'archived' (cancelled, expired). p_search: 80 characters of it count. `more`: there are further ones in that direction. Beside them
-- the calendars and services to filter by, those not in use any more last.
create function private.list_bookings(
  p_business uuid, p_tab text, p_search text, p_status text, p_staff uuid, p_service uuid, p_newest_first boolean, p_at timestamptz, p_id uuid,
  p_back boolean, p_most int, p_now timestamptz
) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  most int := least(greatest(coalesce(p_most, 50), 1), 5001);
  sought text := lower(left(trim(coalesce(p_search, '')), 80));
  digits text := case when sought ~ '^[0-9 ()+.-]+$' then regexp_replace(sought, '[^0-9]', '', 'g') else '' end;
  down boolean := p_newest_first <> p_back;
  found_ids uuid[];
begin
  execute format($query$
    select array(
      select b.id from public.bookings b
      where b.business_id = $1 and b.deleted_at is null and %s
        and ($2 is null or b.status::text = $2) and ($3 is null or b.staff_id = $3) and ($4 is null or b.service_id = $4)
        and ($5 = '' or private.is_sought(b.customer_name, b.customer_phone, regexp_split_to_array($5, '\s+'), $6))
        and ($7 is null or (b.starts_at, b.id) %s ($7, $8))
      order by b.starts_at %s, b.id %3$s limit $9)
    $query$,
    case p_tab
      when 'archived' then $tab$ b.status in ('cancelled', 'expired') $tab$
      when 'past' then $tab$ (b.status in ('completed', 'no_show') or b.status = 'confirmed' and b.ends_at < $10) $tab$
      else $tab$ (b.status = 'pending' or b.status = 'confirmed' and b.ends_at >= $10) $tab$ end,
    case when down then '<' else '>' end, case when down then 'desc' else 'asc' end)
  into found_ids
  using p_business, p_status, p_staff, p_service, sought, digits, p_at, p_id, most + 1, p_now;
  return jsonb_build_object(
    'lines', private.booking_lines(p_business, array(
      select f.id from unnest(found_ids[:most]) with ordinality as f (id, place) order by case when p_back then -f.place else f.place end)),
    'more', cardinality(found_ids) > most,
    'staff', (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by t.deleted_at is not null, t.position, t.name), '[]')
      from public.staff t where t.business_id = p_business),
    'services', (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name) order by s.deleted_at is not null, s.position, s.name), '[]')
      from public.services s where s.business_id = p_business));
end
$$;

create function public.list_bookings(
  p_business uuid, p_tab text, p_search text default '', p_status text default null, p_staff uuid default null, p_service uuid default null,
  p_newest_first boolean default false, p_at timestamptz default null, p_id uuid default null, p_back boolean default false, p_most int default 50
) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.list_bookings(p_business, p_tab, p_search, p_status, p_staff, p_service, p_newest_first, p_at, p_id, p_back, p_most, now());
end
$$;
grant execute on function public.list_bookings to authenticated;
