-- What an engine is told about one conversation: the business's settings, whether its receptionist is paused or has used up the day's caps, what
-- is known, the last messages and a summary of what lies before them, the newest offers, the declined booking in whose place they were made, how they
-- stand with times that come free, and the customer's open bookings.
create function private.turn_context(p_conversation public.conversations, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'business_id', b.id, 'conversation_id', p_conversation.id, 'lease', p_conversation.lease_token, 'channel', p_conversation.channel, 'state', p_conversation.state,
    'upto_seq', p_conversation.inbound_seq, 'answered_seq', p_conversation.answered_seq, 'attempts', p_conversation.attempts,
    'facts', p_conversation.facts, 'now', private.local_words(p_now, b.time_zone),
    'business', jsonb_build_object('name', b.name, 'trade', b.trade, 'address', b.address, 'greeting', b.greeting, 'tone', b.tone, 'notes', b.receptionist_notes,
      'call_number', coalesce(b.call_number, b.sms_number), 'style', b.text_style, 'currency', b.currency, 'zone', b.time_zone,
      'answers', private.answers_of(b.id), 'must_not_promise', b.must_not_promise, 'paused', private.pause_words(b, p_now)),
    'capped', private.capped(b, p_now),
    'services', private.services_of(b.id),
    'hours', private.hours_of(b.id),
    'customer', (select jsonb_build_object('id', c.id, 'name', c.name, 'phone', c.phone, 'email', c.email, 'address', c.address)
      from public.customers c where c.business_id = b.id and c.id = p_conversation.customer_id),
    'messages', said.messages,
    'earlier', private.earlier_of(b, p_conversation, said.first_seq, p_now),
    'offers', private.offers_of(b, p_conversation.id, p_conversation.offer_set, p_now),
    'in_place_of', (select private.booking_words(b, k) from public.offers o
      join public.bookings k on k.business_id = o.business_id and k.id = o.in_place_of
      where o.business_id = b.id and o.conversation_id = p_conversation.id and o.set_no = p_conversation.offer_set and o.expires_at > p_now limit 1),
    'freed_times', private.freed_words(b, p_conversation),
    'freed_offer', (private.freed_offer(p_conversation, p_now)).ref,
    'bookings', (select coalesce(jsonb_agg(private.booking_words(b, k) order by k.starts_at), '[]') from public.bookings k
      where k.business_id = b.id and k.customer_id = p_conversation.customer_id and k.status in ('pending', 'confirmed')
        and k.starts_at > p_now and k.deleted_at is null))
  from public.businesses b, lateral (
    select coalesce(min(m.seq), 1) as first_seq,
      coalesce(jsonb_agg(jsonb_build_object('seq', m.seq, 'author', m.author, 'body', m.body, 'media', m.media) order by m.seq), '[]') as messages
    from (select * from public.messages m where m.business_id = b.id and m.conversation_id = p_conversation.id
      and (m.author <> 'receptionist' or m.provider_id is null) -- what was said meanwhile is no answer
      order by m.seq desc limit 30) m) said
  where b.id = p_conversation.business_id
$$;
