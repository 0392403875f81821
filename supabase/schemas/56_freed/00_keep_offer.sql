-- Can an offered time still be had by its conversation? Its service is done there still, at the same length, and the one search finds the start free.
create function private.can_be_had(p_business public.businesses, p_offer public.offers, p_now timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
declare
  service public.services;
begin
  select * into service from public.services where business_id = p_business.id and id = p_offer.service_id;
  return private.does_service(p_business.id, p_offer.staff_id, p_offer.service_id)
    and p_offer.ends_at - p_offer.starts_at = make_interval(mins => service.minutes)
    and exists (
      select from private.free_starts(p_business, service, p_offer.staff_id, p_offer.place_id, p_offer.starts_at,
        p_offer.starts_at + interval '1 microsecond', p_now, p_offer.for_booking_id, p_offer.conversation_id) as f (at) where f.at = p_offer.starts_at);
end
$$;

-- Keeps an offered time that can be had for its conversation until p_until, whether it was kept before or not. Never waits for the calendar, for its
-- callers hold rows that others may wait for while they have it: if somebody else has it at this moment, or a dozen times are kept on it already,
-- a time that was not kept stays so. Returns whether it is kept now.
create function private.keep_offer(p_business public.businesses, p_offer public.offers, p_until timestamptz, p_now timestamptz) returns boolean
language plpgsql set search_path = ''
as $$
begin
  update public.holds set expires_at = greatest(expires_at, least(p_offer.starts_at, p_until))
    where business_id = p_business.id and offer_id = p_offer.id and expires_at > p_now;
  if found then
    return true;
  elsif not pg_try_advisory_xact_lock(hashtextextended(p_business.id::text || p_offer.staff_id::text, 0)) -- as private.lock_calendars
    or not private.can_be_had(p_business, p_offer, p_now) then
    return false;
  end if;
  delete from public.holds where business_id = p_business.id and offer_id = p_offer.id;
  insert into public.holds (business_id, staff_id, booking_id, offer_id, occupied, at_customer, place_id, expires_at)
  select p_business.id, p_offer.staff_id, p_offer.for_booking_id, p_offer.id, tstzrange(
      p_offer.starts_at - make_interval(mins => s.buffer_before_minutes), p_offer.ends_at + make_interval(mins => s.buffer_after_minutes)),
    s.at_customer, p_offer.place_id, least(p_offer.starts_at, p_until)
  from public.services s
  join public.conversations c on c.business_id = s.business_id and c.id = p_offer.conversation_id
  join public.customers k on k.business_id = c.business_id and k.id = c.customer_id and k.blocked_at is null
  where s.business_id = p_business.id and s.id = p_offer.service_id and p_until > p_now
    and (select count(*) from public.holds h
      where h.business_id = p_business.id and h.staff_id = p_offer.staff_id and h.offer_id is not null and h.expires_at > p_now) < 12
  on conflict do nothing;
  return found;
end
$$;

-- How long a time named in a text of ours is kept from the moment the text leaves.
create function private.kept_for(p_business public.businesses, p_kind text) returns interval
language sql immutable set search_path = ''
as $$
  select make_interval(mins => case when p_kind = 'backfill' then coalesce(nullif(p_business.decline_hold_minutes, 0), 15) else p_business.decline_hold_minutes end)
$$;

-- Is a text's set of offers the newest of its conversation, and none of it taken?
create function private.set_stands(p_text public.outbox) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return exists (
      select from public.conversations c
      where c.business_id = p_text.business_id and c.id = p_text.conversation_id and c.offer_set = p_text.offer_set)
    and not exists (
      select from public.offers o
      join public.bookings b on b.business_id = o.business_id and b.offer_id = o.id
      where o.business_id = p_text.business_id and o.conversation_id = p_text.conversation_id and o.set_no = p_text.offer_set);
end
$$;

-- Just before a text that lists times leaves: what can no longer be had lapses, so that it is neither listed nor taken, the others move up and
-- are kept. A text about one freed time says until when, the next full minute after private.kept_for; a minute later, for an answer on its way,
-- the offer lapses. Gives the text as it then is.
create function private.ready_offers(p_text public.outbox, p_now timestamptz) returns public.outbox
language plpgsql set search_path = ''
as $$
declare
  readied public.outbox := p_text;
  business public.businesses;
  offer public.offers;
  stands boolean := private.set_stands(p_text);
  until timestamptz;
  kept_until timestamptz;
  place int := 0;
begin
  select * into business from public.businesses where id = p_text.business_id;
  kept_until := p_now + private.kept_for(business, p_text.kind);
  if p_text.kind = 'backfill' then
    until := date_trunc('minute', kept_until + interval '59.999999 seconds');
    kept_until := until + interval '1 minute';
    update public.outbox set detail = detail || jsonb_build_object('until', private.local_words(until, business.time_zone))
      where business_id = p_text.business_id and id = p_text.id returning * into readied;
  end if;
  for offer in
    select * from public.offers o
    where o.business_id = p_text.business_id and o.conversation_id = p_text.conversation_id and o.set_no = p_text.offer_set and o.position < 100
    order by o.position
  loop
    if stands and offer.expires_at > p_now and private.can_be_had(business, offer, p_now) then
      place := place + 1;
      update public.offers set position = place, expires_at = case when p_text.kind = 'backfill' then least(starts_at, kept_until) else expires_at end
        where business_id = offer.business_id and id = offer.id;
      perform private.keep_offer(business, offer, kept_until, p_now);
    else
      update public.offers set position = position + 100, expires_at = least(expires_at, p_now) where business_id = offer.business_id and id = offer.id;
    end if;
  end loop;
  return readied;
end
$$;

-- A text that lists other times has left: they are kept from now on for as long as the business says.
create function private.keep_listed(p_text public.outbox, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
begin
  if p_text.kind <> 'declined' or p_text.offer_set is null or not private.set_stands(p_text) then
    return;
  end if;
  select * into business from public.businesses where id = p_text.business_id;
  perform private.keep_offer(business, o, p_now + private.kept_for(business, p_text.kind), p_now)
    from public.offers o
    where o.business_id = p_text.business_id and o.conversation_id = p_text.conversation_id and o.set_no = p_text.offer_set and o.expires_at > p_now
    order by o.position;
end
$$;
