-- A member takes a conversation over: the receptionist is silent in it, and what it was about to say is dropped unless it did something the customer
-- must hear of. Outcome: 'taken_over'; `again` when a person had acted in it already.
create function private.take_over(p_business uuid, p_conversation uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations := private.conversation_of(p_business, p_conversation);
begin
  perform private.person_acts(conversation, p_now);
  return jsonb_build_object('outcome', 'taken_over', 'again', conversation.state = 'human' and conversation.person_acted_at is not null);
end
$$;

create function public.take_over(p_business uuid, p_conversation uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.take_over(p_business, p_conversation, now());
end
$$;
grant execute on function public.take_over to authenticated;

-- A member gives a conversation back: the receptionist answers the customer's next text. What they wrote meanwhile counts as answered.
-- Outcome: 'handed_back'; `again` when no person had it.
create function public.hand_back(p_business uuid, p_conversation uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations;
begin
  perform private.require_member(p_business);
  conversation := private.conversation_of(p_business, p_conversation);
  return jsonb_build_object('outcome', 'handed_back', 'again', not private.end_handoff(conversation, conversation.facts));
end
$$;
grant execute on function public.hand_back to authenticated;
