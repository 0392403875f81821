-- The drives a place needs and nobody knows: both ways between it and wherever the business will be, from a day ago to its horizon. That is
-- the places of its live jobs at customers' addresses and its bases, and the place itself, where there may be two jobs. With p_provider, what neither
-- the owner nor that provider said, more than a day ago, counts as not known: a router that failed is asked again.
create function private.travel_pairs(p_business public.businesses, p_place uuid, p_now timestamptz, p_provider text)
returns table (from_place uuid, to_place uuid)
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  horizon timestamptz := p_now + make_interval(days => p_business.horizon_days);
begin
  return query
    with others (place) as (
      select p_place
      union
      select h.place_id from public.staff s
        join public.holds h on h.business_id = s.business_id and h.staff_id = s.id
        where s.business_id = p_business.id and s.deleted_at is null
          and upper(h.occupied) > p_now - interval '1 day' and upper(h.occupied) < horizon + interval '40 hours' and lower(h.occupied) < horizon
          and h.at_customer and h.place_id is not null and (h.expires_at is null or h.expires_at > p_now)
      union
      select s.base_place_id from public.staff s
        where s.business_id = p_business.id and s.deleted_at is null and s.base_place_id is not null
    ), pairs (from_place, to_place) as (
      select p_place, o.place from others o union select o.place, p_place from others o
    )
    select p.from_place, p.to_place from pairs p
      left join public.travel_times t
        on t.business_id = p_business.id and t.from_place_id = p.from_place and t.to_place_id = p.to_place
      where t.minutes is null
        or (p_provider is not null and t.source not in ('owner', p_provider) and t.created_at <= p_now - interval '1 day');
end
$$;
