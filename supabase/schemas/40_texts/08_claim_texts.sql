-- Texts that are due and that no other worker is claiming, oldest first, locked. Planned anew each time: a plan for any p_most would read them all.
create function private.lock_due_texts(p_now timestamptz, p_most int) returns public.outbox[]
language plpgsql set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return array(
    select o from public.outbox o where o.state = 'waiting' and o.due_at <= p_now
    order by o.due_at, o.queue_no limit p_most for no key update skip locked);
end
$$;

-- Claims due texts for one worker, oldest first, and gives what is needed to render and send them. A text no longer true or
-- wanted is skipped; one that came due in quiet hours is put off; both are left out of the answer. Raises when one cannot even be looked at: then
-- fail_poisoned_texts fails it, and the others can be claimed.
-- The claim is kept before anything is sent: a worker that dies leaves 'sending', which release_stuck_texts turns into 'unknown'.
create function public.claim_texts(p_now timestamptz default now(), p_most int default 10, p_lease_seconds int default 60) returns setof jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  due public.outbox[] := private.lock_due_texts(p_now, p_most);
  claimed public.outbox[];
begin
  with judged as materialized (
    select t.business_id, t.id, r.refusal,
      case when t.class <> 'proactive' and (t.member_id is null or t.class = 'reply') then p_now else private.may_leave_at(t, b, p_now) end as earliest
    from unnest(due) t
    join public.businesses b on b.id = t.business_id
    join private.refused(due, p_now) r on r.business_id = t.business_id and r.id = t.id
  ),
  marked as (
    update public.outbox o set
        state = case when j.refusal is not null then 'skipped' when j.earliest <= p_now then 'sending' else o.state end::public.text_state,
        error = coalesce(j.refusal, o.error),
        settled_at = case when j.refusal is not null then p_now end,
        due_at = case when j.refusal is null and j.earliest > p_now then j.earliest else o.due_at end,
        attempts = o.attempts + (j.refusal is null and j.earliest <= p_now)::int,
        claim_token = case when j.refusal is null and j.earliest <= p_now then gen_random_uuid() end,
        claimed_at = case when j.refusal is null and j.earliest <= p_now then p_now else o.claimed_at end,
        doubted_at = null,
        leased_until = case when j.refusal is null and j.earliest <= p_now then p_now + make_interval(secs => p_lease_seconds) end
      from judged j where o.business_id = j.business_id and o.id = j.id
      returning o as row
  )
  select coalesce(array_agg(m.row order by (m.row).due_at, (m.row).queue_no), '{}') into claimed from marked m where (m.row).state = 'sending';
  for n in 1..cardinality(claimed) loop
    if claimed[n].kind in ('declined', 'backfill') then
      claimed[n] := private.ready_offers(claimed[n], p_now);
    end if;
  end loop;
  return query
  select jsonb_build_object(
    'business_id', t.business_id, 'id', t.id, 'token', t.claim_token, 'kind', t.kind, 'medium', t.medium,
    'recipient', t.recipient, 'sender', b.sms_number, 'messaging_service_sid', b.messaging_service_sid,
    'attempts', t.attempts, 'created_at', t.created_at, 'context', private.text_context(t, p_now))
  from unnest(claimed) t join public.businesses b on b.id = t.business_id
  order by t.due_at, t.queue_no;
end
$$;
grant execute on function public.claim_texts to service_role;
