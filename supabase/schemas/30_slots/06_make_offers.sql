-- Which of the candidates to show: the soonest first, then other days before other parts of the day before mere neighbours; a third that is
-- only a neighbour is left out. Near p_minute, where a time of day was wished that is not to be had.
create function private.spread(p_candidates private.candidate[], p_most int, p_minute int default null) returns private.candidate[]
language plpgsql stable set search_path = ''
as $$
declare
  chosen private.candidate;
  picked private.candidate[] := '{}';
begin
  for n in 1..p_most loop
    select c.* into chosen
      from unnest(p_candidates) as c
      where not exists (select from unnest(picked) p where p.starts_at = c.starts_at)
      order by
        abs(c.minute - p_minute) / 90,
        exists (select from unnest(picked) p where p.day = c.day),
        exists (select from unnest(picked) p where abs(extract(epoch from p.starts_at - c.starts_at)) < 5400),
        exists (select from unnest(picked) p where p.minute / 240 = c.minute / 240),
        c.starts_at
      limit 1;
    exit when not found or cardinality(picked) >= 2
      and exists (select from unnest(picked) p where abs(extract(epoch from p.starts_at - chosen.starts_at)) < 3600);
    picked := picked || chosen;
  end loop;
  return picked;
end
$$;

-- Keeps offered times for their conversation for a while: holds that lapse by themselves. A booking's own offer may overlap that booking. On a
-- calendar where a dozen are kept already no more are, so that nobody can block a day by only asking; for a blocked customer none are.
create function private.keep_offers(
  p_business public.businesses, p_service public.services, p_conversation uuid, p_set int, p_now timestamptz
) returns void
language plpgsql set search_path = ''
as $$
begin
  insert into public.holds (business_id, staff_id, booking_id, offer_id, occupied, at_customer, place_id, expires_at)
  select o.business_id, o.staff_id, o.for_booking_id, o.id, tstzrange(
      o.starts_at - make_interval(mins => p_service.buffer_before_minutes), o.ends_at + make_interval(mins => p_service.buffer_after_minutes)),
    p_service.at_customer, o.place_id, least(o.expires_at, p_now + make_interval(mins => p_business.offer_hold_minutes))
  from public.offers o
  join public.conversations c on c.business_id = o.business_id and c.id = o.conversation_id
  join public.customers k on k.business_id = c.business_id and k.id = c.customer_id and k.blocked_at is null
  where o.business_id = p_business.id and o.conversation_id = p_conversation and o.set_no = p_set and p_business.offer_hold_minutes > 0
    and (select count(*) from public.holds h
      where h.business_id = o.business_id and h.staff_id = o.staff_id and h.offer_id is not null and h.expires_at > p_now) < 12
  on conflict do nothing;
end
$$;

-- Chooses up to three good starts for a wish and issues them to a conversation as its newest set, in place of any older one. Each is kept
-- for it for offer_hold_minutes. Returns {match, set, offers}: match says how near to the wish they are, 'wished', 'same_days', 'later' or
-- 'none'. Offers lapse at their start, or after two days. With p_for_booking they are new times for that booking.
create function private.make_offers(
  p_business public.businesses, p_conversation uuid, p_customer uuid, p_service public.services, p_staff uuid, p_place uuid,
  p_wish jsonb, p_now timestamptz, p_most int default 3, p_for_booking uuid default null
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  stage record;
  picked private.candidate[];
  set_number int;
  matched text := 'none';
begin
  perform private.lock_service(p_business.id, p_service.id, p_now);
  perform private.release_offers(p_business.id, p_conversation);
  for stage in
    select * from (values
      ('wished', p_wish, null::int),
      ('same_days', p_wish - 'minute_from' - 'minute_to', (p_wish ->> 'minute_from')::int),
      ('later', jsonb_build_object('day_from', p_wish -> 'day_from'), null)
    ) as stages (name, wish, near)
  loop
    picked := private.spread(array(
      select c from private.offer_candidates(
        p_business, p_service, p_customer, p_staff, p_place, stage.wish, p_now, p_for_booking, p_conversation) as c), p_most, stage.near);
    if cardinality(picked) > 0 then
      matched := stage.name;
      exit;
    end if;
  end loop;

  update public.conversations set offer_set = offer_set + 1
    where business_id = p_business.id and id = p_conversation
    returning offer_set into set_number;
  insert into public.offers (
    business_id, conversation_id, set_no, position, ref, service_id, staff_id, place_id, starts_at, ends_at, expires_at, created_at, for_booking_id)
    select p_business.id, p_conversation, set_number, row_number() over (order by c.starts_at),
      format('t%s-%s', set_number, row_number() over (order by c.starts_at)), p_service.id, c.staff_id, p_place,
      c.starts_at, c.starts_at + make_interval(mins => p_service.minutes), least(c.starts_at, p_now + interval '2 days'), p_now, p_for_booking
    from unnest(picked) as c;
  perform private.keep_offers(p_business, p_service, p_conversation, set_number, p_now);
  return jsonb_build_object('match', matched, 'set', set_number,
    'offers', private.offers_of(p_business, p_conversation, set_number, p_now));
end
$$;
