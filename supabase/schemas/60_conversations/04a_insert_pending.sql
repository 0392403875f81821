-- Takes the time of an offer and writes the pending booking, or returns an empty row when somebody has the time. What was offered in place of a
-- declined booking carries over that one's name, address and notes, where the customer says nothing else.
create function private.insert_pending(
  p_business public.businesses, p_conversation public.conversations, p_offer public.offers, p_customer public.customers,
  p_details jsonb, p_now timestamptz
) returns public.bookings
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  service public.services;
  declined public.bookings;
  deadline record := private.deadlines(p_business, p_now, p_offer.starts_at);
  new_id uuid := gen_random_uuid();
begin
  select * into service from public.services where business_id = p_business.id and id = p_offer.service_id;
  perform private.lock_calendars(p_business.id, array[p_offer.staff_id]);
  perform private.release_offers(p_business.id, p_conversation.id);
  if not private.does_service(p_business.id, p_offer.staff_id, p_offer.service_id) -- retired since it was offered
    or p_offer.ends_at - p_offer.starts_at <> make_interval(mins => service.minutes) -- or of another length now
    or not private.take_time(
      p_business, service, p_offer.staff_id, p_offer.place_id, p_offer.starts_at, new_id, null, deadline.expires_at, p_now) then
    return null;
  end if;
  select * into declined from public.bookings where business_id = p_business.id and id = p_offer.in_place_of;
  insert into public.bookings (
    business_id, id, customer_id, service_id, staff_id, conversation_id, offer_id, source, starts_at, ends_at, service_name,
    customer_name, customer_phone, customer_email, address, place_id, notes, price_cents, currency, requested_at, nag_at, expires_at,
    updated_at, travel_assumed)
    values (
      p_business.id, new_id, p_customer.id, service.id, p_offer.staff_id, p_conversation.id, p_offer.id,
      p_conversation.channel::text::public.booking_source, p_offer.starts_at, p_offer.ends_at, service.name,
      coalesce(nullif(p_details ->> 'name', ''), nullif(declined.customer_name, ''), p_customer.name), coalesce(p_customer.phone, p_customer.claimed_phone), p_customer.email,
      case when service.at_customer then coalesce(nullif(p_details ->> 'address', ''), nullif(declined.address, ''), p_customer.address) else '' end,
      p_offer.place_id, left(coalesce(nullif(p_details ->> 'notes', ''), declined.notes, ''), 2000), service.price_cents, p_business.currency,
      p_now, deadline.nag_at, deadline.expires_at, p_now, service.at_customer and not private.place_known(p_business.id, p_offer.place_id))
    returning * into booking;
  return booking;
end
$$;
