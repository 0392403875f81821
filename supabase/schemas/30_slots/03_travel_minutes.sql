-- Minutes to allow from one place to another. A pair that was measured, or said by the owner, counts as that; anything else is the
-- business's own figure.
create function private.travel_minutes(p_business public.businesses, p_from_place uuid, p_to_place uuid) returns int
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
  return coalesce(
    (select t.minutes from public.travel_times t
     where t.business_id = p_business.id and t.from_place_id = p_from_place and t.to_place_id = p_to_place),
    p_business.travel_minutes);
end
$$;
