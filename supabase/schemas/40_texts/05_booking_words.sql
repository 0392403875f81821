-- A booking in the words its texts and pages use.
create function private.booking_words(p_business public.businesses, p_booking public.bookings) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'id', p_booking.id, 'status', p_booking.status, 'service', p_booking.service_name, 'staff', t.name,
    'customer', p_booking.customer_name, 'phone', p_booking.customer_phone, 'email', p_booking.customer_email,
    'address', p_booking.address, 'notes', p_booking.notes, 'price_cents', p_booking.price_cents, 'currency', p_booking.currency,
    'starts_at', p_booking.starts_at, 'words', private.local_words(p_booking.starts_at, p_business.time_zone),
    'answer_by', private.local_words(p_booking.expires_at, p_business.time_zone),
    'reason', p_booking.ended_reason,
    'several_staff', (select count(*) > 1 from public.staff s where s.business_id = p_booking.business_id and s.deleted_at is null))
  from public.staff t
  where t.business_id = p_booking.business_id and t.id = p_booking.staff_id
$$;
