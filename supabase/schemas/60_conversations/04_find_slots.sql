-- The open booking of a conversation's customer with this reference, or an error: a reference is all the receptionist has.
create function private.customers_booking(p_conversation public.conversations, p_ref text, p_now timestamptz) returns public.bookings
language plpgsql stable set search_path = ''
as $$
declare
  booking public.bookings;
begin
  select * into booking from public.bookings b
    where b.business_id = p_conversation.business_id and b.customer_id = p_conversation.customer_id
      and 'b' || left(b.id::text, 8) = p_ref and b.status in ('pending', 'confirmed') and b.starts_at > p_now and b.deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'This customer has no such open booking.', hint = 'not_found';
  end if;
  return booking;
end
$$;

-- Refuses a wish that means nothing: days that are no dates or run backwards, minutes outside a day.
create function private.check_wish(p_wish jsonb) returns void
language plpgsql immutable set search_path = ''
as $$
begin
  if (p_wish ->> 'day_to')::date < (p_wish ->> 'day_from')::date or (p_wish ->> 'day_from')::date > '2100-01-01'
    or (p_wish ->> 'day_to')::date > '2100-01-01' or (p_wish ->> 'weekday')::int not between 1 and 7
    or (p_wish ->> 'minute_from')::int not between 0 and 1439 or (p_wish ->> 'minute_to')::int not between 1 and 1440 then
    raise exception sqlstate 'PT400' using message = 'That is not a stretch of days or times.', hint = 'bad_wish';
  end if;
exception when data_exception then
  raise exception sqlstate 'PT400' using message = 'That is not a date or a time.', hint = 'bad_wish';
end
$$;

-- Tool: finds up to three free times for a service and issues them to the conversation. The wish is in local words, as for
-- private.offer_candidates; p_staff names a person or is null for anyone. With p_booking, a reference of one of the customer's open bookings,
-- they are new times for that one: its service, length and place. Returns {match, set, offers} as private.make_offers.
create function public.find_slots(
  p_business uuid, p_conversation uuid, p_lease bigint, p_service uuid, p_wish jsonb default '{}', p_staff text default null,
  p_suburb text default '', p_postcode text default '', p_now timestamptz default now(), p_booking text default null
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  service public.services;
  booking public.bookings;
  staff uuid;
begin
  perform private.check_wish(p_wish);
  select * into business from public.businesses where id = p_business;
  if p_staff is not null then
    select id into staff from public.staff where business_id = p_business and lower(name) = lower(p_staff) and deleted_at is null;
    if not found then
      raise exception sqlstate 'PT404' using message = format('Nobody called %s works here.', p_staff), hint = 'not_found';
    end if;
  end if;
  if p_booking is not null then
    booking := private.customers_booking(conversation, p_booking, p_now);
    return private.make_offers(business, conversation.id, conversation.customer_id, private.service_of(booking), staff, booking.place_id,
      p_wish, p_now, p_for_booking => booking.id);
  end if;
  service := private.service_in_use(p_business, p_service);
  return private.make_offers(business, conversation.id, conversation.customer_id, service, staff,
    case when service.at_customer then private.place_of(p_business, p_suburb, p_postcode) end, p_wish, p_now);
end
$$;
grant execute on function public.find_slots to service_role;
