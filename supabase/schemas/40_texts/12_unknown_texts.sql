-- Texts whose fate the carrier should be asked about, each at most every 30 seconds: what they would have said,
-- to whom and since when. 'give_up': it is two minutes since it was tried; if the carrier still knows nothing of it, it did not leave.
-- Those with a 'provider_id' are in no doubt: the carrier spoke of them first, and the worker that sent them never said what it sent.
create function public.unknown_texts(p_now timestamptz default now()) returns setof jsonb
language sql security definer set search_path = ''
as $$
  with in_doubt as (
    select business_id, id from public.outbox where state = 'unknown' and (leased_until <= p_now or leased_until > p_now + interval '1 day')
    order by leased_until limit 20 for no key update skip locked
  ),
  unrecorded as (
    select business_id, id from public.outbox where claim_token is not null and state in ('sent', 'delivered', 'failed') and leased_until <= p_now
    order by leased_until limit 20 for no key update skip locked
  ),
  due as (select * from in_doubt union all select * from unrecorded),
  asked as (
    update public.outbox o set leased_until = p_now + interval '30 seconds', claim_token = gen_random_uuid(),
        claimed_at = case when o.claimed_at > p_now + interval '1 day' then p_now else o.claimed_at end
      from due where o.business_id = due.business_id and o.id = due.id
      returning o.*
  )
  select jsonb_build_object(
    'business_id', a.business_id, 'id', a.id, 'token', a.claim_token, 'kind', a.kind, 'recipient', a.recipient,
    'sender', b.sms_number, 'created_at', a.created_at, 'claimed_at', a.claimed_at,
    'give_up', greatest(a.claimed_at, a.doubted_at) < p_now - interval '2 minutes', 'body', a.body, 'style', b.text_style, 'attempts', a.attempts,
    'messaging_service_sid', b.messaging_service_sid, 'medium', a.medium, 'provider_id', a.provider_id, 'context', private.text_context(a, p_now))
  from asked a join public.businesses b on b.id = a.business_id
$$;
grant execute on function public.unknown_texts to service_role;
