-- Chooses up to three good starts for a wish and issues them to a conversation as its newest set: the soonest first, then other
-- days before other parts of the day before mere neighbours; a third that is only a neighbour is left out. Returns {match, offers}: match says how near to the wish they are,
-- 'wished', 'same_days', 'later' or 'none'. Offers lapse at their start, or after two days.
create function private.make_offers(
  p_business public.businesses, p_conversation uuid, p_customer uuid, p_service public.services, p_staff uuid, p_place uuid,
  p_wish jsonb, p_now timestamptz, p_most int default 3
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  stage record;
  chosen private.candidate;
  candidates private.candidate[];
  picked timestamptz[];
  days date[];
  minutes int[];
  staff_ids uuid[];
  set_number int;
  matched text := 'none';
begin
  for stage in
    select * from (values
      ('wished', p_wish),
      ('same_days', p_wish - 'minute_from' - 'minute_to'),
      ('later', jsonb_build_object('day_from', p_wish -> 'day_from'))
    ) as stages (name, wish)
  loop
    picked := '{}'; days := '{}'; minutes := '{}'; staff_ids := '{}';
    select array_agg(c) into candidates
      from private.offer_candidates(p_business, p_service, p_customer, p_staff, p_place, stage.wish, p_now) as c;
    for n in 1..p_most loop
      select c.* into chosen
        from unnest(candidates) as c
        where not c.starts_at = any (picked)
        order by
          case when stage.name = 'same_days' and p_wish ? 'minute_from' then abs(c.minute - (p_wish ->> 'minute_from')::int) / 90 end,
          c.day = any (days),
          exists (select from unnest(picked) p where abs(extract(epoch from p - c.starts_at)) < 5400),
          exists (select from unnest(minutes) m where m / 240 = c.minute / 240),
          c.starts_at
        limit 1;
      exit when not found or cardinality(picked) >= 2
        and exists (select from unnest(picked) p where abs(extract(epoch from p - chosen.starts_at)) < 3600);
      picked := picked || chosen.starts_at; days := days || chosen.day;
      minutes := minutes || chosen.minute; staff_ids := staff_ids || chosen.staff_id;
    end loop;
    if cardinality(picked) > 0 then
      matched := stage.name;
      exit;
    end if;
  end loop;

  update public.conversations set offer_set = offer_set + 1
    where business_id = p_business.id and id = p_conversation
    returning offer_set into set_number;
  insert into public.offers (
    business_id, conversation_id, set_no, position, ref, service_id, staff_id, place_id, starts_at, ends_at, expires_at, created_at)
    select p_business.id, p_conversation, set_number, row_number() over (order by c.at),
      format('t%s-%s', set_number, row_number() over (order by c.at)), p_service.id, c.staff_id, p_place,
      c.at, c.at + make_interval(mins => p_service.minutes), least(c.at, p_now + interval '2 days'), p_now
    from unnest(picked, staff_ids) as c (at, staff_id);
  return jsonb_build_object('match', matched, 'set', set_number,
    'offers', private.offers_of(p_business, p_conversation, set_number, p_now));
end
$$;
