-- The places that are the same as this one under another spelling, and itself: recognised at the same spot ("Mt Gravatt", "Mount Gravatt 4122"),
-- or, while one of them is not recognised, of the same name where one goes without the postcode.
create function private.same_places(p_business uuid, p_place uuid) returns setof uuid
language sql stable set search_path = ''
as $$
  select other.id from public.places this
  join public.places other on other.business_id = this.business_id
    and (other.id = this.id or (other.latitude = this.latitude and other.longitude = this.longitude)
      or ((other.latitude is null or this.latitude is null) and this.suburb <> '' and lower(other.suburb) = lower(this.suburb)
        and '' in (other.postcode, this.postcode)))
  where this.business_id = p_business and this.id = p_place
$$;

-- What the owner said of a drive goes for every spelling of its ends, also those that came later. How many drives learnt of it.
create function private.spread_owners_minutes(p_business uuid, p_now timestamptz) returns int
language plpgsql set search_path = ''
as $$
declare
  spread int;
begin
  insert into public.travel_times as known (business_id, from_place_id, to_place_id, minutes, source, created_at)
    select distinct on (a.place, b.place) p_business, a.place, b.place, t.minutes, 'owner', p_now
      from public.travel_times t
      cross join lateral private.same_places(p_business, t.from_place_id) as a (place)
      cross join lateral private.same_places(p_business, t.to_place_id) as b (place)
      where t.business_id = p_business and t.source = 'owner' and not exists (
        select from public.travel_times already
        where already.business_id = p_business and already.from_place_id = a.place and already.to_place_id = b.place and already.source = 'owner')
      order by a.place, b.place
    on conflict (business_id, from_place_id, to_place_id) do update
      set minutes = excluded.minutes, source = excluded.source, created_at = excluded.created_at where known.source <> 'owner';
  get diagnostics spread = row_count;
  return spread;
end
$$;

-- Bookings say whether the drives to them are assumed; this makes them say it as it now is for open jobs at these places. One that somebody
-- is deciding about at this moment is left to them, so that two never wait for each other.
create function private.retell_travel_assumed(p_business uuid, p_places uuid[], p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.bookings b set travel_assumed = not b.travel_assumed, updated_at = p_now
    from (
      select o.id from public.bookings o
        where o.business_id = p_business and o.place_id = any (p_places) and o.status in ('pending', 'confirmed')
          and o.travel_assumed = private.place_known(p_business, o.place_id)
        order by o.id for no key update skip locked) as open
    where b.business_id = p_business and b.id = open.id;
end
$$;
