-- Texts whose fate the carrier should be asked about, each at most every 30 seconds: what they would have said,
-- to whom and since when. 'give_up': it is two minutes since it was tried; if the carrier still knows nothing of it, it did not leave.
create function public.unknown_texts(p_now timestamptz default now()) returns setof jsonb
language sql security definer set search_path = ''
as $$
  with due as (
    select business_id, id from public.outbox where state = 'unknown' and leased_until <= p_now
    order by leased_until limit 20 for no key update skip locked
  ),
  asked as (
    update public.outbox o set leased_until = p_now + interval '30 seconds', claim_token = gen_random_uuid()
      from due where o.business_id = due.business_id and o.id = due.id
      returning o.*
  )
  select jsonb_build_object(
    'business_id', a.business_id, 'id', a.id, 'token', a.claim_token, 'kind', a.kind, 'recipient', a.recipient,
    'sender', b.sms_number, 'created_at', a.created_at, 'claimed_at', a.claimed_at,
    'give_up', a.claimed_at < p_now - interval '2 minutes', 'body', a.body, 'style', b.text_style, 'attempts', a.attempts,
    'messaging_service_sid', b.messaging_service_sid, 'medium', a.medium, 'context', private.text_context(a, p_now))
  from asked a join public.businesses b on b.id = a.business_id
$$;
grant execute on function public.unknown_texts to service_role;
