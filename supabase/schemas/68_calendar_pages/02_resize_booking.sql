-- The owner drags a job's end to another wall time of the business: its length changes as private.edit_booking changes it, and by its rules. With p_tell the customer
-- hears of a length they were not promised. Outcomes as there, with `minutes`, the length it had.
create function private.resize_booking(
  p_business uuid, p_booking uuid, p_ends timestamp, p_tell boolean, p_override boolean, p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings := private.locked_booking(p_business, p_booking, p_now);
  ends timestamptz := private.instant_of(p_ends, private.zone_of(p_business));
  wanted int;
begin
  if ends <= booking.starts_at then -- the hour that happens twice: the second one is meant
    ends := ends + interval '1 hour';
  end if;
  wanted := extract(epoch from ends - booking.starts_at)::int / 60;
  return jsonb_build_object('minutes', extract(epoch from booking.ends_at - booking.starts_at)::int / 60)
    || private.edit_booking(p_business, p_booking, jsonb_build_object('minutes', wanted), p_tell, p_override, p_member, p_now);
end
$$;

create function public.resize_booking(
  p_business uuid, p_booking uuid, p_ends timestamp, p_tell boolean default false, p_override boolean default false
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  return private.resize_booking(p_business, p_booking, p_ends, p_tell, p_override, member, now());
end
$$;
grant execute on function public.resize_booking to authenticated;
