-- The bookings to come on a calendar, and those that may move to it, soonest first.
create function private.coming_on(p_business uuid, p_staff uuid, p_now timestamptz) returns setof public.bookings
language sql stable set search_path = ''
as $$
  select b.* from public.bookings b
  where b.business_id = p_business and b.deleted_at is null and b.status in ('pending', 'confirmed') and b.ends_at > p_now
    and (b.staff_id = p_staff or exists (
      select from public.moves m where m.business_id = b.business_id and m.booking_id = b.id and m.state = 'waiting' and m.staff_id = p_staff))
  order by b.starts_at, b.id
$$;

create function private.remove_staff(p_business uuid, p_staff uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses := private.business_to_change(p_business);
  kept public.staff;
  coming bigint;
begin
  select * into kept from public.staff t where t.business_id = p_business and t.id = p_staff;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such calendar.', hint = 'not_found';
  elsif kept.deleted_at is not null then
    return jsonb_build_object('outcome', 'removed', 'name', kept.name, 'again', true, 'nobody_does', private.nobody_does(p_business));
  elsif not exists (select from public.staff t where t.business_id = p_business and t.deleted_at is null and t.id <> p_staff) then
    perform private.refuse('last_staff', format('%s is the only one left, and a business needs somebody. Add the next one first.', kept.name));
  end if;
  select count(*) into coming from private.coming_on(p_business, p_staff, p_now);
  if coming > 0 then
    return jsonb_build_object('outcome', 'has_bookings', 'name', kept.name, 'again', false, 'count', coming, 'bookings', (
      select jsonb_agg(jsonb_build_object('id', c.id, 'customer', c.customer_name, 'service', c.service_name, 'starts_at', c.starts_at) order by c.starts_at)
      from (select * from private.coming_on(p_business, p_staff, p_now) limit 20) c));
  end if;
  update public.staff set deleted_at = p_now where business_id = p_business and id = p_staff;
  return jsonb_build_object('outcome', 'removed', 'name', kept.name, 'again', false, 'nobody_does', private.nobody_does(p_business));
end
$$;

-- An owner takes a calendar out of use; what was booked there before stays in the history. While bookings on it are still to come nothing is changed:
-- 'has_bookings' with their `count` and the first twenty, to be moved or cancelled first. The last calendar stays (PT400). Otherwise 'removed', with
-- nobody_does: services by name that nobody does now; `again` when it was out of use already.
create function public.remove_staff(p_business uuid, p_staff uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.remove_staff(p_business, p_staff, now());
end
$$;
grant execute on function public.remove_staff to authenticated;
