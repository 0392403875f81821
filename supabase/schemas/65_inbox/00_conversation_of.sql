-- A business's conversation, locked: what the receptionist, the customer and the clock do to it waits.
create function private.conversation_of(p_business uuid, p_conversation uuid) returns public.conversations
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations;
begin
  select * into conversation from public.conversations c where c.business_id = p_business and c.id = p_conversation and c.trial is null for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such conversation, or it is not yours.', hint = 'not_found';
  end if;
  return conversation;
end
$$;

-- A person acts in a conversation: it is theirs until handed back or left idle, nothing in it waits for the receptionist, nobody is reminded of it.
create function private.person_acts(p_conversation public.conversations, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.conversations c
    set state = 'human', handed_off_at = case when c.state = 'human' then coalesce(c.handed_off_at, p_now) else p_now end, person_acted_at = p_now,
        handoff_nag_at = null, handoff_lapse_at = null, answered_seq = c.inbound_seq, answer_due_at = null,
        facts = case when c.facts ->> 'stage' = 'message' then c.facts - 'stage' else c.facts end,
        resume_at = p_now + (select make_interval(mins => b.resume_after_minutes) from public.businesses b where b.id = c.business_id)
    where c.business_id = p_conversation.business_id and c.id = p_conversation.id;
end
$$;
