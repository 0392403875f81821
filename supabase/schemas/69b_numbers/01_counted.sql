-- Every row that a business's numbers count, from the local day p_from to p_to inclusive, one row a figure:
-- 'conversations': a customer who is not blocked began to write on that day; 'requested': of these, one that led to a booking; 'confirmed': to one that
-- is confirmed, done or missed by the customer as things stand now; 'handled': one in which the assistant wrote.
-- 'answered': a request that came in on that day through the assistant, is settled, and to which a member first said yes, no, or another time `minutes`
-- later; 'missed': such a request that expired. 'marks': a mark given on that day, and which (`score`). Deleted bookings do not count. `source`: sms, chat, or manual.
create function private.counted(p_business uuid, p_from date, p_to date)
returns table (kind text, source text, day date, at timestamptz, id uuid, minutes numeric, score int)
language sql stable set search_path = ''
as $$
  with zone as (
    select b.id, b.time_zone, (p_from::timestamp at time zone b.time_zone) as starts, ((p_to + 1)::timestamp at time zone b.time_zone) as ends
    from public.businesses b where b.id = p_business
  ), talks as (
    select c.id, c.channel::text as source, c.created_at, (c.created_at at time zone z.time_zone)::date as day
    from zone z join public.conversations c on c.business_id = z.id and c.created_at >= z.starts and c.created_at < z.ends
      join public.customers u on u.business_id = c.business_id and u.id = c.customer_id
    where c.trial is null and c.inbound_seq > 0 and u.blocked_at is null
  ), asked as (
    select b.*, (b.requested_at at time zone z.time_zone)::date as day
    from zone z join public.bookings b on b.business_id = z.id and b.requested_at >= z.starts and b.requested_at < z.ends
    where b.deleted_at is null and b.source <> 'manual'
  )
  select 'conversations', t.source, t.day, t.created_at, t.id, null::numeric, null::int from talks t
  union all
  select 'requested', t.source, t.day, t.created_at, t.id, null, null from talks t where exists (
    select from public.bookings b where b.business_id = p_business and b.conversation_id = t.id and b.deleted_at is null)
  union all
  select 'confirmed', t.source, t.day, t.created_at, t.id, null, null from talks t where exists (
    select from public.bookings b where b.business_id = p_business and b.conversation_id = t.id and b.deleted_at is null
      and b.status in ('confirmed', 'completed', 'no_show'))
  union all
  select 'handled', t.source, t.day, t.created_at, t.id, null, null from talks t where exists (
    select from public.messages m where m.business_id = p_business and m.conversation_id = t.id and m.author = 'receptionist')
  union all
  select 'answered', a.source::text, a.day, a.requested_at, a.id, extract(epoch from e.first_at - a.requested_at) / 60, null
    from asked a join lateral (
      select min(v.created_at) as first_at from public.booking_events v where v.business_id = p_business and v.booking_id = a.id
        and v.actor = 'owner' and v.kind in ('confirmed', 'declined', 'move_proposed')) e on e.first_at is not null
    where a.status not in ('pending', 'expired')
  union all
  select 'missed', a.source::text, a.day, a.requested_at, a.id, null, null from asked a where a.status = 'expired'
  union all
  select 'marks', b.source::text, (f.answered_at at time zone z.time_zone)::date, f.answered_at, b.id, null, f.score
    from zone z join public.feedback f on f.business_id = z.id and f.answered_at >= z.starts and f.answered_at < z.ends
      join public.bookings b on b.business_id = f.business_id and b.id = f.booking_id
    where b.deleted_at is null
$$;
