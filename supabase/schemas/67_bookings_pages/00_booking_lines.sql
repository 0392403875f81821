-- Bookings as lists show them, in the order of their ids; with the new time that waits, if any. Times are instants, money is cents.
create function private.booking_lines(p_business uuid, p_ids uuid[]) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', b.id, 'status', b.status, 'starts_at', b.starts_at, 'ends_at', b.ends_at, 'service_name', b.service_name, 'customer_name', b.customer_name,
      'customer_phone', b.customer_phone, 'customer_email', b.customer_email, 'address', b.address, 'notes', b.notes, 'price_cents', b.price_cents,
      'currency', b.currency, 'source', b.source, 'requested_at', b.requested_at, 'expires_at', b.expires_at, 'ended_by', b.ended_by,
      'ended_reason', b.ended_reason, 'travel_assumed', b.travel_assumed, 'staff', jsonb_build_object('name', t.name),
      'places', case when p.id is not null then jsonb_build_object('suburb', p.suburb, 'state', p.state, 'postcode', p.postcode) end,
      'moves', case when m.id is null then '[]'::jsonb else jsonb_build_array(jsonb_build_object('id', m.id, 'asked_by', m.asked_by, 'starts_at', m.starts_at,
        'ends_at', m.ends_at, 'expires_at', m.expires_at, 'staff', jsonb_build_object('name', mt.name))) end) order by w.place), '[]')
  from unnest(p_ids) with ordinality as w (id, place)
  join public.bookings b on b.business_id = p_business and b.id = w.id
  join public.staff t on t.business_id = p_business and t.id = b.staff_id
  left join public.places p on p.business_id = p_business and p.id = b.place_id
  left join public.moves m on m.business_id = p_business and m.booking_id = b.id and m.state = 'waiting'
  left join public.staff mt on mt.business_id = p_business and mt.id = m.staff_id
$$;
