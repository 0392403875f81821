-- One text about a booking to its customer: to their phone, else to their e-mail address.
create function private.tell_customer(
  p_business public.businesses, p_booking public.bookings, p_kind text, p_class public.text_class, p_dedupe_key text, p_now timestamptz,
  p_offer_set int default null, p_detail jsonb default '{}', p_due timestamptz default null
) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.queue_text(p_business, p_kind, p_class, coalesce(p_booking.customer_phone, p_booking.customer_email), p_dedupe_key, p_now,
    p_customer => p_booking.customer_id, p_conversation => p_booking.conversation_id, p_booking => p_booking.id, p_offer_set => p_offer_set, p_detail => p_detail, p_due => p_due);
end
$$;
