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
      lower(h.occupied) - case when p_service.at_customer and h.at_customer
        then after_it + make_interval(mins => coalesce((
          select t.minutes from public.travel_times t
          where t.business_id = h.business_id and t.from_place_id = p_place and t.to_place_id = h.place_id), p_business.travel_minutes))
        else after_it end,
      upper(h.occupied) + case when p_service.at_customer and h.at_customer
        then before_it + make_interval(mins => coalesce((
          select t.minutes from public.travel_times t
          where t.business_id = h.business_id and t.from_place_id = h.place_id and t.to_place_id = p_place), p_business.travel_minutes))
        else before_it end)
    from public.holds h
    where h.business_id = p_business.id and h.staff_id = p_staff
      and upper(h.occupied) > p_from - interval '32 hours' and upper(h.occupied) < p_to + interval '72 hours'
      and (h.expires_at is null or h.expires_at > p_now)
      and (p_except_booking is null or h.owner_id <> p_except_booking)
      and (h.offer_id is null or p_conversation is null or not exists (
        select from public.offers o where o.business_id = h.business_id and o.id = h.offer_id and o.conversation_id = p_conversation));
end
$$;
