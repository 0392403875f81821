-- Appends one message to a conversation under its next sequence number; p_id names it.
create function private.add_message(
  p_business uuid, p_conversation uuid, p_author public.message_author, p_body text, p_now timestamptz, p_id uuid default null
) returns public.messages
language plpgsql set search_path = ''
as $$
declare
  number int;
  added public.messages;
begin
  update public.conversations set last_seq = last_seq + 1
    where business_id = p_business and id = p_conversation
    returning last_seq into number;
  insert into public.messages (business_id, id, conversation_id, seq, author, body, created_at)
    values (p_business, coalesce(p_id, gen_random_uuid()), p_conversation, number, p_author, p_body, p_now)
    returning * into added;
  return added;
end
$$;
