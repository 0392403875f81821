-- Where a business is, to tell its Springfield from the others: {latitude, longitude} of its bases, else of the places it came to know last.
create function private.whereabouts(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  with known as (
    select p.latitude, p.longitude, p.created_at, exists (
      select from public.staff s where s.business_id = p_business and s.base_place_id = p.id and s.deleted_at is null) as is_base
    from public.places p where p.business_id = p_business and p.latitude is not null
    order by is_base desc, p.created_at desc limit 20)
  select coalesce(jsonb_agg(jsonb_build_object('latitude', k.latitude, 'longitude', k.longitude)), '[]')
  from known k where k.is_base = (select bool_or(b.is_base) from known b)
$$;

-- What there is to measure for some places of a business: {business_id, state, places, pairs, near, gaps}. `pairs` are {from, to} by id,
-- `places` those in them and those of the given ones that were not recognised yet: {id, suburb, postcode, state, latitude, longitude}. `near` is
-- where the business is, as long as there is something to recognise. `gaps` are handed back when it is done.
create function private.travel_sheet(p_business uuid, p_places uuid[], p_gaps bigint[], p_now timestamptz, p_provider text) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  pairs jsonb;
  ends uuid[];
  places jsonb;
begin
  select * into business from public.businesses where id = p_business;
  loop
    select coalesce(jsonb_agg(jsonb_build_object('from', pair.from_place, 'to', pair.to_place)), '[]'), array_agg(pair.from_place) || array_agg(pair.to_place)
      into pairs, ends
      from (
        select distinct t.from_place, t.to_place from unnest(p_places) as wanted (place)
        cross join lateral private.travel_pairs(business, wanted.place, p_now, p_provider) as t) as pair;
    exit when pairs = '[]' or private.spread_owners_minutes(p_business, p_now) = 0;
  end loop;
  select coalesce(jsonb_agg(to_jsonb(p) - '{business_id,created_at}'::text[]), '[]') into places
    from public.places p
    where p.business_id = p_business and (p.id = any (ends) or (p.id = any (p_places) and p.latitude is null));
  return jsonb_build_object(
    'business_id', p_business, 'state', business.state, 'places', places, 'pairs', pairs, 'gaps', to_jsonb(p_gaps),
    'near', case when places @> '[{"latitude": null}]' then private.whereabouts(p_business) else '[]' end);
end
$$;
