-- One of the receptionist's tools by its name, with its arguments by theirs.
create function private.use_tool(p_business uuid, p_conversation uuid, p_lease bigint, p_tool text, p_said jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  details jsonb := coalesce(p_said -> 'details', '{}');
begin
  case p_tool
    when 'find_slots' then
      return public.find_slots(p_business, p_conversation, p_lease, (p_said ->> 'service')::uuid, coalesce(nullif(p_said -> 'wish', 'null'), '{}'),
        p_said ->> 'staff', coalesce(p_said ->> 'suburb', ''), coalesce(p_said ->> 'postcode', ''), p_now, p_said ->> 'booking');
    when 'hold_booking' then return public.hold_booking(p_business, p_conversation, p_lease, p_said ->> 'offer', details, p_now);
    when 'cancel_own_booking' then
      return public.cancel_own_booking(p_business, p_conversation, p_lease, p_said ->> 'booking', coalesce(p_said ->> 'reason', ''), p_now);
    when 'refuse_proposal' then return public.refuse_proposal(p_business, p_conversation, p_lease, p_said ->> 'booking', p_now);
    when 'add_booking_note' then return public.add_booking_note(p_business, p_conversation, p_lease, p_said ->> 'note', p_now);
    when 'hand_off' then return public.hand_off(p_business, p_conversation, p_lease, p_said ->> 'context', details, p_now);
    when 'create_lead' then
      return public.create_lead(p_business, p_conversation, p_lease, (p_said ->> 'kind')::public.lead_kind, p_said ->> 'summary', details, p_now);
    when 'want_freed_times' then return public.want_freed_times(p_business, p_conversation, p_lease, p_said ->> 'words', p_now);
    when 'refuse_freed_time' then return public.refuse_freed_time(p_business, p_conversation, p_lease, p_now);
  end case;
end
$$;

-- A tool of the receptionist's in a trial: what it does is done by the tool itself, on the calendars as they are, looked at, and taken back whole, so
-- that its outcome is real and no row of it stays. What it brought about is kept with the conversation alone and is there again for the next tool.
-- p_tool and p_arguments: private.use_tool. Returns what the tool returned; its errors are this one's.
create function public.try_tool(
  p_business uuid, p_conversation uuid, p_lease bigint, p_tool text, p_arguments jsonb default '{}', p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.lease_held(p_business, p_conversation, p_lease);
  answer jsonb;
  kept jsonb;
  deed jsonb;
begin
  if conversation.trial is null then
    perform private.refuse('no_trial', 'This is no trial.');
  end if;
  perform private.lock_calendars(p_business, array(select s.id from public.staff s where s.business_id = p_business));
  begin
    perform private.enter_trial(conversation);
    answer := private.use_tool(p_business, p_conversation, p_lease, p_tool, p_arguments, p_now);
    kept := private.trial_kept(p_business, p_conversation);
    deed := jsonb_build_object('seq', conversation.inbound_seq, 'tool', p_tool, 'outcome', coalesce(answer -> 'outcome', answer -> 'match'),
      'booking', answer -> 'booking', 'texts', private.trial_texts(p_business, p_conversation, p_now));
    raise exception sqlstate 'TRIAL';
  exception when sqlstate 'TRIAL' then -- all of it is undone; what was seen of it is known
  end;
  update public.conversations
    set trial = kept || jsonb_build_object('deeds', coalesce(conversation.trial -> 'deeds', '[]') || jsonb_build_array(deed))
    where business_id = p_business and id = p_conversation;
  return answer;
end
$$;
grant execute on function public.try_tool to service_role;

-- What an engine is told of a trial: as of any conversation, with what was brought about in it, and that it is a trial.
create function private.trial_context(p_conversation public.conversations, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  told jsonb;
  entered public.conversations;
begin
  begin
    perform private.enter_trial(jsonb_populate_record(p_conversation, jsonb_build_object('trial', p_conversation.trial - 'holds')));
    select * into entered from public.conversations where business_id = p_conversation.business_id and id = p_conversation.id;
    told := private.turn_context(entered, p_now);
    raise exception sqlstate 'TRIAL';
  exception when sqlstate 'TRIAL' then -- undone
  end;
  return told || '{"trial": true}';
end
$$;
