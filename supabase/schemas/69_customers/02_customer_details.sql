-- Everything about one customer: who they are, `numbers` (each with since when it is opted out), counts, marks, conversations, the newest pictures
-- and their bookings, latest first, 30 a page; `before` is p_before of the next page, null on the last one. Of a customer who was merged
-- into another only {merged_into}. PT404 when there is none.
create function private.customer_details(p_business uuid, p_customer uuid, p_before uuid) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  customer public.customers;
  place public.places;
  before public.bookings;
  found public.bookings[];
begin
  select * into customer from public.customers c where c.business_id = p_business and c.id = p_customer;
  if customer.merged_into is not null then
    return jsonb_build_object('merged_into', customer.merged_into);
  elsif customer.id is null or customer.deleted_at is not null then
    raise exception sqlstate 'PT404' using message = 'There is no such customer, or they are not yours.', hint = 'not_found';
  end if;
  select * into place from public.places p where p.business_id = p_business and p.id = customer.place_id;
  select * into before from public.bookings b where b.business_id = p_business and b.id = p_before;
  found := array(
    select b from public.bookings b
    where b.business_id = p_business and b.customer_id = p_customer and b.deleted_at is null
      and (before.id is null or (b.starts_at, b.id) < (before.starts_at, before.id))
    order by b.starts_at desc, b.id desc limit 31);
  return jsonb_build_object(
    'id', customer.id, 'name', customer.name, 'phone', customer.phone, 'claimed_phone', customer.claimed_phone, 'email', customer.email,
    'address', customer.address, 'suburb', coalesce(place.suburb, ''), 'state', coalesce(place.state, ''), 'postcode', coalesce(place.postcode, ''),
    'notes', customer.notes, 'blocked_at', customer.blocked_at, 'blocked_reason', customer.blocked_reason,
    'gets_reminders', customer.gets_reminders, 'created_at', customer.created_at,
    'numbers', private.customer_numbers(customer), 'counts', private.customer_counts(customer),
    'merged', (select coalesce(jsonb_agg(jsonb_build_object('name', m.name, 'phone', m.phone, 'at', m.merged_at, 'by', private.member_name(p_business, m.merged_by))
        order by m.merged_at desc), '[]') from public.customers m where m.business_id = p_business and m.merged_into = p_customer),
    'marks', private.customer_marks(customer), 'conversations', private.customer_threads(customer), 'pictures', private.customer_pictures(customer),
    'bookings', (select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'status', b.status, 'starts_at', b.starts_at, 'ends_at', b.ends_at,
        'service_name', b.service_name, 'ended_by', b.ended_by, 'expires_at', b.expires_at, 'address', b.address) order by n), '[]')
      from generate_series(1, least(30, cardinality(found))) n, lateral (select (found[n]).*) b),
    'before', case when cardinality(found) > 30 then (found[30]).id end);
end
$$;

-- A customer's numbers, their own first, then those of customers merged into them: [{phone, stopped_at}].
create function private.customer_numbers(p_customer public.customers) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('phone', n.phone, 'stopped_at', private.opted_out_since(p_customer.business_id, n.phone)) order by n.place, n.phone), '[]')
    from (
      select p_customer.phone, 1 as place where p_customer.phone is not null
      union
      select m.phone, 2 from public.customers m
        where m.business_id = p_customer.business_id and m.merged_into = p_customer.id and m.phone <> coalesce(p_customer.phone, '')
          and private.customer_with_phone(m.business_id, m.phone) = p_customer.id) n);
end
$$;

-- How their bookings went: {bookings, completed, no_shows, cancelled_by_them}.
create function private.customer_counts(p_customer public.customers) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('bookings', count(*), 'completed', count(*) filter (where b.status = 'completed'),
    'no_shows', count(*) filter (where b.status = 'no_show'),
    'cancelled_by_them', count(*) filter (where b.status = 'cancelled' and b.ended_by = 'customer'))
  from public.bookings b where b.business_id = p_customer.business_id and b.customer_id = p_customer.id and b.deleted_at is null
$$;

-- The marks they gave, newest first, 20 at most, with how many there are and their mean: {count, mean, newest: [{score, at, booking_id, service}]}.
create function private.customer_marks(p_customer public.customers) returns jsonb
language sql stable set search_path = ''
as $$
  with given as (
    select f.score, f.answered_at, f.booking_id, b.service_name, row_number() over (order by f.answered_at desc, f.booking_id) as n
    from public.feedback f join public.bookings b on b.business_id = f.business_id and b.id = f.booking_id
    where f.business_id = p_customer.business_id and f.customer_id = p_customer.id and f.score is not null)
  select jsonb_build_object('count', count(*), 'mean', round(avg(score), 1), 'newest', coalesce(jsonb_agg(jsonb_build_object(
    'score', score, 'at', answered_at, 'booking_id', booking_id, 'service', service_name) order by n) filter (where n <= 20), '[]')) from given
$$;

-- Their conversations, the one last written in first, 20 at most.
create function private.customer_threads(p_customer public.customers) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(t) order by t.last_inbound_at desc nulls last), '[]') from (
    select c.id, c.channel, c.peer, c.state, c.last_inbound_at from public.conversations c
    where c.business_id = p_customer.business_id and c.customer_id = p_customer.id order by c.last_inbound_at desc nulls last limit 20) t
$$;

-- Pictures of theirs that are kept, newest first, 24 at most: [{id, at}].
create function private.customer_pictures(p_customer public.customers) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'at', t.created_at) order by t.created_at desc, t.id), '[]') from (
    select p.id, p.created_at from public.conversations c
    join public.messages m on m.business_id = c.business_id and m.conversation_id = c.id
    join public.pictures p on p.business_id = m.business_id and p.message_id = m.id and p.kept_at is not null
    where c.business_id = p_customer.business_id and c.customer_id = p_customer.id order by p.created_at desc, p.id limit 24) t
$$;

-- What a member, or former member, is called.
create function private.member_name(p_business uuid, p_user uuid) returns text
language sql stable set search_path = ''
as $$
  select coalesce((select m.name from public.members m where m.business_id = p_business and m.user_id = p_user), '')
$$;

create function public.customer_details(p_business uuid, p_customer uuid, p_before uuid default null) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.customer_details(p_business, p_customer, p_before);
end
$$;
grant execute on function public.customer_details to authenticated;
