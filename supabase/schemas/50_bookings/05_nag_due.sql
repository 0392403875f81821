-- Reminds owners once of each request, and of each customer's wish to move, whose nag is due. Returns how many.
create function public.nag_due(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  booking public.bookings;
  move public.moves;
  business public.businesses;
  done int := 0;
begin
  for booking in
    select * from public.bookings where status = 'pending' and nagged_at is null and nag_at <= p_now and expires_at > p_now
    order by nag_at limit 100 for no key update skip locked
  loop
    update public.bookings set nagged_at = p_now where business_id = booking.business_id and id = booking.id;
    select * into business from public.businesses where id = booking.business_id;
    perform private.add_event(booking, 'nagged', 'system', p_now);
    perform private.tell_members(business, 'requests', 'nag', 'proactive', format('nag:%s:%s', booking.id, booking.nag_at), p_now, p_booking => booking.id);
    done := done + 1;
  end loop;
  for move in
    select * from public.moves where state = 'waiting' and nagged_at is null and nag_at <= p_now and expires_at > p_now
    order by nag_at limit 100 for no key update skip locked
  loop
    update public.moves set nagged_at = p_now where business_id = move.business_id and id = move.id;
    select * into business from public.businesses where id = move.business_id;
    perform private.tell_members(business, 'requests', 'move_nag', 'proactive', 'move_nag:' || move.id, p_now,
      p_booking => move.booking_id, p_detail => private.move_words(business, move));
    done := done + 1;
  end loop;
  return done;
end
$$;
grant execute on function public.nag_due to service_role;
