-- The calendar of a name in a file, in use if there is one.
create function private.staff_named(p_business uuid, p_name text) returns uuid
language sql stable set search_path = ''
as $$
  select s.id from public.staff s where s.business_id = p_business and lower(s.name) = lower(p_name)
  order by s.deleted_at is not null, s.deleted_at desc limit 1
$$;

-- Does what one entry of a file says, and returns it with the id of the blocked time it made. By its kind:
-- date_hours {staff, on_date, hours, reason}, holiday {on_date, name, closed}, base {staff, suburb, postcode},
-- block {staff?, from, to, reason} or {staff?, rule, reason}, drive {from_suburb, from_postcode, to_suburb, to_postcode, minutes, both_ways}.
create function private.apply_entry(p_business uuid, p_entry jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  staff uuid := private.staff_named(p_business, p_entry ->> 'staff');
  made jsonb;
begin
  if staff is null and p_entry ? 'staff' then
    perform private.refuse('bad_staff', format('There is no calendar called %L.', p_entry ->> 'staff'));
  end if;
  case p_entry ->> 'kind'
    when 'date_hours' then
      perform private.set_date_hours(
        p_business, staff, (p_entry ->> 'on_date')::date, p_entry -> 'hours', p_entry ->> 'reason', p_now);
    when 'holiday' then
      perform private.set_holiday(p_business, (p_entry ->> 'on_date')::date, p_entry ->> 'name', (p_entry ->> 'closed')::boolean, p_now);
    when 'base' then
      perform private.set_base(p_business, staff, p_entry ->> 'suburb', p_entry ->> 'postcode');
    when 'drive' then
      perform private.set_travel_minutes(p_business, p_entry ->> 'from_suburb', p_entry ->> 'from_postcode', p_entry ->> 'to_suburb',
        p_entry ->> 'to_postcode', (p_entry ->> 'minutes')::int, (p_entry ->> 'both_ways')::boolean, p_now);
    when 'block' then
      made := case when p_entry ? 'rule'
        then private.add_recurring_block(p_business, staff, p_entry -> 'rule', p_entry ->> 'reason', null, p_now)
        else private.add_blocked_time(p_business, staff, (p_entry ->> 'from')::timestamp, (p_entry ->> 'to')::timestamp,
          p_entry ->> 'reason', null, p_now) end;
      return p_entry || jsonb_build_object('id', made -> 'block');
  end case;
  return p_entry;
end
$$;

-- Takes back what an entry said that its file no longer says, unless a member has changed it since.
create function private.unapply_entry(p_business uuid, p_entry jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  staff uuid := private.staff_named(p_business, p_entry ->> 'staff');
begin
  case p_entry ->> 'kind'
    when 'date_hours' then
      delete from public.date_hours where business_id = p_business and staff_id = staff and on_date = (p_entry ->> 'on_date')::date
        and private.hours_on(p_business, staff, on_date) = (
          select coalesce(jsonb_agg(jsonb_build_array(s.opens, s.closes) order by s.opens), '[]')
          from private.stretches_of(p_entry -> 'hours', false) s);
    when 'holiday' then
      delete from public.holidays where business_id = p_business and on_date = (p_entry ->> 'on_date')::date
        and closed = (p_entry ->> 'closed')::boolean and name = coalesce(nullif(p_entry ->> 'name', ''), name);
      update public.businesses set holidays_until = null where id = p_business; -- so that what the state keeps is suggested again
    when 'base' then
      if exists (
        select from public.staff s join public.places p on p.business_id = s.business_id and p.id = s.base_place_id
        where s.business_id = p_business and s.id = staff and s.deleted_at is null
          and lower(p.suburb) = lower(p_entry ->> 'suburb') and p.postcode = p_entry ->> 'postcode') then
        perform private.set_base(p_business, staff, '', '');
      end if;
    when 'drive' then
      if exists (
        select from public.travel_times t
        where t.business_id = p_business and t.source = 'owner' and t.minutes = (p_entry ->> 'minutes')::int
          and t.from_place_id = private.place_said(p_business, p_entry ->> 'from_suburb', p_entry ->> 'from_postcode')
          and t.to_place_id = private.place_said(p_business, p_entry ->> 'to_suburb', p_entry ->> 'to_postcode')) then
        perform private.set_travel_minutes(p_business, p_entry ->> 'from_suburb', p_entry ->> 'from_postcode', p_entry ->> 'to_suburb',
          p_entry ->> 'to_postcode', null, (p_entry ->> 'both_ways')::boolean, p_now);
      end if;
    when 'block' then
      update public.blocked_times set deleted_at = p_now
        where business_id = p_business and id = (p_entry ->> 'id')::uuid and deleted_at is null;
  end case;
end
$$;

-- A date's own hours as they are now: [[opens, closes]], none when it is closed.
create function private.hours_on(p_business uuid, p_staff uuid, p_on_date date) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_array(h.opens, h.closes) order by h.opens) filter (where h.opens is not null), '[]')
  from public.date_hours h where h.business_id = p_business and h.staff_id = p_staff and h.on_date = p_on_date
$$;

-- Brings a business from what its file said to what it says now: only the difference is done.
create function private.provision_entries(p_business uuid, p_entries jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  entry jsonb;
  said jsonb := coalesce((select f.entries from public.business_files f where f.business_id = p_business), '[]');
  says jsonb := '[]';
  sentence text;
  named text;
begin
  for entry in select e from jsonb_array_elements(said) e where not exists (select from jsonb_array_elements(p_entries) n where n = e - 'id') loop
    perform private.unapply_entry(p_business, entry, p_now);
  end loop;
  for entry in select distinct e from jsonb_array_elements(p_entries) e loop
    begin
      says := says || coalesce(
        (select e from jsonb_array_elements(said) e where e - 'id' = entry), private.apply_entry(p_business, entry, p_now));
    exception when sqlstate 'PT400' then
      get stacked diagnostics sentence = message_text, named = pg_exception_hint;
      perform private.refuse(named, concat_ws(' ', replace(entry ->> 'kind', '_', ' '), entry ->> 'staff',
        coalesce(entry ->> 'on_date', entry ->> 'reason', entry ->> 'to_suburb')) || ': ' || sentence);
    end;
  end loop;
  insert into public.business_files (business_id, entries) values (p_business, says)
    on conflict (business_id) do update set entries = excluded.entries;
end
$$;
