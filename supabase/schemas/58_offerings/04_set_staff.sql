-- The services in use that nobody does, by name.
create function private.nobody_does(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(s.name order by s.position), '[]') from public.services s
  where s.business_id = p_business and s.deleted_at is null and not exists (
    select from public.service_staff ss join public.staff t on t.business_id = ss.business_id and t.id = ss.staff_id
    where ss.business_id = s.business_id and ss.service_id = s.id and t.deleted_at is null)
$$;

-- Somebody begins with the weekly hours of the first calendar in the list, if they have none of their own from before.
create function private.begin_hours(p_business uuid, p_staff uuid) returns void
language sql set search_path = ''
as $$
  insert into public.working_hours (business_id, staff_id, weekday, opens, closes)
  select w.business_id, p_staff, w.weekday, w.opens, w.closes
  from public.working_hours w
  where w.business_id = p_business
    and w.staff_id = (select t.id from public.staff t
      where t.business_id = p_business and t.deleted_at is null and t.id <> p_staff order by t.position, t.created_at, t.id limit 1)
    and not exists (select from public.working_hours own where own.business_id = p_business and own.staff_id = p_staff)
$$;

create function private.set_staff(p_business uuid, p_staff uuid, p_settings jsonb) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  kept public.staff;
  named text;
  services uuid[];
  does uuid[];
  key uuid := p_staff;
  changed boolean := true;
begin
  perform private.check_names(p_settings, array['name', 'services', 'position']);
  perform private.business_to_change(p_business);
  select * into kept from public.staff t where t.business_id = p_business and t.id = p_staff;
  if kept.deleted_at is not null then
    perform private.refuse('removed', format('%s was removed meanwhile. Add them again if they are back.', kept.name));
  end if;
  named := private.name_said('staff', p_business, p_staff, coalesce(p_settings ->> 'name', kept.name));
  if kept.id is null then
    if (select count(*) from public.staff t where t.business_id = p_business and t.deleted_at is null) >= 50 then
      perform private.refuse('too_many', 'Fifty calendars is the most. Remove one first.');
    end if;
    key := private.id_of_name('staff', p_business, named, p_staff);
    insert into public.staff as t (business_id, id, name, position) values (p_business, key, named, 100000)
      on conflict (business_id, id) do update set name = excluded.name, position = excluded.position;
    perform private.begin_hours(p_business, key);
  else
    update public.staff t set name = named where t.business_id = p_business and t.id = p_staff;
  end if;
  services := private.in_use('services', p_business, p_settings -> 'services');
  does := array(select ss.service_id from public.service_staff ss join public.services s on s.business_id = ss.business_id and s.id = ss.service_id
    where ss.business_id = p_business and ss.staff_id = key and s.deleted_at is null);
  if p_settings ? 'services' or kept.id is null then
    delete from public.service_staff ss where ss.business_id = p_business and ss.staff_id = key and ss.service_id <> all (services);
    insert into public.service_staff (business_id, service_id, staff_id)
      select p_business, s, key from unnest(services) s on conflict do nothing;
  else
    services := does;
  end if;
  perform private.put_at('staff', p_business, key, private.whole_number(p_settings -> 'position', 1, 100000, 'bad_place', 'The place in the list'));
  changed := kept.id is null or kept is distinct from (select t from public.staff t where t.business_id = p_business and t.id = p_staff)
    or not (services @> does and does @> services);
  return jsonb_build_object('outcome', case when kept.id is null then 'added' else 'saved' end, 'id', key, 'name', named, 'again', not changed,
    'nobody_does', private.nobody_does(p_business));
end
$$;

-- An owner adds a calendar, a person's or a chair's, under an id of the page's own, or changes one: {name, services: [ids they do], position (from 1)}.
-- What is not named stays; a new one does every service, comes last and begins with the first calendar's weekly hours. A name that was removed before
-- is that calendar again, with its own hours. Bookings stay as they were made. Outcomes 'added', 'saved' (`again`: it was all so before) with {id,
-- name, nobody_does: services by name that nobody does now}; PT400 in words.
create function public.set_staff(p_business uuid, p_staff uuid, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.set_staff(p_business, p_staff, p_settings);
end
$$;
grant execute on function public.set_staff to authenticated;
