-- Claims one conversation whose answer is due and gives all an engine needs to answer it. The lease's token grows with each claim;
-- every write of the turn must carry it, so a worker that was too slow can no longer act. No row: nothing is due.
create function public.claim_turn(p_now timestamptz default now(), p_lease_seconds int default 60) returns setof jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations;
begin
  select * into conversation from public.conversations c
    where c.answer_due_at <= p_now and (c.leased_until is null or c.leased_until <= p_now)
    order by c.answer_due_at limit 1 for no key update skip locked;
  if not found then
    return;
  end if;
  update public.conversations
    set lease_token = lease_token + 1, leased_until = p_now + make_interval(secs => p_lease_seconds), attempts = attempts + 1
    where business_id = conversation.business_id and id = conversation.id
    returning * into conversation;
  return next case when conversation.trial is null then private.turn_context(conversation, p_now) else private.trial_context(conversation, p_now) end;
end
$$;
grant execute on function public.claim_turn to service_role;
