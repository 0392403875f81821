-- How many requests of this customer, or of this phone, wait for an answer.
create function private.open_requests(p_customer public.customers, p_now timestamptz) returns bigint
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select count(*) from public.bookings b
    where b.business_id = p_customer.business_id and b.status = 'pending' and b.expires_at > p_now
      and (b.customer_id = p_customer.id or b.customer_phone = coalesce(p_customer.phone, p_customer.claimed_phone)));
end
$$;

-- Has somebody else the time of an offer already? Only a first look, so that those who come too late need not queue for the calendar: what
-- decides is the constraint.
create function private.offer_taken(p_offer public.offers, p_now timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return exists (
    select from public.holds h
    where h.business_id = p_offer.business_id and h.staff_id = p_offer.staff_id and h.occupied && tstzrange(p_offer.starts_at, p_offer.ends_at)
      and (h.expires_at is null or h.expires_at > p_now)
      and (p_offer.for_booking_id is null or h.owner_id <> p_offer.for_booking_id)
      and (h.offer_id is null or not exists (
        select from public.offers o
        where o.business_id = h.business_id and o.id = h.offer_id and o.conversation_id = p_offer.conversation_id)));
end
$$;

-- The customer of a turn that may pick this offer, when nothing but its time being gone is to be said to them; null otherwise.
create function private.refused_at_once(p_lease bigint, p_offer public.offers, p_now timestamptz) returns uuid
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
  return (
    select c.customer_id
    from public.conversations c
    join public.customers k on k.business_id = c.business_id and k.id = c.customer_id and k.blocked_at is null
    where c.business_id = p_offer.business_id and c.id = p_offer.conversation_id and c.lease_token = p_lease and c.leased_until is not null
      and c.offer_set = p_offer.set_no and p_offer.expires_at > p_now and p_offer.move_id is null
      and not exists (select from public.bookings b where b.business_id = p_offer.business_id and b.offer_id = p_offer.id)
      and not exists (select from public.moves m where m.business_id = p_offer.business_id and m.offer_id = p_offer.id));
end
$$;

-- Tool: takes the time behind an offer's reference. A new booking is pencilled in and the owner asked; an offer of a new time for an existing
-- booking asks to move it, one that the owner proposed moves it. Idempotent per offer: a second call returns what the first one did.
-- p_details: {name, email, phone, address, suburb, postcode, notes}.
-- Outcomes: 'pencilled', 'move_requested', 'moved', 'unknown_offer' (not issued to this conversation, or lapsed), 'slot_taken', 'too_many'
-- (requests already open), 'blocked'. The last four booked and moved nothing.
create function public.hold_booking(
  p_business uuid, p_conversation uuid, p_lease bigint, p_offer text, p_details jsonb default '{}', p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations;
  business public.businesses;
  offer public.offers;
  booking public.bookings;
  move public.moves;
  customer public.customers;
  refused uuid;
begin
  select * into offer from public.offers where business_id = p_business and conversation_id = p_conversation and ref = p_offer;
  if private.offer_taken(offer, p_now) then
    refused := private.refused_at_once(p_lease, offer, p_now);
    if refused is not null then -- without waiting for anybody's lock
      perform private.note_customer(p_business, refused, p_details, p_now);
      perform private.release_offers(p_business, p_conversation);
      return jsonb_build_object('outcome', 'slot_taken');
    end if;
  end if;
  conversation := private.leased(p_business, p_conversation, p_lease);
  select * into business from public.businesses where id = p_business;
  if offer.id is null then
    return jsonb_build_object('outcome', 'unknown_offer');
  end if;
  select * into booking from public.bookings where business_id = p_business and offer_id = offer.id;
  if found then -- a second call; but what has ended meanwhile is not to be had by it
    return case when booking.status in ('pending', 'confirmed')
      then jsonb_build_object('outcome', 'pencilled', 'booking', private.booking_words(business, booking))
      else jsonb_build_object('outcome', 'slot_taken') end;
  end if;
  select * into move from public.moves m
    where m.business_id = p_business and m.offer_id = offer.id and m.asked_by = 'customer'
      and (m.state in ('accepted', 'declined') or m.state = 'waiting' and m.expires_at > p_now);
  if found then -- a second call, or one after the owner's answer, which stands
    select * into booking from public.bookings where business_id = p_business and id = offer.for_booking_id;
    return case when move.state = 'waiting' then jsonb_build_object('outcome', 'move_requested', 'booking', private.booking_words(business, booking))
      when private.is_moved(booking, move) then jsonb_build_object('outcome', 'moved', 'booking', private.booking_words(business, booking))
      else jsonb_build_object('outcome', 'slot_taken') end;
  end if;
  if offer.expires_at <= p_now or offer.set_no <> conversation.offer_set then
    return jsonb_build_object('outcome', 'unknown_offer');
  end if;
  customer := private.note_customer(p_business, conversation.customer_id, p_details, p_now);
  if customer.blocked_at is not null then
    perform private.release_offers(p_business, conversation.id);
    return jsonb_build_object('outcome', 'blocked');
  elsif offer.move_id is not null then
    return private.accept_proposal(business, offer, p_now);
  elsif offer.for_booking_id is not null then
    return private.request_move(business, conversation, offer, p_now);
  elsif private.open_requests(customer, p_now) >= business.open_requests_per_customer then
    return jsonb_build_object('outcome', 'too_many');
  end if;
  booking := private.insert_pending(business, conversation, offer, customer, p_details, p_now);
  if booking.id is null then
    return jsonb_build_object('outcome', 'slot_taken');
  end if;
  perform private.add_event(booking, 'requested', 'receptionist', p_now, null, jsonb_build_object('offer', offer.ref));
  perform private.tell_members(business, 'requests', 'request', 'caused', 'request:' || booking.id, p_now, p_booking => booking.id);
  return jsonb_build_object('outcome', 'pencilled', 'booking', private.booking_words(business, booking));
end
$$;
grant execute on function public.hold_booking to service_role;
