-- Notes a gap when a job at a customer's address is put where a drive is not known: its place was never recognised, or a drive is missing
-- between it and the calendar's base, or the jobs before and after it within a day. The receptionist has places measured before it looks
-- for times, so this finds what came another way: a booking the owner added, moved or gave another address.
create function private.note_travel_gap() returns trigger
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  before_it uuid;
  after_it uuid;
  base uuid;
begin
  select h.place_id into before_it from public.holds h
    where h.business_id = new.business_id and h.staff_id = new.staff_id and h.at_customer and h.place_id is not null
      and upper(h.occupied) <= lower(new.occupied) and upper(h.occupied) > lower(new.occupied) - interval '1 day'
    order by upper(h.occupied) desc limit 1;
  select h.place_id into after_it from public.holds h
    where h.business_id = new.business_id and h.staff_id = new.staff_id and h.at_customer and h.place_id is not null
      and upper(h.occupied) > upper(new.occupied) and lower(h.occupied) < upper(new.occupied) + interval '1 day'
    order by upper(h.occupied) limit 1;
  select s.base_place_id into base from public.staff s where s.business_id = new.business_id and s.id = new.staff_id;
  if exists (
      select from public.places p where p.business_id = new.business_id and p.id = new.place_id and p.latitude is null)
    or exists (
      select from unnest(array[before_it, after_it, base]) as near (place)
      cross join lateral (values (near.place, new.place_id), (new.place_id, near.place)) as drive (leaves, reaches)
      where near.place is not null and not exists (
        select from public.travel_times t
        where t.business_id = new.business_id and t.from_place_id = drive.leaves and t.to_place_id = drive.reaches))
  then
    insert into public.travel_gaps (business_id, place_id) values (new.business_id, new.place_id);
  end if;
  return null;
end
$$;

create trigger note_travel_gap after insert on public.holds
  for each row when (new.at_customer and new.place_id is not null and new.booking_id is not null)
  execute function private.note_travel_gap();
