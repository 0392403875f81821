-- Somebody, or something, named again after having been retired is the same one: their bookings count. p_table: staff or services.
create function private.revive(p_table text, p_business uuid, p_name text) returns void
language plpgsql set search_path = ''
as $$
begin
  execute format(
    'update public.%1$I set deleted_at = null where business_id = $1 and id = ('
    '  select id from public.%1$I t where t.business_id = $1 and lower(t.name) = lower($2) and t.deleted_at is not null'
    '    and not exists (select from public.%1$I live where live.business_id = $1 and lower(live.name) = lower($2) and live.deleted_at is null)'
    '  order by t.deleted_at desc limit 1)', p_table)
    using p_business, p_name;
end
$$;

-- Staff of a business's file, with their weekly hours, which replace those there are: [{name, hours: [{weekday, opens, closes}]}].
create function private.provision_staff(p_business uuid, p_staff jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  item record;
  calendar uuid;
  sentence text;
  named text;
begin
  update public.staff set deleted_at = p_now
    where business_id = p_business and deleted_at is null
      and not lower(name) in (select lower(x ->> 'name') from jsonb_array_elements(p_staff) x);
  for item in select x.value as file, x.ordinality as place from jsonb_array_elements(p_staff) with ordinality x loop
    perform private.revive('staff', p_business, item.file ->> 'name');
    insert into public.staff (business_id, name, position) values (p_business, item.file ->> 'name', item.place)
      on conflict (business_id, lower(name)) where deleted_at is null do update set position = excluded.position
      returning id into calendar;
    begin
      perform private.set_working_hours(p_business, calendar, item.file -> 'hours', p_now);
    exception when sqlstate 'PT400' then
      get stacked diagnostics sentence = message_text, named = pg_exception_hint;
      perform private.refuse(named, format('hours of %s: %s', item.file ->> 'name', sentence));
    end;
  end loop;
end
$$;

-- Services of a business's file: [{name, minutes, aliases?, price_cents?, at_customer?, buffers?, notice_minutes?, staff?: [names]}]; no staff: everyone.
create function private.provision_services(p_business uuid, p_services jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  item record;
  service uuid;
begin
  update public.services set deleted_at = p_now
    where business_id = p_business and deleted_at is null
      and not lower(name) in (select lower(x ->> 'name') from jsonb_array_elements(p_services) x);
  for item in select x.value as file, x.ordinality as place from jsonb_array_elements(p_services) with ordinality x loop
    service := private.id_of_name('services', p_business, item.file ->> 'name', gen_random_uuid());
    perform private.keep_service(p_business, service,
      coalesce((select s.name from public.services s where s.business_id = p_business and s.id = service), item.file ->> 'name'), item.file, item.place::int, array(
      select t.id from public.staff t
      where t.business_id = p_business and t.deleted_at is null
        and (item.file -> 'staff' is null or item.file -> 'staff' = 'null' or lower(t.name) in (select lower(jsonb_array_elements_text(item.file -> 'staff'))))));
  end loop;
end
$$;

-- Questions and answers of a business's file, in its order: [{question, answer}]. Those no longer asked are retired.
create function private.provision_answers(p_business uuid, p_answers jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.answers set deleted_at = p_now
    where business_id = p_business and deleted_at is null
      and not lower(question) in (select lower(x ->> 'question') from jsonb_array_elements(p_answers) x);
  insert into public.answers as a (business_id, question, answer, position, created_at)
    select p_business, x.value ->> 'question', x.value ->> 'answer', x.ordinality, p_now from jsonb_array_elements(p_answers) with ordinality x
    on conflict (business_id, lower(question)) where deleted_at is null do update
      set question = excluded.question, answer = excluded.answer, position = excluded.position;
end
$$;
