-- What a chat visitor sees of their own conversation: the messages after p_after, oldest first, a hundred at most (`more`: there are others before
-- them); whether an answer is on its way; and what can be answered with one tap: the times offered last, or the booking's own answers.
-- A visitor nobody has heard of sees an empty thread. Nothing of another visitor, and nothing of the customer's history elsewhere.
create function public.chat_thread(p_business uuid, p_visitor uuid, p_after int default 0, p_now timestamptz default now()) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  business public.businesses;
  conversation public.conversations;
  customer public.customers;
  messages jsonb;
begin
  select * into business from public.businesses where id = p_business and deleted_at is null;
  select * into conversation from public.conversations c where c.business_id = p_business and c.channel = 'chat' and c.peer = p_visitor::text;
  if conversation.id is null then
    return '{"conversation": null, "messages": [], "more": false, "typing": false, "person": false, "choices": []}';
  end if;
  select * into customer from public.customers c where c.business_id = p_business and c.id = conversation.customer_id;
  select coalesce(jsonb_agg(jsonb_build_object(
      'seq', m.seq, 'author', case m.author when 'customer' then 'you' when 'owner' then 'person' else 'assistant' end, 'body', m.body,
      'at', m.created_at, 'client_id', case when m.author = 'customer' then split_part(m.provider_id, ':', 3) end,
      'pictures', (select coalesce(jsonb_agg(p.id order by p.position), '[]') from public.pictures p
        where p.business_id = m.business_id and p.message_id = m.id)) order by m.seq), '[]')
    into messages
    from (select * from public.messages m
      where m.business_id = p_business and m.conversation_id = conversation.id and m.seq > p_after order by m.seq desc limit 100) m;
  return jsonb_build_object(
    'conversation', conversation.id,
    'messages', messages,
    'more', exists (select from public.messages m where m.business_id = p_business and m.conversation_id = conversation.id
      and m.seq > p_after and m.seq < (messages -> 0 ->> 'seq')::int),
    'typing', conversation.answer_due_at is not null and conversation.inbound_seq > conversation.answered_seq and customer.blocked_at is null,
    'person', conversation.state = 'human',
    'choices', case when conversation.inbound_seq <= conversation.answered_seq and conversation.state = 'ai' then (
      select coalesce(jsonb_agg(jsonb_build_object('say', c.words, 'words', c.words) order by c.n), '[]')
      from private.choices_of(business, conversation, p_now) c) else '[]' end);
end
$$;

-- The times offered last as one would say them: the weekday alone within a week, the date otherwise; where two of them read the same, with whom.
create function private.choices_of(p_business public.businesses, p_conversation public.conversations, p_now timestamptz) returns table (n int, words text)
language plpgsql stable set search_path = ''
as $$
begin
  return query
  select t.n, case when count(*) over (partition by t.words) > 1 then format('%s with %s', t.words, t.staff) else t.words end
  from (
    select (o ->> 'position')::int as n, o ->> 'staff' as staff,
      format(case when (o ->> 'soon')::boolean then '%s %s' else '%s at %s' end,
        o #>> array['words', case when (o ->> 'soon')::boolean then 'weekday' else 'medium' end], o #>> '{words,time}') as words
    from jsonb_array_elements(private.offers_of(p_business, p_conversation.id, p_conversation.offer_set, p_now)) o) t;
end
$$;
grant execute on function public.chat_thread to service_role;
