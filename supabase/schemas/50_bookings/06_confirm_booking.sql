-- The owner says yes. Returns the outcome and the booking as it then is: 'confirmed', 'already_confirmed', 'too_late' (it lapsed) or
-- 'already_ended'. Only the first call changes anything or sends a text. A new time proposed meanwhile is taken back.
create function private.confirm_booking(p_business uuid, p_booking uuid, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  business public.businesses;
begin
  perform private.expire_booking(p_business, p_booking, p_now);
  update public.bookings set status = 'confirmed', decided_at = p_now, decided_by = p_member, updated_at = p_now
    where business_id = p_business and id = p_booking and status = 'pending' and deleted_at is null
    returning * into booking;
  if not found then
    return private.decided_already(p_business, p_booking);
  end if;
  perform private.withdraw_moves(p_business, p_booking, p_now);
  update public.holds set expires_at = null where business_id = p_business and booking_id = p_booking and offer_id is null;
  select * into business from public.businesses where id = p_business;
  perform private.add_event(booking, 'confirmed', 'owner', p_now, p_member);
  perform private.tell_customer(business, booking, 'confirmed', 'caused', 'confirmed:' || booking.id, p_now);
  perform private.tell_members(business, 'confirmations', 'confirmed_copy', 'caused', 'confirmed_copy:' || booking.id, p_now,
    p_booking => booking.id);
  return jsonb_build_object('outcome', 'confirmed', 'booking', private.booking_words(business, booking));
end
$$;

create function public.confirm_booking(p_business uuid, p_booking uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.confirm_booking(p_business, p_booking, private.require_member(p_business), now());
end
$$;
grant execute on function public.confirm_booking to authenticated;
