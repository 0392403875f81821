-- A customer picked a new time for a booking of theirs. A pending one simply takes it, and the owner is asked anew. A confirmed one keeps its
-- time until the owner agrees: both are held. The very time the owner has put to them moves it, from whichever list it was picked.
-- Outcomes: 'pencilled', 'move_requested', 'moved', 'slot_taken'.
create function private.request_move(
  p_business public.businesses, p_conversation public.conversations, p_offer public.offers, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings := private.locked_booking(p_business.id, p_offer.for_booking_id, p_now, array[p_offer.staff_id]);
  service public.services := private.service_of(booking);
  old_hold uuid;
  deadline record;
  move public.moves;
begin
  perform private.release_offers(p_business.id, p_conversation.id);
  if booking.status not in ('pending', 'confirmed') or booking.starts_at <= p_now
    or p_offer.ends_at - p_offer.starts_at <> booking.ends_at - booking.starts_at
    or not private.takes_over(booking, p_offer.staff_id) then
    return jsonb_build_object('outcome', 'slot_taken');
  elsif booking.status = 'confirmed' and (booking.starts_at, booking.staff_id) = (p_offer.starts_at, p_offer.staff_id) then -- it is there already
    return jsonb_build_object('outcome', 'moved', 'booking', private.booking_words(p_business, booking));
  end if;
  select * into move from public.moves m
    where m.business_id = p_business.id and m.booking_id = booking.id and m.state = 'waiting' and m.asked_by = 'owner'
      and m.starts_at = p_offer.starts_at and m.staff_id = p_offer.staff_id;
  if found and private.accept_move(p_business, move, 'customer', null, p_now) then
    return jsonb_build_object('outcome', 'moved', 'booking', (select private.booking_words(p_business, b)
      from public.bookings b where b.business_id = p_business.id and b.id = booking.id));
  end if;
  select * into deadline from private.deadlines(p_business, p_now,
    case booking.status when 'pending' then p_offer.starts_at else least(p_offer.starts_at, booking.starts_at) end);
  if booking.status = 'confirmed' then
    move := private.open_move(p_business, booking, service, p_offer.staff_id, p_offer.starts_at, 'customer', null,
      deadline.nag_at, deadline.expires_at, p_now);
    if move.id is null then
      return jsonb_build_object('outcome', 'slot_taken');
    end if;
    update public.moves set conversation_id = p_conversation.id, offer_id = p_offer.id where business_id = p_business.id and id = move.id;
    perform private.add_event(booking, 'move_requested', 'customer', p_now, null, private.move_words(p_business, move));
    perform private.tell_members(p_business, 'requests', 'move_request', 'caused', 'move_request:' || move.id, p_now,
      p_booking => booking.id, p_detail => private.move_words(p_business, move));
    return jsonb_build_object('outcome', 'move_requested', 'booking', private.booking_words(p_business, booking));
  end if;
  select h.id into old_hold from public.holds h
    where h.business_id = p_business.id and h.booking_id = booking.id and h.move_id is null and h.offer_id is null;
  if not private.take_time(
      p_business, service, p_offer.staff_id, booking.place_id, p_offer.starts_at, booking.id, null, deadline.expires_at, p_now) then
    return jsonb_build_object('outcome', 'slot_taken');
  end if;
  delete from public.holds where business_id = p_business.id and id = old_hold;
  perform private.time_freed(p_business, booking.staff_id, booking.starts_at, booking.ends_at, p_now);
  perform private.withdraw_moves(p_business.id, booking.id, p_now);
  perform private.add_event(booking, 'rescheduled', 'customer', p_now, null,
    jsonb_build_object('old', private.local_words(booking.starts_at, p_business.time_zone)));
  update public.bookings set
      starts_at = p_offer.starts_at, ends_at = p_offer.ends_at, staff_id = p_offer.staff_id, offer_id = p_offer.id,
      nag_at = deadline.nag_at, nagged_at = null, expires_at = deadline.expires_at, updated_at = p_now
    where business_id = p_business.id and id = booking.id returning * into booking;
  perform private.tell_members(p_business, 'requests', 'request', 'caused', format('request:%s:%s', booking.id, p_offer.id), p_now, p_booking => booking.id);
  return jsonb_build_object('outcome', 'pencilled', 'booking', private.booking_words(p_business, booking));
end
$$;

-- A customer picked the time the owner proposed. Outcomes: 'moved', or 'slot_taken' when the proposal stands no longer.
create function private.accept_proposal(p_business public.businesses, p_offer public.offers, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings := private.locked_booking(p_business.id, p_offer.for_booking_id, p_now, array[p_offer.staff_id]);
  move public.moves;
begin
  select * into move from public.moves where business_id = p_business.id and id = p_offer.move_id;
  if private.is_moved(booking, move) then -- a second call
    return jsonb_build_object('outcome', 'moved', 'booking', private.booking_words(p_business, booking));
  elsif not private.accept_move(p_business, move, 'customer', null, p_now) then
    return jsonb_build_object('outcome', 'slot_taken');
  end if;
  select * into booking from public.bookings where business_id = p_business.id and id = booking.id;
  return jsonb_build_object('outcome', 'moved', 'booking', private.booking_words(p_business, booking));
end
$$;
