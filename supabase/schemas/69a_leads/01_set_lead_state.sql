-- A member notes how calling somebody went: 'no_answer' (they stay to be called), 'called' (reached), 'booked', 'not_interested', or 'to_call' (once more).
-- Each is kept with who and when; p_note: 500 characters. Outcome: 'noted'; `again` when the newest entry said the same, which adds none, except that
-- every 'no_answer' counts as a try of its own unless it comes within ten seconds of the last.
create function private.set_lead_state(p_business uuid, p_lead uuid, p_state text, p_note text, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  newest public.lead_events;
  note text := left(trim(coalesce(p_note, '')), 500);
begin
  if p_state is null or p_state not in ('to_call', 'no_answer', 'called', 'booked', 'not_interested') then
    perform private.refuse('bad_state', 'Choose how the call went.');
  end if;
  perform from public.leads l where l.business_id = p_business and l.id = p_lead for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such person to call, or they are not yours.', hint = 'not_found';
  end if;
  select * into newest from public.lead_events e where e.business_id = p_business and e.lead_id = p_lead order by e.created_at desc, e.id limit 1;
  if newest.state = p_state and newest.note = note and (p_state <> 'no_answer' or newest.created_at > p_now - interval '10 seconds') then
    return jsonb_build_object('outcome', 'noted', 'again', true);
  end if;
  insert into public.lead_events (business_id, lead_id, state, note, member_id, created_at) values (p_business, p_lead, p_state, note, p_member, p_now);
  update public.leads l
    set state = (case p_state when 'called' then 'called' when 'booked' then 'closed' when 'not_interested' then 'closed' else 'open' end)::public.lead_state
    where l.business_id = p_business and l.id = p_lead;
  return jsonb_build_object('outcome', 'noted', 'again', false);
end
$$;

create function public.set_lead_state(p_business uuid, p_lead uuid, p_state text, p_note text default '') returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.set_lead_state(p_business, p_lead, p_state, p_note, private.require_member(p_business), now());
end
$$;
grant execute on function public.set_lead_state to authenticated;
