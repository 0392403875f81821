-- Ends a waiting move without moving anything: its second hold goes, the old time stands. False, changing nothing, if it waits no longer.
create function private.end_move(
  p_business uuid, p_move uuid, p_state public.move_state, p_now timestamptz, p_by uuid default null, p_reason text default ''
) returns boolean
language plpgsql set search_path = ''
as $$
begin
  update public.moves set state = p_state, decided_at = p_now, decided_by = p_by, reason = left(coalesce(nullif(p_reason, ''), reason), 500)
    where business_id = p_business and id = p_move and state = 'waiting';
  if not found then
    return false;
  end if;
  delete from public.holds where business_id = p_business and move_id = p_move;
  return true;
end
$$;

-- Ends a waiting move by the owner's word and tells the customer that the old time stands: 'move_declined', a wish of theirs, or 'withdrawn', a
-- proposal. Null, changing nothing, if it waits no longer.
create function private.call_off_move(
  p_business public.businesses, p_booking public.bookings, p_move public.moves, p_reason text, p_member uuid, p_now timestamptz
) returns text
language plpgsql set search_path = ''
as $$
declare
  outcome text := case p_move.asked_by when 'customer' then 'move_declined' else 'withdrawn' end;
begin
  if not private.end_move(p_business.id, p_move.id,
      case p_move.asked_by when 'customer' then 'declined' else 'withdrawn' end::public.move_state, p_now, p_member, p_reason) then
    return null;
  end if;
  perform private.add_event(p_booking, outcome, 'owner', p_now, p_member, private.move_words(p_business, p_move) || jsonb_build_object('reason', p_reason));
  perform private.tell_customer(p_business, p_booking, outcome, 'caused', format('%s:%s', outcome, p_move.id), p_now,
    p_detail => private.move_words(p_business, p_move));
  return outcome;
end
$$;

-- Takes back whatever move of a booking still waits, silently: what follows tells both sides.
create function private.withdraw_moves(p_business uuid, p_booking uuid, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.end_move(p_business, m.id, 'withdrawn', p_now)
  from public.moves m where m.business_id = p_business and m.booking_id = p_booking and m.state = 'waiting';
end
$$;

-- Lapses one move that nobody answered in time; both sides are told that the old time stands. Returns whether it did.
create function private.lapse_move(p_business uuid, p_move uuid, p_now timestamptz) returns boolean
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings;
  move public.moves;
begin
  select * into move from public.moves where business_id = p_business and id = p_move and state = 'waiting' and expires_at <= p_now;
  perform from public.bookings where business_id = p_business and id = move.booking_id for no key update; -- before the move, as everyone does
  if private.expire_booking(p_business, move.booking_id, p_now) then -- a request that is due with it: that is what both sides hear of
    return true;
  elsif move.id is null or not private.end_move(p_business, p_move, 'lapsed', p_now) then
    return false;
  end if;
  select * into business from public.businesses where id = p_business;
  select * into booking from public.bookings where business_id = p_business and id = move.booking_id;
  perform private.add_event(booking, 'move_lapsed', 'system', p_now, null, private.move_words(business, move));
  if move.asked_by = 'customer' then
    perform private.tell_customer(business, booking, 'move_lapsed', 'proactive', 'move_lapsed:' || move.id, p_now,
      p_detail => private.move_words(business, move));
  end if;
  perform private.tell_members(business, 'requests', 'move_lapsed_copy', 'proactive', 'move_lapsed_copy:' || move.id, p_now,
    p_booking => booking.id, p_detail => private.move_words(business, move));
  return true;
end
$$;

-- Puts a booking at the time of its move, which is held already, and tells both sides. A pending booking whose new time both sides agreed
-- to is confirmed by that. False, changing nothing, if the move waits no longer.
create function private.accept_move(
  p_business public.businesses, p_move public.moves, p_actor public.actor_kind, p_actor_id uuid, p_now timestamptz
) returns boolean
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
begin
  update public.moves set state = 'accepted', decided_at = p_now, decided_by = p_actor_id
    where business_id = p_business.id and id = p_move.id and state = 'waiting' and expires_at > p_now;
  if not found then
    return false;
  end if;
  perform private.free_time(p_business.id, p_move.booking_id, p_move.id);
  perform private.time_freed(p_business, p_move.old_staff_id, p_move.old_starts_at, p_move.old_starts_at + (p_move.ends_at - p_move.starts_at), p_now);
  update public.holds set move_id = null, expires_at = null where business_id = p_business.id and move_id = p_move.id;
  update public.bookings set
      starts_at = p_move.starts_at, ends_at = p_move.ends_at, staff_id = p_move.staff_id, status = 'confirmed', updated_at = p_now,
      decided_at = coalesce(decided_at, p_now), decided_by = coalesce(decided_by, p_move.asked_by_user, p_actor_id)
    where business_id = p_business.id and id = p_move.booking_id returning * into booking;
  perform private.add_event(booking, 'moved', p_actor, p_now, p_actor_id, private.move_words(p_business, p_move));
  perform private.tell_moved(p_business, booking, p_move, p_now);
  return true;
end
$$;

-- Does an open booking stand where this move put it?
create function private.is_moved(p_booking public.bookings, p_move public.moves) returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  return (
    select p_move.state = 'accepted' and p_booking.status in ('pending', 'confirmed')
      and (p_booking.starts_at, p_booking.staff_id) = (p_move.starts_at, p_move.staff_id));
end
$$;

-- Both sides hear of a new time that stands; the customer only while it is ahead.
create function private.tell_moved(p_business public.businesses, p_booking public.bookings, p_move public.moves, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  if p_booking.ends_at > p_now then
    perform private.tell_customer(p_business, p_booking, 'moved', 'caused', 'moved:' || p_move.id, p_now,
      p_detail => private.move_words(p_business, p_move));
  end if;
  perform private.tell_members(p_business, 'confirmations', 'moved_copy', 'caused', 'moved_copy:' || p_move.id, p_now,
    p_booking => p_booking.id, p_detail => private.move_words(p_business, p_move));
end
$$;

-- Writes a move that waits, with its second hold, in place of one that waited before; null, changing nothing, when the time is not to be had.
-- It stays open until p_expires.
create function private.open_move(
  p_business public.businesses, p_booking public.bookings, p_service public.services, p_staff uuid, p_starts timestamptz,
  p_asked_by public.actor_kind, p_user uuid, p_nag timestamptz, p_expires timestamptz, p_now timestamptz, p_override boolean default false
) returns public.moves
language plpgsql set search_path = ''
as $$
declare
  move public.moves;
  new_id uuid := gen_random_uuid();
begin
  if not private.take_time(
    p_business, p_service, p_staff, p_booking.place_id, p_starts, p_booking.id, new_id, p_expires, p_now, p_override) then
    return null;
  end if;
  perform private.withdraw_moves(p_business.id, p_booking.id, p_now);
  insert into public.moves (
    business_id, id, booking_id, asked_by, asked_by_user, staff_id, starts_at, ends_at, old_staff_id, old_starts_at, requested_at, nag_at, expires_at)
    values (p_business.id, new_id, p_booking.id, p_asked_by, p_user, p_staff, p_starts, p_starts + make_interval(mins => p_service.minutes),
      p_booking.staff_id, p_booking.starts_at, p_now, p_nag, p_expires)
    returning * into move;
  return move;
end
$$;
