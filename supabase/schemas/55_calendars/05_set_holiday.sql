-- A holiday as it is kept: {on_date, name, closed}, null when that date is none.
create function private.holiday_kept(p_business uuid, p_on_date date) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('on_date', h.on_date, 'name', h.name, 'closed', h.closed)
  from public.holidays h where h.business_id = p_business and h.on_date = p_on_date
$$;

-- What the business does on a holiday, or a holiday of its own: from now on suggestions leave that date alone. An empty name keeps the one it
-- has. Returns {outcome: 'set', clashes}; clashes are booked times that now fall outside. Errors: 'bad_date', 'bad_name' none or too long.
create function private.set_holiday(p_business uuid, p_on_date date, p_name text, p_closed boolean, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  called text := coalesce(nullif(btrim(p_name), ''), (
    select h.name from public.holidays h where h.business_id = p_business and h.on_date = p_on_date));
  before jsonb;
begin
  perform private.date_meant(p_on_date);
  if called is null or length(called) > 120 then
    perform private.refuse('bad_name', 'Give the holiday a name of at most 120 letters.');
  end if;
  perform private.lock_calendars(p_business, private.calendars_meant(p_business, null));
  select * into business from public.businesses where id = p_business;
  before := private.outside_hours(business, null, p_now);
  insert into public.holidays as h (business_id, on_date, name, closed, edited_at, own)
    values (p_business, p_on_date, called, coalesce(p_closed, true), p_now, true)
    on conflict (business_id, on_date) do update set name = excluded.name, closed = excluded.closed, edited_at = excluded.edited_at;
  return jsonb_build_object('outcome', 'set', 'clashes', private.newly_outside(business, null, before, p_now));
end
$$;

create function public.set_holiday(p_business uuid, p_on_date date, p_name text, p_closed boolean) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  before jsonb := private.holiday_kept(p_business, p_on_date);
  made jsonb := private.set_holiday(p_business, p_on_date, p_name, p_closed, now());
begin
  perform private.note_setting(p_business, member, 'holidays', before, private.holiday_kept(p_business, p_on_date), now());
  return made;
end
$$;
grant execute on function public.set_holiday to authenticated;
