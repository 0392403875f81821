-- The rows of a file of customers beside whom they are already: `known` by phone (a second one too), else by e-mail, else, for those with neither,
-- by name and address; `same_as` names the line of the file that says the same person first.
create function private.match_customers(p_business uuid, p_rows jsonb)
returns table (line int, name text, phone text, email text, address text, suburb text, postcode text, notes text, known uuid, same_as int)
language sql stable set search_path = ''
as $$
  with said as (
    select r.line, coalesce(left(r.name, 80), '') as name, coalesce(r.phone, '') as phone, coalesce(left(r.email, 200), '') as email,
      coalesce(left(r.address, 200), '') as address, coalesce(left(r.suburb, 80), '') as suburb, coalesce(left(r.postcode, 10), '') as postcode,
      coalesce(left(r.notes, 4000), '') as notes
    from jsonb_to_recordset(p_rows) as r (line int, name text, phone text, email text, address text, suburb text, postcode text, notes text)
  ), here as (
    select c.id, c.phone, lower(c.email) as email, lower(c.name) as name, lower(c.address) as address, c.created_at
    from public.customers c where c.business_id = p_business and c.deleted_at is null
  ), phones as (
    select distinct on (p.phone) p.phone, p.id from (
      select h.phone, h.id, 1 as place, null::timestamptz as at from here h where h.phone is not null
      union all
      select m.phone, h.id, 2, m.merged_at from public.customers m join here h on h.id = m.merged_into
        where m.business_id = p_business and m.phone is not null) p
    order by p.phone, p.place, p.at desc
  ), emails as (
    select distinct on (h.email) h.email, h.id from here h where h.email is not null order by h.email, h.created_at, h.id
  ), names as (
    select distinct on (h.name, h.address) h.name, h.address, h.id from here h where h.name <> '' order by h.name, h.address, h.created_at, h.id
  )
  select s.line, s.name, s.phone, s.email, s.address, s.suburb, s.postcode, s.notes,
    case when s.phone <> '' then p.id when s.email <> '' then e.id else n.id end,
    nullif(min(s.line) over (partition by case when s.phone <> '' then s.phone when s.email <> '' then lower(s.email)
      else lower(s.name) || chr(31) || lower(s.address) end), s.line)
  from said s
  left join phones p on p.phone = s.phone
  left join emails e on e.email = lower(s.email) and s.phone = ''
  left join names n on n.name = lower(s.name) and n.address = lower(s.address) and s.phone = '' and s.email = ''
$$;

-- Imports rows of customers, in one go: new ones are added, those known get what they lack, nothing known is overwritten, nobody is texted.
-- Returns {added, filled, known, same}: how many rows were new, filled something in, added nothing, or said what an earlier line had said.
create function private.import_customers(p_business uuid, p_rows jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  added int;
  filled int;
  known int;
  same int;
begin
  insert into public.places (business_id, suburb, postcode)
    select distinct on (lower(r.suburb), r.postcode) p_business, coalesce(left(r.suburb, 80), ''), coalesce(left(r.postcode, 10), '')
    from jsonb_to_recordset(p_rows) as r (suburb text, postcode text) where coalesce(r.suburb, '') <> '' or coalesce(r.postcode, '') <> ''
    order by lower(r.suburb), r.postcode
    on conflict (business_id, lower(suburb), postcode) do nothing;
  create temporary table matched on commit drop as
    select m.*, p.id as place_id from private.match_customers(p_business, p_rows) m
    left join public.places p on p.business_id = p_business and lower(p.suburb) = lower(m.suburb) and p.postcode = m.postcode;
  select count(*) filter (where m.same_as is not null), count(*) filter (where m.known is not null and m.same_as is null) into same, known
    from pg_temp.matched m;
  perform from public.customers c where c.business_id = p_business and c.id in (select m.known from pg_temp.matched m) order by c.id for no key update;
  update public.customers c set
      name = coalesce(nullif(c.name, ''), m.name), email = coalesce(c.email, nullif(m.email, '')), notes = coalesce(nullif(c.notes, ''), m.notes),
      address = case when c.address = '' and c.place_id is null then m.address else c.address end,
      place_id = case when c.address = '' and c.place_id is null then m.place_id else c.place_id end, updated_at = p_now
    from pg_temp.matched m
    where c.business_id = p_business and c.id = m.known and m.same_as is null and (c.name = '' and m.name <> '' or c.email is null and m.email <> ''
      or c.notes = '' and m.notes <> '' or c.address = '' and c.place_id is null and (m.address <> '' or m.place_id is not null));
  get diagnostics filled = row_count;
  insert into public.customers (business_id, name, phone, email, address, place_id, notes, created_at, updated_at)
    select p_business, m.name, nullif(m.phone, ''), nullif(m.email, ''), m.address, m.place_id, m.notes, p_now, p_now
    from pg_temp.matched m where m.known is null and m.same_as is null order by m.line
    on conflict (business_id, phone) where deleted_at is null do nothing;
  get diagnostics added = row_count;
  drop table pg_temp.matched;
  return jsonb_build_object('added', added, 'filled', filled, 'known', known - filled, 'same', same);
end
$$;
