-- Says something short in an open chat while its turn is still under way, such as that times are being looked up: at once, under the turn's lease, once
-- for what is being answered however often the turn is taken, and never by text. Outcomes: 'said'; 'again' (it was said before); 'not_now' (no
-- chat of a customer, a trial, a person has it, or the customer is blocked). It is no answer: the turn goes on, and engines do not read it.
create function public.say_meanwhile(
  p_business uuid, p_conversation uuid, p_lease bigint, p_words text, p_now timestamptz default now()
) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.lease_held(p_business, p_conversation, p_lease);
  answers int;
  said public.messages;
begin
  if conversation.channel <> 'chat' or conversation.trial is not null or conversation.state <> 'ai' or conversation.person_acted_at is not null
    or exists (select from public.customers c where c.business_id = p_business and c.id = conversation.customer_id and c.blocked_at is not null) then
    return 'not_now';
  end if;
  select min(m.seq) into answers from public.messages m
    where m.business_id = p_business and m.conversation_id = p_conversation and m.author = 'customer' and m.seq > conversation.answered_seq;
  if answers is null then
    return 'not_now';
  elsif exists (select from public.messages m where m.business_id = p_business and m.conversation_id = p_conversation
      and m.provider_id = format('meanwhile:%s:%s', p_conversation, answers)) then
    return 'again';
  end if;
  said := private.add_message(p_business, p_conversation, 'receptionist', p_words, p_now);
  update public.messages m set provider_id = format('meanwhile:%s:%s', p_conversation, answers) where m.business_id = p_business and m.id = said.id;
  return 'said';
end
$$;
grant execute on function public.say_meanwhile to service_role;
