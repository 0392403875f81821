-- A member answers a customer in their own words, which takes the conversation over. The words become a message of it and, by SMS, a text.
-- p_id names the message, so that the same call again sends nothing twice. Outcome: 'sent', with `message_id`; `again` when it had been.
-- Errors: 'bad_input' nothing or too much to say; 'opted_out', 'blocked' they may not be written to.
create function private.reply_to_customer(p_business uuid, p_conversation uuid, p_body text, p_id uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations := private.conversation_of(p_business, p_conversation);
  business public.businesses;
  stored public.messages;
  words text := trim(p_body);
begin
  select * into stored from public.messages m where m.business_id = p_business and m.conversation_id = p_conversation and m.id = p_id;
  if found then
    return jsonb_build_object('outcome', 'sent', 'message_id', stored.id, 'again', true);
  end if;
  select * into business from public.businesses where id = p_business;
  perform private.refuse_to_write(conversation);
  if coalesce(length(words), 0) not between 1 and 1600 then
    perform private.refuse('bad_input', 'Write something, at most 1600 characters. Nothing was sent.');
  end if;
  stored := private.add_message(p_business, p_conversation, 'owner', words, p_now, p_id);
  if conversation.channel = 'sms' then
    perform private.queue_text(business, 'reply', 'caused', conversation.peer, 'reply:' || stored.id, p_now,
      p_customer => conversation.customer_id, p_conversation => conversation.id, p_message => stored.id);
  end if;
  perform private.person_acts(conversation, p_now);
  return jsonb_build_object('outcome', 'sent', 'message_id', stored.id, 'again', false);
end
$$;

-- Refuses, in words, where the customer may not be written to.
create function private.refuse_to_write(p_conversation public.conversations) returns void
language plpgsql set search_path = ''
as $$
begin
  if exists (select from public.customers c
      where c.business_id = p_conversation.business_id and c.id = p_conversation.customer_id and c.blocked_at is not null) then
    perform private.refuse('blocked', 'This customer is blocked. Unblock them to write to them. Nothing was sent.');
  elsif p_conversation.channel = 'sms' and private.opted_out(p_conversation.business_id, p_conversation.peer) then
    perform private.refuse('opted_out', 'They texted STOP, so this number gets no texts from you until they text START. Nothing was sent; you can call them.');
  end if;
end
$$;

create function public.reply_to_customer(p_business uuid, p_conversation uuid, p_body text, p_id uuid default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.reply_to_customer(p_business, p_conversation, p_body, p_id, now());
end
$$;
grant execute on function public.reply_to_customer to authenticated;
