-- What waits for the owner's answer: requests, and bookings whose customer wants another time; what lapses first stands first. p_most ids at most.
create function private.to_answer(p_business uuid, p_most int) returns uuid[]
language sql stable set search_path = ''
as $$
  select array(
    select b.id
    from public.bookings b
    left join public.moves m on m.business_id = p_business and m.booking_id = b.id and m.state = 'waiting' and m.asked_by = 'customer'
    where b.business_id = p_business and b.deleted_at is null and (b.status = 'pending' or b.status = 'confirmed' and m.id is not null)
      and b.id in (
        select k.id from public.bookings k where k.business_id = p_business and k.status = 'pending'
        union all
        select v.booking_id from public.moves v where v.business_id = p_business and v.state = 'waiting' and v.asked_by = 'customer')
    order by coalesce(m.expires_at, b.expires_at), b.id limit p_most)
$$;

-- The jobs agreed on that fall into a stretch of time, whatever became of them, soonest first; p_most ids at most.
create function private.jobs_between(p_business uuid, p_from timestamptz, p_to timestamptz, p_most int) returns uuid[]
language sql stable set search_path = ''
as $$
  select array(
    select b.id from public.bookings b
    where b.business_id = p_business and b.deleted_at is null and b.status in ('confirmed', 'completed', 'no_show')
      and b.starts_at > p_from - interval '2 days' and b.starts_at < p_to and b.ends_at > p_from
    order by b.starts_at, b.id limit p_most)
$$;

-- Conversations in which a person is wanted and nobody has written since the customer last did, longest waiting first; p_most at most.
create function private.handoffs_waiting(p_business uuid, p_most int) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', w.id, 'name', w.name, 'phone', w.phone, 'since', w.handed_off_at,
      'said', (select left(m.body, 200) from public.messages m
        where m.business_id = p_business and m.conversation_id = w.id and m.author = 'customer' order by m.seq desc limit 1)) order by w.handed_off_at, w.id), '[]')
  from (
    select v.id, v.handed_off_at, c.name, case when v.channel = 'sms' then v.peer else coalesce(c.phone, c.claimed_phone) end as phone
    from public.conversations v
    join public.customers c on c.business_id = p_business and c.id = v.customer_id and c.blocked_at is null
    where v.business_id = p_business and v.state = 'human' and (v.person_acted_at is null or v.last_inbound_at > v.person_acted_at)
    order by v.handed_off_at, v.id limit p_most) w
$$;

-- The day of a business, by its own clock: {to_answer (51 at most), handoffs (6), jobs of today (101), tomorrow's (11), on_my_way: the ids of those
-- of today whose customer has heard that somebody is coming}.
create function private.day_page(p_business uuid, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  zone text := (select time_zone from public.businesses where id = p_business);
  today date := (p_now at time zone zone)::date;
  midnight timestamptz := (today + 1)::timestamp at time zone zone;
  jobs uuid[] := private.jobs_between(p_business, today::timestamp at time zone zone, midnight, 101);
begin
  return jsonb_build_object(
    'to_answer', private.booking_lines(p_business, private.to_answer(p_business, 51)),
    'handoffs', private.handoffs_waiting(p_business, 6),
    'jobs', private.booking_lines(p_business, jobs),
    'tomorrow', private.booking_lines(p_business, private.jobs_between(p_business, midnight, (today + 2)::timestamp at time zone zone, 11)),
    'on_my_way', (select coalesce(jsonb_agg(b.id), '[]') from public.bookings b
      where b.business_id = p_business and b.id = any (jobs) and private.told_on_my_way(b)));
end
$$;

create function public.day_page(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.day_page(p_business, now());
end
$$;
grant execute on function public.day_page to authenticated;
