-- Takes a booking off the lists; its row and history stay. Outcomes: 'cancelled' (a request, or an agreed job that is not over: it is called off as well, and
-- with p_tell its customer hears of it), 'deleted' (it was over, or had ended: nobody hears of it). Its times are free again. `again`: it had been
-- done, and nothing was changed.
create function private.delete_booking(p_business uuid, p_booking uuid, p_tell boolean, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings;
  called_off boolean;
begin
  select * into business from public.businesses where id = p_business;
  select * into booking from public.bookings where business_id = p_business and id = p_booking;
  if booking.deleted_at is null then
    booking := private.locked_booking(p_business, p_booking, p_now); -- refuses where there is none
  end if;
  if booking.deleted_at is not null then
    return jsonb_build_object('outcome', 'deleted', 'again', true, 'booking', private.booking_words(business, booking));
  end if;
  called_off := booking.status = 'pending' or booking.status = 'confirmed' and booking.ends_at > p_now;
  if called_off then
    perform private.cancel_booking(p_business, p_booking, 'owner', p_member, '', p_tell, p_now);
  end if;
  perform private.withdraw_moves(p_business, p_booking, p_now);
  perform private.free_time(p_business, p_booking);
  update public.bookings set deleted_at = p_now, updated_at = p_now where business_id = p_business and id = p_booking returning * into booking;
  perform private.add_event(booking, 'deleted', 'owner', p_now, p_member);
  return jsonb_build_object('outcome', case when called_off then 'cancelled' else 'deleted' end, 'again', false,
    'booking', private.booking_words(business, booking));
end
$$;

create function public.delete_booking(p_business uuid, p_booking uuid, p_tell boolean default true) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.delete_booking(p_business, p_booking, p_tell, private.require_member(p_business), now());
end
$$;
grant execute on function public.delete_booking to authenticated;
