-- Tool: pencils in the time behind an offer's reference as a pending booking and asks the owner. Idempotent per offer: a second call
-- returns the first one's booking. p_details: {name, email, phone, address, suburb, postcode, notes}.
-- Outcomes: 'pencilled', 'unknown_offer' (not issued to this conversation, or lapsed), 'slot_taken', 'too_many' (requests already open),
-- 'blocked'. Anything but 'pencilled' booked nothing.
create function public.hold_booking(
  p_business uuid, p_conversation uuid, p_lease bigint, p_offer text, p_details jsonb default '{}', p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  offer public.offers;
  booking public.bookings;
  customer public.customers;
begin
  select * into business from public.businesses where id = p_business;
  select * into offer from public.offers where business_id = p_business and conversation_id = p_conversation and ref = p_offer;
  if not found then
    return jsonb_build_object('outcome', 'unknown_offer');
  end if;
  select * into booking from public.bookings where business_id = p_business and offer_id = offer.id;
  if found then -- a second call; but what has ended meanwhile is not to be had by it
    return case when booking.status in ('pending', 'confirmed')
      then jsonb_build_object('outcome', 'pencilled', 'booking', private.booking_words(business, booking))
      else jsonb_build_object('outcome', 'slot_taken') end;
  end if;
  if offer.expires_at <= p_now or offer.set_no <> conversation.offer_set then
    return jsonb_build_object('outcome', 'unknown_offer');
  end if;
  customer := private.note_customer(p_business, conversation.customer_id, p_details, p_now);
  if customer.blocked_at is not null then
    return jsonb_build_object('outcome', 'blocked');
  end if;
  if (select count(*) from public.bookings b where b.business_id = p_business and b.customer_id = customer.id
      and b.status = 'pending' and b.expires_at > p_now) >= business.open_requests_per_customer then
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
