-- What one line of the list of customers shows; times are instants, phones E.164. `opted_out`: their own number told the business to stop.
create function private.customer_line(p_customer public.customers, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', p_customer.id, 'name', p_customer.name, 'phone', coalesce(p_customer.phone, p_customer.claimed_phone), 'email', p_customer.email,
      'address', p_customer.address, 'suburb', coalesce(p.suburb, ''), 'postcode', coalesce(p.postcode, ''), 'notes', p_customer.notes,
      'blocked_at', p_customer.blocked_at, 'opted_out', coalesce(private.opted_out(p_customer.business_id, p_customer.phone), false),
      'created_at', p_customer.created_at,
      'last_at', (select max(b.starts_at) from public.bookings b where b.business_id = p_customer.business_id and b.customer_id = p_customer.id
        and b.deleted_at is null and b.starts_at <= p_now and b.status in ('confirmed', 'completed', 'no_show')),
      'next_at', (select min(b.starts_at) from public.bookings b where b.business_id = p_customer.business_id and b.customer_id = p_customer.id
        and b.deleted_at is null and b.starts_at > p_now and b.status in ('pending', 'confirmed')),
      'no_shows', (select count(*) from public.bookings b where b.business_id = p_customer.business_id and b.customer_id = p_customer.id
        and b.deleted_at is null and b.status = 'no_show'))
    from (select) one left join public.places p on p.business_id = p_customer.business_id and p.id = p_customer.place_id);
end
$$;

-- The digits of a number that was typed into a search, as they stand in E.164 ones whether typed with their country or in national form; null when
-- what was typed is no number.
create function private.digits_sought(p_query text) returns text
language sql immutable set search_path = ''
as $$
  select case when p_query ~ '^[+() 0-9./-]*[0-9][+() 0-9./-]*$' then regexp_replace(regexp_replace(p_query, '[^0-9]', '', 'g'), '^0+(?=[0-9])', '') end
$$;

-- One page of a business's customers by name, those without one last: {customers, after}. p_query is looked for in name, e-mail, suburb and
-- address, and a number in phones (their second ones too) and postcodes. `after` is p_after of the next page, null on the last one. p_limit: 500 at most.
create function private.customers_page(p_business uuid, p_query text, p_after uuid, p_limit int, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  query text := lower(trim(coalesce(p_query, '')));
  digits text := private.digits_sought(p_query);
  length int := least(greatest(p_limit, 1), 500);
  after public.customers;
  found public.customers[];
begin
  select * into after from public.customers c where c.business_id = p_business and c.id = p_after;
  found := array(
    select c from public.customers c left join public.places p on p.business_id = c.business_id and p.id = c.place_id
    where c.business_id = p_business and c.deleted_at is null
      and (after.id is null or (c.name = '', lower(c.name), c.id) > (after.name = '', lower(after.name), after.id))
      and (query = '' or strpos(lower(c.name), query) > 0 or strpos(lower(c.email), query) > 0 or strpos(lower(c.address), query) > 0
        or strpos(lower(p.suburb), query) > 0 or digits is not null and (p.postcode like query || '%'
          or strpos(c.phone, digits) > 0 or strpos(regexp_replace(c.claimed_phone, '[^0-9]', '', 'g'), digits) > 0
          or exists (select from public.customers m where m.business_id = c.business_id and m.merged_into = c.id and strpos(m.phone, digits) > 0)))
    order by c.name = '', lower(c.name), c.id limit length + 1);
  return jsonb_build_object(
    'customers', (select coalesce(jsonb_agg(private.customer_line(found[n], p_now) order by n), '[]')
      from generate_series(1, least(length, cardinality(found))) n),
    'after', case when cardinality(found) > length then (found[length]).id end);
end
$$;

create function public.customers_page(p_business uuid, p_query text default '', p_after uuid default null, p_limit int default 50) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.customers_page(p_business, p_query, p_after, p_limit, now());
end
$$;
grant execute on function public.customers_page to authenticated;
