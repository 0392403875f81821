-- Refuses what cannot be booked as a service: {minutes, price_cents?, buffer_before_minutes?, buffer_after_minutes?, notice_minutes?, aliases?}.
create function private.check_service(p_name text, p_said jsonb) returns void
language plpgsql set search_path = ''
as $$
begin
  if private.whole_number(p_said -> 'minutes', 5, 1440, 'bad_minutes', format('How many minutes %s takes', p_name)) is null then
    perform private.refuse('bad_minutes', format('Say how many minutes %s takes, 5 to 1440.', p_name));
  end if;
  perform private.whole_number(p_said -> 'price_cents', 0, 100000000, 'bad_price', format('The price of %s in cents', p_name));
  perform private.whole_number(p_said -> 'buffer_before_minutes', 0, 480, 'bad_buffer', format('How many minutes stay free before %s', p_name));
  perform private.whole_number(p_said -> 'buffer_after_minutes', 0, 480, 'bad_buffer', format('How many minutes stay free after %s', p_name));
  perform private.whole_number(p_said -> 'notice_minutes', 0, 525600, 'bad_notice', format('How many minutes ahead %s has to be booked', p_name));
  if jsonb_array_length(coalesce(nullif(p_said -> 'aliases', 'null'), '[]')) > 60
    or exists (select from jsonb_array_elements_text(coalesce(nullif(p_said -> 'aliases', 'null'), '[]')) a where length(a) not between 1 and 60) then
    perform private.refuse('bad_aliases', format('%s has at most 60 other names, each of 60 characters at most.', p_name));
  end if;
end
$$;

-- Writes one service as it was said, and who does it. The one way in which services come about and change: for files and for owners.
create function private.keep_service(p_business uuid, p_id uuid, p_name text, p_said jsonb, p_place int, p_staff uuid[]) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.check_service(p_name, p_said);
  insert into public.services as s (
    business_id, id, name, position, minutes, price_cents, aliases, at_customer, buffer_before_minutes, buffer_after_minutes, notice_minutes)
    values (p_business, p_id, p_name, p_place, (p_said ->> 'minutes')::int, (p_said ->> 'price_cents')::int,
      array(select jsonb_array_elements_text(coalesce(nullif(p_said -> 'aliases', 'null'), '[]'))),
      coalesce((p_said ->> 'at_customer')::boolean, false), coalesce((p_said ->> 'buffer_before_minutes')::int, 0),
      coalesce((p_said ->> 'buffer_after_minutes')::int, 0), (p_said ->> 'notice_minutes')::int)
    on conflict (business_id, id) do update set
      name = excluded.name, position = excluded.position, minutes = excluded.minutes, price_cents = excluded.price_cents, aliases = excluded.aliases,
      at_customer = excluded.at_customer, buffer_before_minutes = excluded.buffer_before_minutes,
      buffer_after_minutes = excluded.buffer_after_minutes, notice_minutes = excluded.notice_minutes;
  delete from public.service_staff where business_id = p_business and service_id = p_id and staff_id <> all (p_staff);
  insert into public.service_staff (business_id, service_id, staff_id)
    select p_business, p_id, s from unnest(p_staff) s on conflict do nothing;
end
$$;

-- The id under which a service, or somebody, of this name is kept: the one in use, else the one retired last, which is in use again, else p_new.
-- p_table: staff or services.
create function private.id_of_name(p_table text, p_business uuid, p_name text, p_new uuid) returns uuid
language plpgsql set search_path = ''
as $$
declare
  found_id uuid;
begin
  perform private.revive(p_table, p_business, p_name);
  execute format('select id from public.%I where business_id = $1 and lower(name) = lower($2) and deleted_at is null', p_table)
    into found_id using p_business, p_name;
  return coalesce(found_id, p_new);
end
$$;
