-- Keeps what was measured. p_places: [{id, state, latitude, longitude}], places that were recognised; p_times: [{from, to, minutes, source}],
-- source naming the provider; p_gaps: those this settles. What the owner said stays, and so does a router's figure against an offline one.
-- The second time changes nothing but the date.
create function public.keep_travel_times(
  p_business uuid, p_places jsonb default '[]', p_times jsonb default '[]', p_gaps bigint[] default '{}', p_now timestamptz default now()
) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  touched uuid[];
begin
  update public.places p set state = known.state, latitude = known.latitude, longitude = known.longitude
    from (
      select said.* from jsonb_to_recordset(p_places) as said (id uuid, state text, latitude numeric, longitude numeric)
        join public.places q on q.business_id = p_business and q.id = said.id
        where (q.state, q.latitude, q.longitude) is distinct from (said.state, said.latitude, said.longitude)
        order by q.id for no key update of q) as known
    where p.business_id = p_business and p.id = known.id;
  insert into public.travel_times as known (business_id, from_place_id, to_place_id, minutes, source, created_at)
    select p_business, said."from", said."to", said.minutes, said.source, p_now
      from jsonb_to_recordset(p_times) as said ("from" uuid, "to" uuid, minutes int, source text)
      where said.source <> 'owner'
      order by said."from", said."to"
    on conflict (business_id, from_place_id, to_place_id) do update
      set minutes = excluded.minutes, source = excluded.source, created_at = excluded.created_at
      where known.source <> 'owner' and (excluded.source <> 'offline' or known.source in ('offline', ''));
  perform private.spread_owners_minutes(p_business, p_now);
  with closed as (
    delete from public.travel_gaps where business_id = p_business and id = any (p_gaps) returning place_id)
  select array(select (said ->> 'id')::uuid from jsonb_array_elements(p_places) as said union select c.place_id from closed c) into touched;
  perform private.retell_travel_assumed(p_business, touched, p_now);
end
$$;
grant execute on function public.keep_travel_times to service_role;
