-- All a template may print: the business, the booking in words, the offers it lists (of one whose sending is in doubt: those it listed then), a message's own body.
create function private.text_context(p_text public.outbox, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'business', jsonb_build_object('id', b.id, 'name', b.name, 'address', b.address, 'call_number', coalesce(b.call_number, b.sms_number), 'style', b.text_style),
      'booking', case when p_text.booking_id is not null then (
        select private.booking_words(b, k) from public.bookings k where k.business_id = p_text.business_id and k.id = p_text.booking_id) end,
      'lead', case when p_text.lead_id is not null then (
        select jsonb_build_object('kind', l.kind, 'summary', l.summary, 'phone', l.phone, 'name', c.name)
        from public.leads l join public.customers c on c.business_id = l.business_id and c.id = l.customer_id
        where l.business_id = p_text.business_id and l.id = p_text.lead_id) end,
      'offers', case when p_text.offer_set is not null
        then private.offers_of(b, p_text.conversation_id, p_text.offer_set, case when p_text.state = 'unknown' then p_text.claimed_at else p_now end)
        else '[]' end,
      'message', case when p_text.message_id is not null then (
        select m.body from public.messages m where m.business_id = p_text.business_id and m.id = p_text.message_id) end,
      'calendar_token', case when b.links_calendar and p_text.kind in ('confirmed', 'moved') then (
        select k.calendar_token from public.bookings k where k.business_id = p_text.business_id and k.id = p_text.booking_id) end,
      'answer_token', (
        select private.link_token(l.business_id, l.text_id) from private.booking_links l where l.business_id = p_text.business_id and l.text_id = p_text.id),
      'detail', p_text.detail)
    from public.businesses b where b.id = p_text.business_id);
end
$$;
