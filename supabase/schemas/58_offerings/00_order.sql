-- Puts one row of an ordered list of a business (staff, services, answers) at a place in it, counted from 1, and numbers the list anew. Null: a row
-- that is there stays where it is. Beyond the end is the end.
create function private.put_at(p_table text, p_business uuid, p_id uuid, p_place int) returns void
language plpgsql set search_path = ''
as $$
begin
  execute format(
    'update public.%1$I t set position = o.place'
    ' from (select k.id, row_number() over (order by k.at, k.id) as place'
    '   from (select x.id, case when x.id = $2 and $3 is not null then 2 * $3::bigint - 1'
    '       else 2 * row_number() over (partition by x.id = $2 and $3 is not null order by x.position, x.created_at, x.id) end as at'
    '     from public.%1$I x where x.business_id = $1 and x.deleted_at is null) k) o'
    ' where t.business_id = $1 and t.id = o.id and t.position <> o.place', p_table)
    using p_business, p_id, p_place;
end
$$;

-- The business whose offer an owner changes, with all of its calendars locked, so that two owners change it one after the other, and nobody books meanwhile.
create function private.business_to_change(p_business uuid) returns public.businesses
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
begin
  perform private.lock_calendars(p_business, array(select s.id from public.staff s where s.business_id = p_business));
  select * into business from public.businesses b where b.id = p_business;
  return business;
end
$$;

-- A name for staff or a service: said, of 60 characters at most, and nobody else's in that list. p_table: staff or services.
create function private.name_said(p_table text, p_business uuid, p_id uuid, p_name text) returns text
language plpgsql set search_path = ''
as $$
declare
  said text := trim(regexp_replace(coalesce(p_name, ''), '\s+', ' ', 'g'));
  taken boolean;
begin
  if length(said) not between 1 and 60 then
    perform private.refuse('bad_name', 'A name has 1 to 60 characters.');
  end if;
  execute format('select exists (select from public.%I t where t.business_id = $1 and t.id <> $2 and lower(t.name) = lower($3) and t.deleted_at is null)', p_table)
    into taken using p_business, p_id, said;
  if taken then
    perform private.refuse('name_taken', format('There is already one called %s. Choose another name.', said));
  end if;
  return said;
end
$$;
