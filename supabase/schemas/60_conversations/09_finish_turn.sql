-- Ends a turn: its replies become messages and texts, what was learnt is kept, the lease is given back, and what it used of Claude, and how many
-- replies the truth gate stopped, is added to the day. When the customer wrote again meanwhile and nothing was done that they must hear about (p_must_say), the replies are dropped and the
-- turn is taken again with the newer text: 'superseded'. When a person took the conversation over or blocked the customer meanwhile they are
-- dropped too: 'overtaken'; what must be said is said all the same, but not to somebody blocked. Otherwise 'answered'. Texts that came in while
-- the turn handed the conversation to a person are passed on, not answered.
create function public.finish_turn(
  p_business uuid, p_conversation uuid, p_lease bigint, p_upto_seq int, p_replies text[], p_facts jsonb, p_engine text,
  p_record jsonb default '{}', p_must_say boolean default false, p_now timestamptz default now()
) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.lease_held(p_business, p_conversation, p_lease);
  business public.businesses;
  customer public.customers;
  newer public.messages;
  stored public.messages;
  reply text;
  outcome text;
begin
  select * into business from public.businesses where id = p_business;
  select * into customer from public.customers where business_id = p_business and id = conversation.customer_id;
  outcome := case
    when customer.blocked_at is not null or conversation.person_acted_at is not null and not p_must_say then 'overtaken'
    when conversation.inbound_seq > p_upto_seq and conversation.state <> 'human' and not p_must_say then 'superseded'
    else 'answered' end;
  insert into public.turns (business_id, conversation_id, upto_seq, engine, outcome, record, created_at)
    values (p_business, p_conversation, p_upto_seq, p_engine, outcome, p_record, p_now);
  perform private.add_usage(business, p_record, p_now);
  if outcome <> 'answered' then
    -- the turn did not fail, so it does not count towards giving up
    update public.conversations set leased_until = null, attempts = 0 where business_id = p_business and id = p_conversation;
    return outcome;
  end if;
  foreach reply in array p_replies loop
    stored := private.add_message(p_business, p_conversation, 'receptionist', reply, p_now);
    if conversation.channel = 'sms' and conversation.trial is null then
      perform private.queue_text(business, 'reply', 'reply', conversation.peer, 'reply:' || stored.id, p_now,
        p_customer => conversation.customer_id, p_conversation => conversation.id, p_message => stored.id);
    end if;
  end loop;
  if conversation.state = 'human' then
    for newer in
      select * from public.messages m
      where m.business_id = p_business and m.conversation_id = p_conversation and m.author = 'customer' and m.seq > p_upto_seq order by m.seq
    loop
      perform private.forward_text(business, conversation, customer, newer.id, newer.body, p_now);
    end loop;
  end if;
  update public.conversations
    set facts = p_facts, answered_seq = greatest(answered_seq, p_upto_seq), leased_until = null, attempts = 0,
        answer_due_at = case when inbound_seq > p_upto_seq and state <> 'human' then answer_due_at end
    where business_id = p_business and id = p_conversation;
  return outcome;
end
$$;
grant execute on function public.finish_turn to service_role;
