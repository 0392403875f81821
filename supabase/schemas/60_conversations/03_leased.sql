-- The conversation of a turn, locked, if the turn still holds its lease; otherwise an error, and nothing of the turn is kept.
create function private.lease_held(p_business uuid, p_conversation uuid, p_lease bigint) returns public.conversations
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations;
begin
  select * into conversation from public.conversations where business_id = p_business and id = p_conversation for no key update;
  if conversation.lease_token is distinct from p_lease or conversation.leased_until is null then
    raise exception sqlstate 'PT409' using message = 'Another worker has this conversation now.', hint = 'lease_lost';
  end if;
  return conversation;
end
$$;

-- The same for the tools, which act for good: never in a trial, where only public.try_tool may use them, and takes back what they did.
create function private.leased(p_business uuid, p_conversation uuid, p_lease bigint) returns public.conversations
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations := private.lease_held(p_business, p_conversation, p_lease);
begin
  if conversation.trial is not null then
    raise exception sqlstate 'PT409' using message = 'This is a trial: nothing in it is done for good.', hint = 'trial';
  end if;
  return conversation;
end
$$;
