-- What a lead's customer wanted, for the search: their own days and times, service, person and place.
create function private.note_wish(p_lead uuid, p_customer public.customers, p_details jsonb) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.leads l set
      service_id = coalesce(s.id, l.service_id),
      staff_id = coalesce((select t.id from public.staff t
        where t.business_id = l.business_id and lower(t.name) = lower(p_details ->> 'staff') and t.deleted_at is null), l.staff_id),
      place_id = case when s.at_customer
        then coalesce(private.place_of(l.business_id, p_details ->> 'suburb', p_details ->> 'postcode'), p_customer.place_id, l.place_id) else l.place_id end,
      wish = coalesce(p_details -> 'wish', l.wish)
    from public.services s
    where l.business_id = p_customer.business_id and l.id = p_lead
      and s.business_id = l.business_id and s.id = (p_details ->> 'service_id')::uuid and s.deleted_at is null;
end
$$;

-- Where a conversation stands with times that come free: 'off' (switched off, by chat, opted out), 'no_lead' (they wait for none), 'may_ask', 'wanted' (they
-- have asked to hear of one).
create function private.freed_words(p_business public.businesses, p_conversation public.conversations) returns text
language plpgsql stable set search_path = ''
as $$
begin
  if not p_business.fills_freed_times or p_conversation.channel <> 'sms' or private.opted_out(p_business.id, p_conversation.peer) then
    return 'off';
  end if;
  return (
    select case when count(*) = 0 then 'no_lead' when bool_or(l.wants_freed_times_at is not null) then 'wanted' else 'may_ask' end
    from public.leads l
    where l.business_id = p_business.id and l.conversation_id = p_conversation.id and l.kind = 'full' and l.state = 'open');
end
$$;

-- Tool: the customer asks, in p_words, to be texted of a time that comes free. Kept with its time, once. Outcomes: 'noted', or 'no_lead' when they wait for
-- none.
create function public.want_freed_times(
  p_business uuid, p_conversation uuid, p_lease bigint, p_words text, p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
begin
  update public.leads set
      wants_freed_times_at = coalesce(wants_freed_times_at, p_now), consent_words = coalesce(consent_words, left(p_words, 200))
    where business_id = p_business and conversation_id = conversation.id and kind = 'full' and state = 'open' and conversation.channel = 'sms';
  return jsonb_build_object('outcome', case when found then 'noted' else 'no_lead' end);
end
$$;
grant execute on function public.want_freed_times to service_role;

-- Tool: the customer does not want the freed time they were texted of; it goes to the next. Outcomes: 'refused', or 'no_offer' when none waits.
create function public.refuse_freed_time(p_business uuid, p_conversation uuid, p_lease bigint, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  offer public.offers := private.freed_offer(conversation, p_now);
begin
  if offer.id is null then
    return jsonb_build_object('outcome', 'no_offer');
  end if;
  update public.offers set expires_at = p_now where business_id = p_business and id = offer.id;
  perform private.release_offers(p_business, conversation.id);
  update public.backfills set due_at = p_now -- its step has the row before the conversation, so it is not waited for
    where business_id = p_business and id in (
      select b.id from public.backfills b
      where b.business_id = p_business and b.offer_id = offer.id and b.state = 'offered' for no key update skip locked);
  return jsonb_build_object('outcome', 'refused');
end
$$;
grant execute on function public.refuse_freed_time to service_role;

-- The freed time that is the newest offer of a conversation and waits for an answer; null when there is none.
create function private.freed_offer(p_conversation public.conversations, p_now timestamptz) returns public.offers
language plpgsql stable set search_path = ''
as $$
declare
  offer public.offers;
begin
  select o.* into offer
    from public.offers o
    join public.backfills b on b.business_id = o.business_id and b.offer_id = o.id and b.state = 'offered'
    where o.business_id = p_conversation.business_id and o.conversation_id = p_conversation.id and o.set_no = p_conversation.offer_set
      and o.expires_at > p_now
      and not exists (select from public.bookings k where k.business_id = o.business_id and k.offer_id = o.id);
  return offer;
end
$$;

-- The leads a freed stretch may still be offered to, who asked first being first: open, their service done on that calendar, nobody who is blocked, has
-- opted out or has booked since, and nobody who was texted of a freed time today.
create function private.freed_leads(p_business public.businesses, p_backfill public.backfills, p_now timestamptz) returns setof public.leads
language plpgsql stable set search_path = ''
as $$
begin
  return query
    select l.*
    from public.leads l
    join public.customers k on k.business_id = l.business_id and k.id = l.customer_id and k.blocked_at is null and k.deleted_at is null
    join public.conversations c on c.business_id = l.business_id and c.id = l.conversation_id and c.channel = 'sms'
    where l.business_id = p_business.id and l.wants_freed_times_at is not null and l.state = 'open'
      and l.id <> all (p_backfill.tried)
      and (l.staff_id is null or l.staff_id = p_backfill.staff_id)
      and private.does_service(l.business_id, p_backfill.staff_id, l.service_id)
      and not private.opted_out(l.business_id, c.peer)
      and not exists (
        select from public.bookings b
        where b.business_id = l.business_id and b.customer_id = l.customer_id and b.deleted_at is null
          and (b.status in ('pending', 'confirmed') and b.starts_at > p_now
            or b.status in ('confirmed', 'completed', 'no_show') and b.requested_at >= l.created_at))
      and not exists (
        select from public.outbox t
        where t.business_id = l.business_id and t.customer_id = l.customer_id and t.kind = 'backfill' and t.state <> 'skipped'
          and t.created_at >= date_trunc('day', p_now, p_business.time_zone))
    order by l.created_at, l.id;
end
$$;
