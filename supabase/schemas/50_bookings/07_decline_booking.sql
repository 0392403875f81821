-- The owner says no to a request. Frees the time, keeps it from being offered to this customer again, and issues other times to their
-- conversation, which the text lists. Outcomes: 'declined', else as for confirm_booking.
create function private.decline_booking(p_business uuid, p_booking uuid, p_member uuid, p_reason text, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  business public.businesses;
  service public.services;
  offers jsonb;
begin
  -- Conversation and calendars before the booking, as everyone takes them.
  perform from public.conversations c
    where c.business_id = p_business
      and c.id = (select b.conversation_id from public.bookings b where b.business_id = p_business and b.id = p_booking)
    for no key update;
  perform private.lock_service(p_business,
    (select b.service_id from public.bookings b where b.business_id = p_business and b.id = p_booking), p_now);
  perform private.expire_booking(p_business, p_booking, p_now);
  update public.bookings
    set status = 'cancelled', ended_by = 'owner', ended_reason = left(coalesce(p_reason, ''), 500),
        decided_at = p_now, decided_by = p_member, updated_at = p_now
    where business_id = p_business and id = p_booking and status = 'pending' and deleted_at is null
    returning * into booking;
  if not found then
    return private.decided_already(p_business, p_booking);
  end if;
  perform private.withdraw_moves(p_business, p_booking, p_now);
  perform private.free_time(p_business, p_booking);
  select * into business from public.businesses where id = p_business;
  select * into service from public.services where business_id = p_business and id = booking.service_id;
  perform private.add_event(booking, 'declined', 'owner', p_now, p_member, jsonb_build_object('reason', booking.ended_reason));
  if booking.conversation_id is not null then
    offers := private.make_offers(business, booking.conversation_id, booking.customer_id, service, null, booking.place_id,
      jsonb_build_object('day_from', (p_now at time zone business.time_zone)::date), p_now);
    update public.offers o set in_place_of = booking.id
      where o.business_id = p_business and o.conversation_id = booking.conversation_id and o.set_no = (offers ->> 'set')::int;
  end if;
  perform private.tell_customer(business, booking, 'declined', 'caused', 'declined:' || booking.id, p_now, (offers ->> 'set')::int);
  return jsonb_build_object('outcome', 'declined', 'booking', private.booking_words(business, booking));
end
$$;

create function public.decline_booking(p_business uuid, p_booking uuid, p_reason text default '') returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.decline_booking(p_business, p_booking, private.require_member(p_business), p_reason, now());
end
$$;
grant execute on function public.decline_booking to authenticated;
