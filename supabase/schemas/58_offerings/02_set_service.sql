-- A service as an owner last set it, with who does it: what public.set_service takes.
create function private.service_said(p_service public.services) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'name', p_service.name, 'minutes', p_service.minutes, 'price_cents', p_service.price_cents, 'aliases', p_service.aliases,
    'at_customer', p_service.at_customer, 'buffer_before_minutes', p_service.buffer_before_minutes,
    'buffer_after_minutes', p_service.buffer_after_minutes, 'notice_minutes', p_service.notice_minutes,
    'staff', (select coalesce(jsonb_agg(t.id order by t.position, t.id), '[]')
      from public.service_staff ss join public.staff t on t.business_id = ss.business_id and t.id = ss.staff_id
      where ss.business_id = p_service.business_id and ss.service_id = p_service.id and t.deleted_at is null))
$$;

-- The rows of one list (staff or services) that these ids name, or an error when one is not in use. Null: all of them.
create function private.in_use(p_table text, p_business uuid, p_ids jsonb) returns uuid[]
language plpgsql stable set search_path = ''
as $$
declare
  found_ids uuid[];
begin
  execute format('select array(select t.id from public.%I t where t.business_id = $1 and t.deleted_at is null'
    ' and ($2 is null or t.id::text in (select jsonb_array_elements_text($2))))', p_table)
    into found_ids using p_business, nullif(p_ids, 'null');
  if cardinality(found_ids) < (select count(distinct i) from jsonb_array_elements_text(coalesce(nullif(p_ids, 'null'), '[]')) i) then
    perform private.refuse('removed', case p_table when 'staff' then 'One of these people was removed meanwhile. Choose again who does it.'
      else 'One of these services was removed meanwhile. Choose again what they do.' end);
  end if;
  return found_ids;
end
$$;

create function private.set_service(p_business uuid, p_service uuid, p_settings jsonb) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  kept public.services;
  was jsonb;
  says jsonb;
  named text;
  people uuid[];
  key uuid := p_service;
begin
  perform private.check_names(p_settings, array['name', 'minutes', 'price_cents', 'aliases', 'at_customer', 'buffer_before_minutes',
    'buffer_after_minutes', 'notice_minutes', 'staff', 'position']);
  perform private.business_to_change(p_business);
  select * into kept from public.services s where s.business_id = p_business and s.id = p_service;
  if kept.deleted_at is not null then
    perform private.refuse('removed', format('%s was removed meanwhile. Add it again if you still offer it.', kept.name));
  elsif kept.id is null then
    if (select count(*) from public.services s where s.business_id = p_business and s.deleted_at is null) >= 100 then
      perform private.refuse('too_many', 'A hundred services is the most. Remove one first.');
    end if;
    named := private.name_said('services', p_business, p_service, p_settings ->> 'name');
    key := private.id_of_name('services', p_business, named, p_service);
    says := p_settings;
    select * into kept from public.services s where s.business_id = p_business and s.id = key;
  else
    was := private.service_said(kept);
    says := was || p_settings;
    named := private.name_said('services', p_business, p_service, says ->> 'name');
  end if;
  people := private.in_use('staff', p_business, says -> 'staff');
  if cardinality(people) = 0 then
    perform private.refuse('no_staff', format('Choose who does %s: at least one.', named));
  end if;
  perform private.keep_service(p_business, key, named, says, coalesce(case when was is not null then kept.position end, 100000), people);
  perform private.put_at('services', p_business, key, private.whole_number(p_settings -> 'position', 1, 100000, 'bad_place', 'The place in the list'));
  return jsonb_build_object('outcome', case when was is null then 'added' else 'saved' end, 'id', key, 'name', named, 'again', was is not null and (
    select private.service_said(s) = was and s.position = kept.position from public.services s where s.business_id = p_business and s.id = key));
end
$$;

-- An owner adds a service, under an id of the page's own, or changes one: {name, minutes, price_cents (null: quoted), aliases: [other names],
-- at_customer, buffer_before_minutes, buffer_after_minutes, notice_minutes (null: the business's), staff: [ids] (at least one), position (from 1)}.
-- What is not named stays; of a new one everybody does it and it comes last. A name that was removed before is that service again. Bookings
-- stay as they were made. Outcomes 'added', 'saved' (`again`: it was all so before) with {id, name}; PT400 in words.
create function public.set_service(p_business uuid, p_service uuid, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.set_service(p_business, p_service, p_settings);
end
$$;
grant execute on function public.set_service to authenticated;
