-- The conversation is the receptionist's again, with p_facts. What the customer wrote meanwhile counts as answered: a person had it.
-- False, changing nothing, when no person has it.
create function private.end_handoff(p_conversation public.conversations, p_facts jsonb) returns boolean
language plpgsql set search_path = ''
as $$
begin
  update public.conversations
    set state = 'ai', facts = p_facts, handed_off_at = null, person_acted_at = null, handoff_nag_at = null, handoff_lapse_at = null,
        resume_at = null, answered_seq = inbound_seq, answer_due_at = null
    where business_id = p_conversation.business_id and id = p_conversation.id and state = 'human';
  return found;
end
$$;

-- Passes a customer's text on to those who have the conversation.
create function private.forward_text(
  p_business public.businesses, p_conversation public.conversations, p_customer public.customers, p_message uuid, p_body text, p_now timestamptz
) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.tell_members(p_business, 'handoffs', 'forward', 'caused', 'forward:' || p_message, p_now, p_conversation => p_conversation.id,
    p_detail => jsonb_build_object('name', p_customer.name, 'body', left(p_body, 600),
      'phone', case when p_conversation.channel = 'sms' then p_conversation.peer else p_customer.claimed_phone end));
end
$$;
