-- Replaces the weekly hours of one calendar; see private.stretches_of for how they are said. Returns {outcome: 'set', clashes}: clashes are
-- the booked times that now fall outside and did not before.
create function private.set_working_hours(p_business uuid, p_staff uuid, p_hours jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  before jsonb;
begin
  perform private.lock_calendars(p_business, private.calendars_meant(p_business, p_staff));
  select * into business from public.businesses where id = p_business;
  before := private.outside_hours(business, p_staff, p_now);
  delete from public.working_hours where business_id = p_business and staff_id = p_staff;
  insert into public.working_hours (business_id, staff_id, weekday, opens, closes)
    select p_business, p_staff, s.weekday, s.opens, s.closes from private.stretches_of(p_hours, true) s;
  return jsonb_build_object('outcome', 'set', 'clashes', private.newly_outside(business, p_staff, before, p_now));
end
$$;

create function public.set_working_hours(p_business uuid, p_staff uuid, p_hours jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  before jsonb := private.weekly_hours(p_business, p_staff);
  made jsonb := private.set_working_hours(p_business, p_staff, p_hours, now());
begin
  perform private.note_setting(p_business, member, 'working_hours', jsonb_build_object('staff', p_staff, 'hours', before),
    jsonb_build_object('staff', p_staff, 'hours', private.weekly_hours(p_business, p_staff)), now());
  return made;
end
$$;
grant execute on function public.set_working_hours to authenticated;
