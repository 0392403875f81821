-- Puts the time of an owner's move to the customer as a proposal: an offer of their conversation that, once picked, accepts it. The text lists
-- it. False when there is nobody to ask by text: no conversation, no phone.
create function private.propose(
  p_business public.businesses, p_booking public.bookings, p_service public.services, p_move public.moves, p_now timestamptz
) returns boolean
language plpgsql set search_path = ''
as $$
declare
  conversation uuid := p_booking.conversation_id;
  set_number int;
  offer uuid;
begin
  if conversation is null and p_booking.customer_phone is not null then
    conversation := (private.conversation_with(p_business.id, 'sms', p_booking.customer_phone, p_booking.customer_id, p_now)).id;
  end if;
  if conversation is null then
    return false;
  end if;
  perform private.release_offers(p_business.id, conversation);
  update public.conversations set offer_set = offer_set + 1
    where business_id = p_business.id and id = conversation returning offer_set into set_number;
  insert into public.offers (
    business_id, conversation_id, set_no, position, ref, service_id, staff_id, place_id, starts_at, ends_at, expires_at, created_at, for_booking_id, move_id)
    values (p_business.id, conversation, set_number, 1, format('t%s-1', set_number), p_service.id, p_move.staff_id, p_booking.place_id,
      p_move.starts_at, p_move.ends_at, p_move.expires_at, p_now, p_booking.id, p_move.id)
    returning id into offer;
  update public.moves set conversation_id = conversation, offer_id = offer where business_id = p_business.id and id = p_move.id;
  p_booking.conversation_id := conversation;
  perform private.tell_customer(p_business, p_booking, 'proposal', 'caused', 'proposal:' || p_move.id, p_now, set_number,
    p_detail => private.move_words(p_business, p_move));
  return true;
end
$$;

-- Would its customer get a question about this booking, and could they answer it?
create function private.can_be_asked(p_booking public.bookings) returns boolean
language sql stable set search_path = ''
as $$
  select case when p_booking.customer_phone is null then p_booking.customer_email is not null and p_booking.conversation_id is not null
      else not private.opted_out(p_booking.business_id, p_booking.customer_phone) end
    and not exists (
      select from public.customers c
      where c.business_id = p_booking.business_id and c.id = p_booking.customer_id and c.blocked_at is not null)
$$;

-- The owner gives a booking another time, calendar or both. p_agreed: the customer already said yes, so it moves at once (a pending one is
-- confirmed by that); so it does to the very time its customer waits for. Otherwise the new time is held and put to the customer, and the old one stands until they accept: for a day, but not
-- later than either start less the answer margin, and at least 15 minutes. A pending booking meanwhile waits for the customer, not the owner.
-- Putting the same time to them once more changes nothing and says so: `again`.
-- Outcomes: 'moved', 'proposed', 'unchanged', 'refused' with `reasons`, 'unreachable' (nobody to ask: no
-- phone, opted out, blocked), 'already_ended'. Error 'bad_date': a time that has passed cannot be put to anybody.
create function private.move_booking(
  p_business uuid, p_booking uuid, p_staff uuid, p_starts timestamptz, p_agreed boolean, p_override boolean, p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings := private.locked_booking(p_business, p_booking, p_now, array[p_staff]);
  service public.services := private.service_of(booking);
  staff uuid := coalesce(p_staff, booking.staff_id);
  agreed boolean := p_agreed or exists (
    select from public.moves m where m.business_id = p_business and m.booking_id = p_booking and m.state = 'waiting' and m.asked_by = 'customer'
      and m.starts_at = p_starts and m.staff_id = staff);
  move public.moves;
  against jsonb;
  open_until timestamptz;
begin
  select * into business from public.businesses where id = p_business;
  perform private.check_start(p_starts, p_now);
  if booking.status not in ('pending', 'confirmed') then
    return jsonb_build_object('outcome', 'already_ended', 'booking', private.booking_words(business, booking));
  elsif booking.starts_at = p_starts and booking.staff_id = staff then
    return jsonb_build_object('outcome', 'unchanged', 'booking', private.booking_words(business, booking));
  elsif not private.takes_over(booking, staff) then
    raise exception sqlstate 'PT400' using message = format('Nobody chosen does %s.', booking.service_name), hint = 'bad_staff';
  elsif not agreed and p_starts <= p_now then
    raise exception sqlstate 'PT400' using message = 'That time has passed, so it cannot be suggested.', hint = 'bad_date';
  elsif not agreed and not private.can_be_asked(booking) then
    return jsonb_build_object('outcome', 'unreachable', 'booking', private.booking_words(business, booking));
  elsif not agreed and exists (
    select from public.moves m where m.business_id = p_business and m.booking_id = p_booking and m.state = 'waiting' and m.asked_by = 'owner'
      and m.starts_at = p_starts and m.staff_id = staff and m.expires_at > p_now) then
    return jsonb_build_object('outcome', 'proposed', 'again', true, 'booking', private.booking_words(business, booking));
  end if;
  against := private.objections(business, service, staff, booking.place_id, p_starts, p_now, p_booking);
  if against @> '[{"final": true}]' or (jsonb_array_length(against) > 0 and not p_override) then
    return jsonb_build_object('outcome', 'refused', 'reasons', against, 'booking', private.booking_words(business, booking));
  end if;
  open_until := greatest(p_now + interval '15 minutes', least(p_now + interval '24 hours',
    least(p_starts, booking.starts_at) - make_interval(mins => business.answer_margin_minutes)));
  move := private.open_move(business, booking, service, staff, p_starts, 'owner', p_member, null, open_until, p_now, true);
  if move.id is null then
    return jsonb_build_object('outcome', 'refused', 'reasons', against, 'booking', private.booking_words(business, booking));
  end if;
  if agreed then
    perform private.accept_move(business, move, 'owner', p_member, p_now);
  else
    if booking.status = 'pending' then
      update public.bookings set expires_at = greatest(expires_at, open_until), nagged_at = coalesce(nagged_at, p_now), updated_at = p_now
        where business_id = p_business and id = p_booking returning * into booking;
      update public.holds set expires_at = booking.expires_at
        where business_id = p_business and booking_id = p_booking and move_id is null and offer_id is null;
    end if;
    perform private.add_event(booking, 'move_proposed', 'owner', p_now, p_member, private.move_words(business, move));
    perform private.propose(business, booking, service, move, p_now);
  end if;
  select * into booking from public.bookings where business_id = p_business and id = p_booking;
  return jsonb_build_object('outcome', case when agreed then 'moved' else 'proposed' end, 'booking', private.booking_words(business, booking),
    'move', private.move_words(business, move), 'reasons', against);
end
$$;

-- p_starts is a wall time in the business's zone.
create function public.move_booking(
  p_business uuid, p_booking uuid, p_starts timestamp, p_staff uuid default null, p_agreed boolean default false, p_override boolean default false
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  zone text := (select b.time_zone from public.businesses b where b.id = p_business);
begin
  return private.move_booking(p_business, p_booking, p_staff, private.instant_of(p_starts, zone), p_agreed, p_override, member, now());
end
$$;
grant execute on function public.move_booking to authenticated;
