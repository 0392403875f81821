-- Serialises decisions about calendars until the transaction ends: travel is pairwise, which no constraint can express. Always taken in one
-- order. Who needs several kinds of locks takes them so, or two could wait for each other: conversation, calendars, booking, move.
create function private.lock_calendars(p_business uuid, p_staff uuid[]) returns void
language plpgsql set search_path = ''
as $$
declare
  calendars uuid[] := p_staff;
  calendar uuid;
begin
  if cardinality(p_staff) > 1 then
    calendars := array(select distinct s from unnest(p_staff) as s order by s);
  end if;
  foreach calendar in array calendars loop
    perform pg_advisory_xact_lock(hashtextextended(p_business::text || calendar::text, 0)); -- none for a null
  end loop;
end
$$;

-- Frees what has lapsed on calendars, in the transaction that needs the time: requests, moves and kept offers past their time. The caller
-- holds the calendars' locks.
create function private.clear_due(p_business uuid, p_staff uuid[], p_now timestamptz) returns void
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  due public.holds;
begin
  for due in
    select * from public.holds h where h.business_id = p_business and h.staff_id = any (p_staff) and h.expires_at <= p_now
    order by h.booking_id, h.id
  loop
    if due.offer_id is not null then
      if due.booking_id is not null then -- whose holds are let go by who has its row, here as elsewhere
        perform from public.bookings b where b.business_id = p_business and b.id = due.booking_id for no key update;
      end if;
      delete from public.holds where business_id = p_business and id = due.id;
    elsif due.move_id is not null then
      perform private.lapse_move(p_business, due.move_id, p_now);
    else
      perform private.expire_booking(p_business, due.booking_id, p_now);
    end if;
  end loop;
end
$$;

-- Locks every calendar that does a service, and clears what has lapsed there.
create function private.lock_service(p_business uuid, p_service uuid, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  calendars uuid[] := array(select ss.staff_id from public.service_staff ss where ss.business_id = p_business and ss.service_id = p_service);
begin
  perform private.lock_calendars(p_business, calendars);
  perform private.clear_due(p_business, calendars, p_now);
end
$$;

-- What was kept for a conversation, or for another one of the same customer, is free for anyone again; its offers can still be picked while
-- they last.
create function private.release_offers(p_business uuid, p_conversation uuid) returns void
language plpgsql set search_path = ''
as $$
begin
  delete from public.holds where business_id = p_business and id in (
    select h.id from public.conversations c
    join public.conversations k on k.business_id = c.business_id and k.customer_id = c.customer_id
    join public.offers o on o.business_id = k.business_id and o.conversation_id = k.id
    join public.holds h on h.business_id = o.business_id and h.offer_id = o.id
    where c.business_id = p_business and c.id = p_conversation
    order by h.id for update of h); -- in the order of private.free_time
end
$$;
