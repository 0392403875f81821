-- Appends what a customer wrote to their conversation, which must be locked, and says when it is due to be answered. What a blocked customer
-- writes is kept, not answered; what comes in while a person has the conversation is passed on to the owner. p_silent: not to be answered.
create function private.store_message(
  p_business public.businesses, p_conversation public.conversations, p_customer public.customers, p_body text, p_provider_id text, p_media jsonb,
  p_silent boolean, p_now timestamptz
) returns uuid
language plpgsql set search_path = ''
as $$
declare
  stored uuid;
  answerable boolean := not p_silent and p_conversation.state <> 'human' and p_customer.blocked_at is null;
begin
  update public.conversations
    set last_seq = last_seq + 1, inbound_seq = last_seq + 1, last_inbound_at = p_now, customer_id = p_customer.id,
        state = case when state = 'closed' then 'ai'::public.conversation_state else state end,
        answered_seq = case when p_silent then last_seq + 1 else answered_seq end,
        answer_due_at = case when answerable then p_now + make_interval(secs => p_business.settle_seconds) end
    where business_id = p_business.id and id = p_conversation.id;
  insert into public.messages (business_id, conversation_id, seq, author, body, media, provider_id, created_at)
    values (p_business.id, p_conversation.id, p_conversation.last_seq + 1, 'customer', p_body, p_media, p_provider_id, p_now)
    returning id into stored;
  insert into public.pictures (business_id, message_id, position, source_url, content_type, due_at, created_at)
    select p_business.id, stored, m.n, m.media ->> 'url', coalesce(m.media ->> 'type', ''), p_now, p_now
    from jsonb_array_elements(case jsonb_typeof(p_media) when 'array' then p_media else '[]' end) with ordinality as m (media, n)
    where m.media ->> 'url' <> '';
  if not p_silent and p_conversation.state = 'human' and p_customer.blocked_at is null then
    perform private.forward_text(p_business, p_conversation, p_customer, stored, p_body, p_now);
  end if;
  return stored;
end
$$;

-- Stores a customer's text exactly once and says when it is due to be answered. The business is the one whose number was texted.
-- Returns {outcome}: 'stored', 'duplicate' (this provider id is here already) or 'unknown_number'. A one-word STOP or START goes into the
-- opt-out ledger, a one-word HELP gets the business's standing answer where the carrier gave none (p_opt_out_type); the receptionist answers neither.
create function public.receive_message(
  p_to text, p_from text, p_body text, p_provider_id text, p_media jsonb default '[]', p_opt_out_type text default null,
  p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses;
  customer public.customers;
  conversation public.conversations;
  stored uuid;
  keyword text;
  wants_help boolean;
  is_score boolean;
begin
  select * into business from public.businesses where sms_number = p_to and deleted_at is null;
  if not found then
    return jsonb_build_object('outcome', 'unknown_number');
  end if;
  if private.member_by_phone(business.id, p_from) is not null then
    return private.receive_member_text(business, p_from, p_body, p_provider_id, p_opt_out_type, p_now);
  end if;
  customer := private.customer_by_phone(business.id, p_from, p_now);
  conversation := private.conversation_with(business.id, 'sms', p_from, customer.id, p_now);
  customer := private.customer_now(business.id, customer.id); -- blocked or merged while we waited?
  if exists (select from public.messages m where m.business_id = business.id and m.provider_id = p_provider_id) then
    return jsonb_build_object('outcome', 'duplicate', 'business_id', business.id, 'conversation_id', conversation.id);
  end if;
  keyword := private.opt_out_keyword(business.id, p_from, p_body, p_opt_out_type);
  wants_help := keyword is null and private.asks_for_help(p_body, p_opt_out_type);
  is_score := keyword is null and not wants_help and private.take_feedback(business, customer.id, conversation, p_body, p_now);
  stored := private.store_message(business, conversation, customer, p_body, p_provider_id, p_media, keyword is not null or wants_help or is_score, p_now);
  if keyword is not null then
    perform private.record_opt_out(business, customer, conversation, keyword, coalesce(p_opt_out_type = 'START', false), stored, p_now);
  elsif wants_help and p_opt_out_type is distinct from 'HELP' then
    perform private.answer_help(business, customer, conversation, stored, p_now);
  end if;
  return jsonb_build_object('outcome', 'stored', 'business_id', business.id, 'conversation_id', conversation.id, 'message_id', stored);
end
$$;
grant execute on function public.receive_message to service_role;

-- Stores what a chat visitor of a business wrote, exactly once: p_client_id is the browser's own id of the message, of this visitor alone. A visitor
-- is a customer without a proven phone from the first word on. Outcomes as for a text: 'stored' or 'duplicate'.
create function public.receive_chat_message(
  p_business uuid, p_visitor uuid, p_body text, p_client_id text, p_media jsonb default '[]', p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses;
  customer public.customers;
  conversation public.conversations;
  key text := format('chat:%s:%s', p_visitor, p_client_id);
begin
  select * into business from public.businesses where id = p_business and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such business.', hint = 'not_found';
  end if;
  select * into conversation from public.conversations c
    where c.business_id = business.id and c.channel = 'chat' and c.peer = p_visitor::text for no key update;
  if not found then
    insert into public.customers (business_id, created_at, updated_at) values (business.id, p_now, p_now) returning * into customer;
    conversation := private.conversation_with(business.id, 'chat', p_visitor::text, customer.id, p_now);
    if conversation.customer_id <> customer.id then -- two first messages at once: the other one's customer is it
      delete from public.customers where business_id = business.id and id = customer.id;
    end if;
  end if;
  select * into customer from public.customers where business_id = business.id and id = conversation.customer_id;
  if exists (select from public.messages m where m.business_id = business.id and m.provider_id = key) then
    return jsonb_build_object('outcome', 'duplicate', 'business_id', business.id, 'conversation_id', conversation.id);
  end if;
  return jsonb_build_object('outcome', 'stored', 'business_id', business.id, 'conversation_id', conversation.id,
    'message_id', private.store_message(business, conversation, customer, p_body, key, p_media,
      private.take_feedback(business, customer.id, conversation, p_body, p_now), p_now));
end
$$;
grant execute on function public.receive_chat_message to service_role;
