-- The live holds of one calendar near two instants, each grown to what this service may not overlap: by its own buffers and, between two
-- jobs at customers' addresses, by the drive. A start is clear of a hold exactly when [start, end) is clear of `during`.
-- No drive is longer than a day, no hold longer than 40 hours (the tables see to both), so it need not look further.
create function private.taken_ranges(
  p_business public.businesses, p_service public.services, p_staff uuid, p_place uuid,
  p_from timestamptz, p_to timestamptz, p_now timestamptz, p_except_booking uuid, p_conversation uuid
) returns table (hold_id uuid, during tstzrange)
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  drives boolean := p_service.at_customer;
  before_it interval := make_interval(mins => p_service.buffer_before_minutes);
  after_it interval := make_interval(mins => p_service.buffer_after_minutes);
  ends_after timestamptz := p_from - before_it - case when drives then interval '24 hours' else '0' end;
  starts_before timestamptz := p_to + after_it + case when drives then interval '24 hours' else '0' end;
begin
  return query
    select h.id, tstzrange(
      lower(h.occupied) - after_it - case when drives and h.at_customer then make_interval(mins => coalesce((
        select t.minutes from public.travel_times t
        where t.business_id = p_business.id and t.from_place_id = p_place and t.to_place_id = h.place_id), p_business.travel_minutes)) else '0' end,
      upper(h.occupied) + before_it + case when drives and h.at_customer then make_interval(mins => coalesce((
        select t.minutes from public.travel_times t
        where t.business_id = p_business.id and t.from_place_id = h.place_id and t.to_place_id = p_place), p_business.travel_minutes)) else '0' end)
    from public.holds h
    where h.business_id = p_business.id and h.staff_id = p_staff
      and upper(h.occupied) > ends_after and upper(h.occupied) < starts_before + interval '40 hours' and lower(h.occupied) < starts_before
      and (h.expires_at is null or h.expires_at > p_now)
      and (p_except_booking is null or h.owner_id <> p_except_booking)
      and (h.offer_id is null or p_conversation is null or not exists (
        select from public.offers o where o.business_id = h.business_id and o.id = h.offer_id and o.conversation_id = p_conversation));
end
$$;
