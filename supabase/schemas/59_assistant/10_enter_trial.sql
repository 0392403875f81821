-- A number that nobody has, for the customer a member plays: of those kept free for films and books, which no business here knows. Null: all are known.
create function private.made_up_phone(p_business uuid) returns text
language sql stable set search_path = ''
as $$
  select n from unnest(array['+61491570006', '+61491570156', '+61491570157', '+61491570158', '+61491570159', '+61491570110']) with ordinality x (n, o)
  where not exists (select from public.customers c where c.business_id = p_business and c.phone = n and c.deleted_at is null)
    and not exists (select from public.conversations c where c.business_id = p_business and c.channel = 'sms' and c.peer = n)
  order by o limit 1
$$;

-- A row of a trial as it was kept, but without a place that is not there.
create function private.row_kept(p_business uuid, p_row jsonb) returns jsonb
language sql stable set search_path = ''
as $$
  select case when exists (select from public.places p where p.business_id = p_business and p.id = (p_row ->> 'place_id')::uuid)
    then p_row else p_row || '{"place_id": null}' end
$$;

-- Makes a trial what it pretends to be: a customer's own conversation, with all that it has brought about so far. Only ever inside what is taken back
-- again, with every calendar locked.
create function private.enter_trial(p_conversation public.conversations) returns void
language plpgsql set search_path = ''
as $$
declare
  kept jsonb := p_conversation.trial;
  made_up text := private.made_up_phone(p_conversation.business_id);
  business uuid := p_conversation.business_id;
begin
  insert into public.places select (jsonb_populate_record(null::public.places, x)).* from jsonb_array_elements(kept -> 'places') x on conflict do nothing;
  update public.customers c set
      name = coalesce(kept -> 'customer' ->> 'name', c.name), email = kept -> 'customer' ->> 'email', phone = made_up,
      claimed_phone = kept -> 'customer' ->> 'claimed_phone', address = coalesce(kept -> 'customer' ->> 'address', c.address),
      place_id = (private.row_kept(business, kept -> 'customer') ->> 'place_id')::uuid, deleted_at = null
    where c.business_id = business and c.id = p_conversation.customer_id;
  update public.conversations c set
      trial = null, peer = coalesce(made_up, c.peer), offer_set = coalesce((kept ->> 'offer_set')::int, 0),
      state = coalesce((kept ->> 'state')::public.conversation_state, c.state)
    where c.business_id = business and c.id = p_conversation.id;
  insert into public.offers
    select (jsonb_populate_record(null::public.offers, private.row_kept(business, x) || '{"for_booking_id": null}')).* from jsonb_array_elements(kept -> 'offers') x;
  insert into public.bookings
    select (jsonb_populate_record(null::public.bookings, private.row_kept(business, x) || '{"code": null}')).* from jsonb_array_elements(kept -> 'bookings') x;
  update public.offers o set for_booking_id = (x ->> 'for_booking_id')::uuid
    from jsonb_array_elements(kept -> 'offers') x
    where o.business_id = business and o.id = (x ->> 'id')::uuid and x ->> 'for_booking_id' is not null;
  insert into public.leads
    select (jsonb_populate_record(null::public.leads, private.row_kept(business, x))).* from jsonb_array_elements(kept -> 'leads') x;
  insert into public.holds (business_id, id, staff_id, booking_id, offer_id, occupied, at_customer, place_id, expires_at)
    select h.business_id, h.id, h.staff_id, h.booking_id, h.offer_id, h.occupied, h.at_customer, h.place_id, h.expires_at
    from jsonb_array_elements(kept -> 'holds') x, lateral jsonb_populate_record(null::public.holds, private.row_kept(business, x)) h
    on conflict do nothing; -- somebody real has that time by now
end
$$;

-- All that a trial has brought about, as private.enter_trial puts it back.
create function private.trial_kept(p_business uuid, p_conversation uuid) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  conversation public.conversations;
  customer public.customers;
  kept jsonb;
begin
  select * into conversation from public.conversations where business_id = p_business and id = p_conversation;
  select * into customer from public.customers where business_id = p_business and id = conversation.customer_id;
  kept := jsonb_build_object(
    'customer', to_jsonb(customer), 'offer_set', conversation.offer_set, 'state', conversation.state,
    'bookings', (select coalesce(jsonb_agg(to_jsonb(b)), '[]') from public.bookings b where b.business_id = p_business and b.customer_id = customer.id),
    'offers', (select coalesce(jsonb_agg(to_jsonb(o)), '[]') from public.offers o
      where o.business_id = p_business and o.conversation_id = p_conversation and (o.set_no = conversation.offer_set
        or exists (select from public.bookings b where b.business_id = o.business_id and b.offer_id = o.id))),
    'leads', (select coalesce(jsonb_agg(to_jsonb(l)), '[]') from public.leads l where l.business_id = p_business and l.customer_id = customer.id),
    'holds', (select coalesce(jsonb_agg(to_jsonb(h)), '[]') from public.holds h
      where h.business_id = p_business and (
        h.offer_id in (select o.id from public.offers o where o.business_id = p_business and o.conversation_id = p_conversation)
        or h.booking_id in (select b.id from public.bookings b where b.business_id = p_business and b.customer_id = customer.id))));
  return kept || jsonb_build_object('places', (select coalesce(jsonb_agg(to_jsonb(p)), '[]') from public.places p
    where p.business_id = p_business and p.id::text in (
      select x ->> 'place_id' from jsonb_array_elements(kept -> 'offers' || (kept -> 'bookings') || (kept -> 'leads') || jsonb_build_array(kept -> 'customer')) x)));
end
$$;

-- The texts a tool of a trial has queued, with all their templates print: they are told of, and never leave.
create function private.trial_texts(p_business uuid, p_conversation uuid, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('kind', t.kind, 'to_customer', t.to_customer, 'context', t.context) order by t.queue_no), '[]')
  from (
    select distinct on (o.kind, o.member_id is null) o.kind, o.member_id is null as to_customer, o.queue_no, private.text_context(o, p_now) as context
    from public.outbox o join public.conversations c on c.business_id = o.business_id and c.id = p_conversation
    where o.business_id = p_business and (o.conversation_id = c.id or o.customer_id = c.customer_id
      or o.booking_id in (select b.id from public.bookings b where b.business_id = p_business and b.customer_id = c.customer_id)
      or o.lead_id in (select l.id from public.leads l where l.business_id = p_business and l.customer_id = c.customer_id))
    order by o.kind, o.member_id is null, o.queue_no) t
$$;
