-- What to say to a decision that came second: the booking as it is, and why nothing changed.
create function private.decided_already(p_business uuid, p_booking uuid) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  booking public.bookings;
  business public.businesses;
begin
  select * into booking from public.bookings where business_id = p_business and id = p_booking and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such booking.', hint = 'not_found';
  end if;
  select * into business from public.businesses where id = p_business;
  return jsonb_build_object(
    'outcome', case booking.status when 'confirmed' then 'already_confirmed' when 'expired' then 'too_late' else 'already_ended' end,
    'booking', private.booking_words(business, booking));
end
$$;
