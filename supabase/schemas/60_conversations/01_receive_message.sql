-- Stores a customer's text exactly once and says when it is due to be answered. The business is the one whose number was texted.
-- Returns {outcome}: 'stored', 'duplicate' (this provider id is here already) or 'unknown_number'. A one-word STOP or START goes into the
-- opt-out ledger and is not answered; a blocked customer's text is kept, not answered; a text to a conversation a person has taken
-- over is passed on to the owner.
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
  is_keyword boolean;
  answerable boolean;
  keyword text := upper(trim(p_body));
begin
  select * into business from public.businesses where sms_number = p_to and deleted_at is null;
  if not found then
    return jsonb_build_object('outcome', 'unknown_number');
  end if;
  customer := private.customer_by_phone(business.id, p_from, p_now);
  conversation := private.conversation_with(business.id, 'sms', p_from, customer.id, p_now);
  select * into customer from public.customers where business_id = business.id and id = customer.id; -- again: blocked while we waited?
  if exists (select from public.messages m where m.business_id = business.id and m.provider_id = p_provider_id) then
    return jsonb_build_object('outcome', 'duplicate', 'business_id', business.id, 'conversation_id', conversation.id);
  end if;
  is_keyword := p_opt_out_type in ('STOP', 'START')
    or keyword in ('STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'OPTOUT', 'START', 'UNSTOP');
  answerable := is_keyword is not true and conversation.state <> 'human' and customer.blocked_at is null;
  update public.conversations
    set last_seq = last_seq + 1, inbound_seq = last_seq + 1, last_inbound_at = p_now, customer_id = customer.id,
        state = case when state = 'closed' then 'ai'::public.conversation_state else state end,
        answered_seq = case when is_keyword then last_seq + 1 else answered_seq end,
        answer_due_at = case when answerable then p_now + make_interval(secs => business.settle_seconds) end
    where business_id = business.id and id = conversation.id;
  insert into public.messages (business_id, conversation_id, seq, author, body, media, provider_id, created_at)
    values (business.id, conversation.id, conversation.last_seq + 1, 'customer', p_body, p_media, p_provider_id, p_now)
    returning id into stored;
  if is_keyword then
    perform private.record_opt_out(business, customer, p_from, coalesce(p_opt_out_type, keyword), p_now);
  elsif conversation.state = 'human' and customer.blocked_at is null then
    perform private.forward_text(business, conversation, customer, stored, p_body, p_now);
  end if;
  return jsonb_build_object('outcome', 'stored', 'business_id', business.id, 'conversation_id', conversation.id, 'message_id', stored);
end
$$;
grant execute on function public.receive_message to service_role;
