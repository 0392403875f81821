-- Takes the next due step of each conversation a person has, a hundred at a time; several workers may call it at once. Returns how many steps.
-- Nobody has acted yet: at handoff_nag_at the owner is reminded, once; after as long again, in contact hours, the customer hears that the team
-- is tied up and the receptionist takes a message (the stage 'message' of its facts). Otherwise it takes the conversation back at resume_at.
create function public.handoffs_due(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations;
  business public.businesses;
  done int := 0;
begin
  for conversation in
    select * from public.conversations
    where state = 'human' and coalesce(handoff_nag_at, handoff_lapse_at, resume_at) <= p_now
    order by coalesce(handoff_nag_at, handoff_lapse_at, resume_at) limit 100 for no key update skip locked
  loop
    select * into business from public.businesses where id = conversation.business_id;
    if conversation.handoff_nag_at is not null then
      perform private.nag_handoff(business, conversation, p_now);
    elsif conversation.handoff_lapse_at is not null then
      perform private.lapse_handoff(business, conversation, p_now);
    else
      perform private.end_handoff(conversation, conversation.facts);
    end if;
    done := done + 1;
  end loop;
  return done;
end
$$;
grant execute on function public.handoffs_due to service_role;

-- The owner is reminded that a customer still waits for them.
create function private.nag_handoff(p_business public.businesses, p_conversation public.conversations, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.conversations
    set handoff_nag_at = null,
        handoff_lapse_at = private.in_contact_hours(p_business, p_now + make_interval(mins => p_business.handoff_nag_minutes))
    where business_id = p_conversation.business_id and id = p_conversation.id;
  perform private.tell_members(p_business, 'handoffs', 'handoff_nag', 'proactive',
    format('handoff_nag:%s:%s', p_conversation.id, p_conversation.handed_off_at), p_now, p_conversation => p_conversation.id,
    p_detail => jsonb_build_object('since', private.local_words(p_conversation.handed_off_at, p_business.time_zone)),
    p_lead => (select l.id from public.leads l
      where l.business_id = p_conversation.business_id and l.conversation_id = p_conversation.id and l.kind = 'handoff'
      order by l.created_at desc limit 1));
end
$$;

-- Nobody came: the customer is told so once, and what they write next is taken as a message. By chat the receptionist says it when they write.
create function private.lapse_handoff(p_business public.businesses, p_conversation public.conversations, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.end_handoff(p_conversation, p_conversation.facts || '{"stage": "message"}');
  perform private.queue_text(p_business, 'still_busy', 'proactive', case when p_conversation.channel = 'sms' then p_conversation.peer end,
    format('still_busy:%s:%s', p_conversation.id, p_conversation.handed_off_at), p_now,
    p_customer => p_conversation.customer_id, p_conversation => p_conversation.id);
end
$$;
