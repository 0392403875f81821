-- The live holds of one calendar near two instants, each grown to what this service may not overlap: by its own buffers and, between two
-- jobs at customers' addresses, by the drive. A start is clear of a hold exactly when [start, end) is clear of `during`.
-- A hold reaches at most 8 hours of buffer and a day's drive further (the widest the tables allow) and is at most 40 hours long.
create function private.taken_ranges(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid,
  p_from timestamptz, p_to timestamptz, p_now timestamptz, p_except_booking uuid, p_conversation uuid
) returns table (hold_id uuid, during tstzrange)
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  before_it interval := make_interval(mins => p_service.buffer_before_minutes);
  after_it interval := make_interval(mins => p_service.buffer_after_minutes);
begin
  return query
    select h.id, tstzrange(
      lower(h.occupied) - after_it - case when p_service.at_customer and h.at_customer
        then make_interval(mins => coalesce(there.minutes, p_business.travel_minutes)) else '0' end,
      upper(h.occupied) + before_it + case when p_service.at_customer and h.at_customer
        then make_interval(mins => coalesce(back.minutes, p_business.travel_minutes)) else '0' end)
    from public.holds h
    left join public.travel_times there
      on there.business_id = h.business_id and there.from_place_id = p_place and there.to_place_id = h.place_id
    left join public.travel_times back
      on back.business_id = h.business_id and back.from_place_id = h.place_id and back.to_place_id = p_place
    where h.business_id = p_business.id and h.staff_id = p_staff
      and upper(h.occupied) > p_from - interval '32 hours' and upper(h.occupied) < p_to + interval '72 hours'
      and (h.expires_at is null or h.expires_at > p_now)
      and (p_except_booking is null or h.owner_id <> p_except_booking)
      and (h.offer_id is null or p_conversation is null or not exists (
        select from public.offers o where o.business_id = h.business_id and o.id = h.offer_id and o.conversation_id = p_conversation));
end
$$;
