-- The hours of one date in place of the weekly ones, also on a holiday: [{opens, closes}], none (or null) for closed. p_staff null: of every
-- calendar in use. Returns {outcome: 'set', clashes}, as private.set_working_hours.
create function private.set_date_hours(
  p_business uuid, p_staff uuid, p_on_date date, p_hours jsonb, p_reason text, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  calendars uuid[] := private.calendars_meant(p_business, p_staff);
  before jsonb;
begin
  perform private.date_meant(p_on_date);
  p_reason := private.reason_said(p_reason);
  perform private.lock_calendars(p_business, calendars);
  select * into business from public.businesses where id = p_business;
  before := private.outside_hours(business, p_staff, p_now);
  delete from public.date_hours where business_id = p_business and staff_id = any (calendars) and on_date = p_on_date;
  insert into public.date_hours (business_id, staff_id, on_date, opens, closes, reason)
    select p_business, c.id, p_on_date, s.opens, s.closes, p_reason
    from unnest(calendars) as c (id)
    left join private.stretches_of(coalesce(nullif(p_hours, 'null'), '[]'), false) s on true;
  return jsonb_build_object('outcome', 'set', 'clashes', private.newly_outside(business, p_staff, before, p_now));
end
$$;

create function public.set_date_hours(p_business uuid, p_staff uuid, p_on_date date, p_hours jsonb, p_reason text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  before jsonb := private.hours_of_date(p_business, p_staff, p_on_date);
  made jsonb := private.set_date_hours(p_business, p_staff, p_on_date, p_hours, p_reason, now());
begin
  perform private.note_setting(p_business, member, 'date_hours', before, private.hours_of_date(p_business, p_staff, p_on_date), now());
  return made;
end
$$;
grant execute on function public.set_date_hours to authenticated;

-- The date goes by the weekly hours, or by the holiday it is, again. Returns {outcome: 'cleared' or 'nothing_there', clashes}.
create function private.clear_date_hours(p_business uuid, p_staff uuid, p_on_date date, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  calendars uuid[] := private.calendars_meant(p_business, p_staff);
  before jsonb;
begin
  perform private.lock_calendars(p_business, calendars);
  select * into business from public.businesses where id = p_business;
  before := private.outside_hours(business, p_staff, p_now);
  delete from public.date_hours where business_id = p_business and staff_id = any (calendars) and on_date = p_on_date;
  return jsonb_build_object('outcome', case when found then 'cleared' else 'nothing_there' end,
    'clashes', private.newly_outside(business, p_staff, before, p_now));
end
$$;

create function public.clear_date_hours(p_business uuid, p_staff uuid, p_on_date date) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  before jsonb := private.hours_of_date(p_business, p_staff, p_on_date);
  made jsonb := private.clear_date_hours(p_business, p_staff, p_on_date, now());
begin
  perform private.note_setting(p_business, member, 'date_hours', before, '[]', now());
  return made;
end
$$;
grant execute on function public.clear_date_hours to authenticated;
