-- Tool: the customer calls off a booking of theirs, named by its reference; the owner is told. Outcomes: 'cancelled', 'already_ended'.
create function public.cancel_own_booking(
  p_business uuid, p_conversation uuid, p_lease bigint, p_booking text, p_reason text default '', p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
begin
  return private.cancel_booking(p_business, (private.customers_booking(conversation, p_booking, p_now)).id, 'customer', null, p_reason, false, p_now);
end
$$;
grant execute on function public.cancel_own_booking to service_role;

-- Tool: the customer does not want the time the owner proposed for this booking; the old one stands and the owner is told. Outcomes:
-- 'refused', or 'no_proposal' when none waits.
create function public.refuse_proposal(
  p_business uuid, p_conversation uuid, p_lease bigint, p_booking text, p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  booking public.bookings := private.locked_booking(p_business, (private.customers_booking(conversation, p_booking, p_now)).id, p_now);
  move public.moves;
begin
  select * into business from public.businesses where id = p_business;
  select * into move from public.moves m
    where m.business_id = p_business and m.booking_id = booking.id and m.asked_by = 'owner' and m.state = 'waiting';
  if move.id is null or not private.end_move(p_business, move.id, 'declined', p_now) then
    return jsonb_build_object('outcome', 'no_proposal', 'booking', private.booking_words(business, booking));
  end if;
  perform private.add_event(booking, 'proposal_refused', 'customer', p_now, null, private.move_words(business, move));
  perform private.tell_members(business, 'requests', 'proposal_refused', 'caused', 'proposal_refused:' || move.id, p_now,
    p_booking => booking.id, p_detail => private.move_words(business, move));
  return jsonb_build_object('outcome', 'refused', 'booking', private.booking_words(business, booking));
end
$$;
grant execute on function public.refuse_proposal to service_role;
