-- The owner answers a customer's wish to move, or takes back a proposal of their own (p_accept false). The new time is held already, so a yes
-- cannot fail for want of room. Outcomes: 'moved', 'move_declined', 'withdrawn', or 'already_answered' (also when it lapsed, or the booking
-- ended): nothing changed then.
create function private.answer_move(
  p_business uuid, p_move uuid, p_accept boolean, p_reason text, p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings;
  move public.moves;
  outcome text := 'already_answered';
begin
  select * into move from public.moves where business_id = p_business and id = p_move;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such request.', hint = 'not_found';
  end if;
  booking := private.locked_booking(p_business, move.booking_id, p_now, array[move.staff_id]);
  select * into business from public.businesses where id = p_business;
  if p_accept and move.asked_by = 'customer' then
    if private.accept_move(business, move, 'owner', p_member, p_now) then
      outcome := 'moved';
    end if;
  elsif not p_accept then
    outcome := coalesce(private.call_off_move(business, booking, move, p_reason, p_member, p_now), outcome);
  end if;
  select * into booking from public.bookings where business_id = p_business and id = move.booking_id;
  return jsonb_build_object('outcome', outcome, 'booking', private.booking_words(business, booking));
end
$$;

create function public.answer_move(p_business uuid, p_move uuid, p_accept boolean, p_reason text default '') returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.answer_move(p_business, p_move, p_accept, p_reason, private.require_member(p_business), now());
end
$$;
grant execute on function public.answer_move to authenticated;
