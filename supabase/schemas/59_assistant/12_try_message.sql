-- The signed-in member's own trial, locked; an empty row when there is none.
create function private.my_trial(p_business uuid, p_member uuid) returns public.conversations
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations;
begin
  select * into conversation from public.conversations c
    where c.business_id = p_business and c.channel = 'sms' and c.peer = 'trial:' || p_member and c.trial is not null for no key update;
  return conversation;
end
$$;

create function private.try_message(p_business uuid, p_member uuid, p_body text, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations := private.my_trial(p_business, p_member);
  said text := trim(coalesce(p_body, ''));
  customer uuid;
begin
  if length(said) not between 1 and 1000 then
    perform private.refuse('bad_message', 'Write something, of 1000 characters at most.');
  elsif conversation.trial ->> 'state' = 'human' then
    perform private.refuse('handed_over', 'The assistant has passed this on to you, so you would answer now. Start over to try again.');
  elsif conversation.last_seq >= 80 then
    perform private.refuse('too_long', 'That is long enough for one try. Start over.');
  end if;
  if conversation.id is null then
    insert into public.customers (business_id, created_at, updated_at, deleted_at) values (p_business, p_now, p_now, p_now) returning id into customer;
    insert into public.conversations (business_id, channel, peer, customer_id, created_at, trial)
      values (p_business, 'sms', 'trial:' || p_member, customer, p_now, '{}') returning * into conversation;
  end if;
  perform private.add_message(p_business, conversation.id, 'customer', said, p_now);
  update public.conversations set inbound_seq = last_seq, last_inbound_at = p_now, answer_due_at = p_now
    where business_id = p_business and id = conversation.id;
  return jsonb_build_object('outcome', 'stored');
end
$$;

-- A member says something to their receptionist as a customer would, in a trial of their own. It is answered like any text, and nothing comes of it:
-- no text leaves, nothing is booked or noted, nobody is told, no page or number counts it. What Claude costs counts. Outcome: 'stored'; PT400 in words.
create function public.try_message(p_business uuid, p_body text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.try_message(p_business, private.require_member(p_business), p_body, now());
end
$$;
grant execute on function public.try_message to authenticated;

-- A member's trial is forgotten. Outcome: 'started_over'; `again` when there was none.
create function public.start_trial_over(p_business uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.my_trial(p_business, private.require_member(p_business));
begin
  delete from public.turns where business_id = p_business and conversation_id = conversation.id;
  delete from public.messages where business_id = p_business and conversation_id = conversation.id;
  delete from public.conversations where business_id = p_business and id = conversation.id;
  delete from public.customers where business_id = p_business and id = conversation.customer_id;
  return jsonb_build_object('outcome', 'started_over', 'again', conversation.id is null);
end
$$;
grant execute on function public.start_trial_over to authenticated;

-- A member's trial as its page shows it: {messages: [{seq, author, body}], deeds: [{seq: of the newest message then, tool, outcome, booking, texts: [{kind,
-- to_customer, context}]}], waiting: an answer is still to come, over: it was handed to a person}.
create function public.my_trial(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  conversation public.conversations;
begin
  select * into conversation from public.conversations c
    where c.business_id = p_business and c.channel = 'sms' and c.peer = 'trial:' || member and c.trial is not null;
  return jsonb_build_object(
    'messages', (select coalesce(jsonb_agg(jsonb_build_object('seq', m.seq, 'author', m.author, 'body', m.body) order by m.seq), '[]')
      from public.messages m where m.business_id = p_business and m.conversation_id = conversation.id),
    'deeds', coalesce(conversation.trial -> 'deeds', '[]'),
    'waiting', coalesce(conversation.answered_seq < conversation.inbound_seq, false),
    'over', coalesce(conversation.trial ->> 'state' = 'human', false));
end
$$;
grant execute on function public.my_trial to authenticated;
