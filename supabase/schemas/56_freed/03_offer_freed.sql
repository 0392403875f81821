-- Offers a lead one start in a freed stretch, as the newest set of their conversation, keeps it for them and queues the text. The start is one that can
-- be booked, of their service, on the days and at the times of day they wanted, but for the last day: they could not be booked by then.
-- Null, changing nothing, when there is none. The caller has the conversation's row.
create function private.offer_freed(
  p_business public.businesses, p_conversation public.conversations, p_lead public.leads, p_backfill public.backfills, p_now timestamptz
) returns public.offers
language plpgsql set search_path = ''
as $$
declare
  service public.services;
  lasts interval;
  before_it interval;
  after_it interval;
  first_day date;
  wish jsonb;
  offer public.offers;
begin
  perform private.lock_calendars(p_business.id, array[p_backfill.staff_id]);
  perform private.clear_due(p_business.id, array[p_backfill.staff_id], p_now);
  select * into service from public.services where business_id = p_business.id and id = p_lead.service_id;
  lasts := make_interval(mins => service.minutes);
  before_it := make_interval(mins => service.buffer_before_minutes);
  after_it := make_interval(mins => service.buffer_after_minutes);
  first_day := greatest(((p_backfill.starts_at - lasts - after_it) at time zone p_business.time_zone)::date, (p_lead.wish ->> 'day_from')::date);
  wish := p_lead.wish || jsonb_build_object('day_from', first_day,
    'day_to', greatest(first_day, ((p_backfill.ends_at + before_it) at time zone p_business.time_zone)::date));
  offer.starts_at := (
    select c.starts_at
    from private.offer_candidates(
      p_business, service, p_lead.customer_id, p_backfill.staff_id, p_lead.place_id, wish, p_now, null, p_conversation.id) as c
    where tstzrange(c.starts_at - before_it, c.starts_at + lasts + after_it) && tstzrange(p_backfill.starts_at, p_backfill.ends_at)
    order by c.starts_at < p_backfill.starts_at or c.starts_at + lasts > p_backfill.ends_at, c.starts_at -- within the stretch before partly outside
    limit 1);
  if offer.starts_at is null then
    return null;
  end if;
  insert into public.offers (
    business_id, conversation_id, set_no, position, ref, service_id, staff_id, place_id, starts_at, ends_at, expires_at, created_at)
    values (p_business.id, p_conversation.id, p_conversation.offer_set + 1, 1, format('t%s-1', p_conversation.offer_set + 1), service.id,
      p_backfill.staff_id, p_lead.place_id, offer.starts_at, offer.starts_at + lasts, least(offer.starts_at, p_now + interval '2 days'), p_now)
    returning * into offer;
  if not private.keep_offer(p_business, offer, p_now + private.kept_for(p_business, 'backfill'), p_now) then
    delete from public.offers where business_id = p_business.id and id = offer.id;
    return null;
  end if;
  update public.conversations set offer_set = offer.set_no where business_id = p_business.id and id = p_conversation.id;
  perform private.queue_text(p_business, 'backfill', 'proactive', p_conversation.peer, 'backfill:' || offer.id, p_now,
    p_customer => p_lead.customer_id, p_conversation => p_conversation.id, p_lead => p_lead.id, p_offer_set => offer.set_no);
  return offer;
end
$$;

-- May the text about a freed time still leave? Its lead still waits, and the time can be had.
create function private.freed_time_stands(p_text public.outbox, p_now timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return private.set_stands(p_text)
    and exists (
      select from public.offers o
      join public.businesses b on b.id = o.business_id
      join public.leads l on l.business_id = o.business_id and l.id = p_text.lead_id and l.state = 'open' and l.wants_freed_times_at is not null
      where o.business_id = p_text.business_id and o.conversation_id = p_text.conversation_id and o.set_no = p_text.offer_set
        and o.expires_at > p_now and private.can_be_had(b, o, p_now));
end
$$;
