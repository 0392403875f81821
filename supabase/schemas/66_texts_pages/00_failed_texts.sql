-- May a member have it sent again? A failed text, or one in doubt that nobody can be asked about any more.
create function private.can_retry(p_text public.outbox) returns boolean
language sql immutable set search_path = ''
as $$
  select p_text.state = 'failed' or p_text.state = 'unknown' and p_text.settled_at is not null
$$;

-- The texts of a business that did not get through and that nobody has dismissed, newest first, p_most at most, asked for since p_since (null: ever): those
-- that failed, and those in doubt for ten minutes or more. `name` is the customer's or the member's.
create function private.failed_texts(p_business uuid, p_since timestamptz, p_most int, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', o.id, 'kind', o.kind, 'medium', o.medium, 'recipient', o.recipient, 'member_id', o.member_id, 'state', o.state, 'due_at', o.due_at,
      'created_at', o.created_at, 'sent_at', o.sent_at, 'settled_at', o.settled_at, 'error_code', o.error_code, 'error', o.error, 'body', o.body,
      'retried_at', o.retried_at, 'can_retry', private.can_retry(o), 'name', coalesce(m.name, c.name, ''), 'conversation_id', o.conversation_id,
      'booking', case when b.id is not null then jsonb_build_object('id', b.id, 'service', b.service_name, 'starts_at', b.starts_at) end)
    order by o.created_at desc, o.queue_no desc), '[]')
  from (
    select * from public.outbox f
    where f.business_id = p_business and f.state in ('failed', 'unknown') and f.dismissed_at is null
      and (p_since is null or f.created_at >= p_since)
      and (f.state = 'failed' or f.settled_at is not null or f.claimed_at <= p_now - interval '10 minutes')
    order by f.created_at desc, f.queue_no desc limit p_most
  ) o
  left join public.customers c on c.business_id = o.business_id and c.id = o.customer_id
  left join public.members m on m.business_id = o.business_id and m.user_id = o.member_id
  left join public.bookings b on b.business_id = o.business_id and b.id = o.booking_id
$$;

-- As a member: all of them, the newest hundred.
create function public.failed_texts(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.failed_texts(p_business, null, 100, now());
end
$$;
grant execute on function public.failed_texts to authenticated;
