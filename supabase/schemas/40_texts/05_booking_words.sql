-- A booking in the words its texts and pages use, with the move that waits, if any. `ref` is the only name by which the receptionist can
-- pick it.
create function private.booking_words(p_business public.businesses, p_booking public.bookings) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', p_booking.id, 'ref', 'b' || left(p_booking.id::text, 8), 'code', p_booking.code, 'status', p_booking.status, 'service', p_booking.service_name, 'staff', t.name,
      'customer', p_booking.customer_name, 'phone', p_booking.customer_phone, 'email', p_booking.customer_email,
      'address', p_booking.address, 'notes', p_booking.notes, 'price_cents', p_booking.price_cents, 'currency', p_booking.currency,
      'starts_at', p_booking.starts_at, 'words', private.local_words(p_booking.starts_at, p_business.time_zone),
      'ends_at', p_booking.ends_at, 'ends', private.local_words(p_booking.ends_at, p_business.time_zone),
      'travel_assumed', p_booking.travel_assumed, 'travel_minutes', p_business.travel_minutes,
      'answer_by', case when p_booking.expires_at is not null then private.local_words(p_booking.expires_at, p_business.time_zone) end,
      'reason', p_booking.ended_reason,
      'move', (select private.move_words(p_business, m) from public.moves m
        where m.business_id = p_booking.business_id and m.booking_id = p_booking.id and m.state = 'waiting'),
      'several_staff', (select count(*) > 1 from public.staff s where s.business_id = p_booking.business_id and s.deleted_at is null))
    from public.staff t
    where t.business_id = p_booking.business_id and t.id = p_booking.staff_id);
end
$$;
