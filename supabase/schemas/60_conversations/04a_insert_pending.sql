-- Takes the time and writes the pending booking, or returns an empty row when somebody has the time. The hold goes in first, under the
-- exclusion constraint and with on conflict do nothing: a herd of bare inserts would deadlock.
create function private.insert_pending(
  p_business public.businesses, p_conversation public.conversations, p_offer public.offers, p_customer public.customers,
  p_details jsonb, p_now timestamptz
) returns public.bookings
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  service public.services;
  deadline record;
  new_id uuid := gen_random_uuid();
begin
  select * into service from public.services where business_id = p_business.id and id = p_offer.service_id;
  perform private.lock_calendar(p_business.id, p_offer.staff_id);
  perform private.expire_due_on(p_business.id, p_offer.staff_id, p_now);
  if not exists (
    select from public.service_staff ss
    join public.services s on s.business_id = ss.business_id and s.id = ss.service_id and s.deleted_at is null
    join public.staff t on t.business_id = ss.business_id and t.id = ss.staff_id and t.deleted_at is null
    where ss.business_id = p_business.id and ss.service_id = p_offer.service_id and ss.staff_id = p_offer.staff_id) then
    return null; -- retired since it was offered
  end if;
  if not exists (
    select from private.free_starts(p_business, service, p_offer.staff_id, p_offer.place_id,
      p_offer.starts_at, p_offer.starts_at + interval '1 microsecond', p_now) as f (at) where f.at = p_offer.starts_at) then
    return null;
  end if;
  select * into deadline from private.deadlines(p_business, p_now, p_offer.starts_at);
  insert into public.holds (business_id, staff_id, booking_id, occupied, at_customer, place_id, expires_at)
    values (p_business.id, p_offer.staff_id, new_id, tstzrange(
      p_offer.starts_at - make_interval(mins => service.buffer_before_minutes),
      p_offer.ends_at + make_interval(mins => service.buffer_after_minutes)), service.at_customer, p_offer.place_id, deadline.expires_at)
    on conflict do nothing;
  if not found then
    return null;
  end if;
  insert into public.bookings (
    business_id, id, customer_id, service_id, staff_id, conversation_id, offer_id, source, starts_at, ends_at, service_name,
    customer_name, customer_phone, customer_email, address, place_id, notes, price_cents, currency, requested_at, nag_at, expires_at, updated_at)
    values (
      p_business.id, new_id, p_customer.id, service.id, p_offer.staff_id, p_conversation.id, p_offer.id,
      p_conversation.channel::text::public.booking_source, p_offer.starts_at, p_offer.ends_at, service.name,
      coalesce(nullif(p_details ->> 'name', ''), p_customer.name), coalesce(p_customer.phone, p_customer.claimed_phone), p_customer.email,
      case when service.at_customer then coalesce(nullif(p_details ->> 'address', ''), p_customer.address) else '' end,
      p_offer.place_id, left(coalesce(p_details ->> 'notes', ''), 2000), service.price_cents, p_business.currency,
      p_now, deadline.nag_at, deadline.expires_at, p_now)
    returning * into booking;
  return booking;
end
$$;
