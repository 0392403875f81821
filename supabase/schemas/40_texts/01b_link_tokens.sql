-- The token of the link in a text: 22 characters that are safe in an address, the same each time that text is worded.
create function private.link_token(p_business uuid, p_text uuid) returns text
language sql stable set search_path = ''
as $$
  select left(translate(encode(sha256(s.secret || uuid_send(p_business) || uuid_send(p_text) || s.secret), 'base64'), '+/', '-_'), 22)
  from private.link_secret s
$$;

-- Until when the link in a text about this booking works: a day after its time to answer is over. Null: there is nothing to answer.
create function private.link_end(p_business uuid, p_booking uuid) returns timestamptz
language sql stable set search_path = ''
as $$
  select coalesce(
    (select m.expires_at from public.moves m where m.business_id = p_business and m.booking_id = p_booking and m.state = 'waiting' and m.asked_by = 'customer'),
    (select k.expires_at from public.bookings k where k.business_id = p_business and k.id = p_booking)) + interval '1 day'
$$;
