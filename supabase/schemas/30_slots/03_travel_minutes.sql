-- Minutes to allow from one job's place to the next. A known pair counts as known; anything else is the business's own figure.
create function private.travel_minutes(p_business public.businesses, p_from_place uuid, p_to_place uuid) returns int
language sql stable set search_path = ''
as $$
  select coalesce(
    (select minutes from public.travel_times t
     where t.business_id = p_business.id and t.from_place_id = p_from_place and t.to_place_id = p_to_place),
    p_business.travel_minutes)
$$;
