-- A business in use whose public holidays are not known a month further than it can be booked; p_business null: any one of them. By UTC's
-- date: the month is the margin for that too.
create function private.holidays_due(p_business uuid, p_now timestamptz) returns setof public.businesses
language sql stable set search_path = ''
as $$
  select * from public.businesses b
  where b.state is not null and b.deleted_at is null
    and coalesce(b.holidays_until, '-infinity'::date) - b.horizon_days < (p_now at time zone 'UTC')::date + 31
    and (p_business is null or b.id = p_business)
  limit 1
$$;

-- Which business wants its public holidays suggested, of which state and years, and the date they then reach to (a year's last):
-- {business_id, state, years, until}, or null when none does.
create function public.holidays_due(p_business uuid default null, p_now timestamptz default now()) returns jsonb
language sql stable security definer set search_path = ''
as $$
  select jsonb_build_object('business_id', b.id, 'state', b.state, 'until', make_date(max(year), 12, 31), 'years', jsonb_agg(year order by year))
  from private.holidays_due(p_business, p_now) b,
    lateral (select (p_now at time zone 'UTC')::date as today) now,
    generate_series(extract(year from today)::int, greatest(extract(year from today) + 1, extract(year from today + b.horizon_days + 31))::int) as year
  group by b.id, b.state
$$;
grant execute on function public.holidays_due to service_role;

-- The public holidays of a business's state until p_until: [{date, name}]. What the owner decided about a date stays; what was suggested for
-- the future and no longer is goes; the past is left as it was. Returns {outcome: 'suggested', clashes}, as private.set_holiday.
create function public.suggest_holidays(p_business uuid, p_rows jsonb, p_until date, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses;
  today date;
  before jsonb;
begin
  perform private.date_meant(p_until);
  if jsonb_typeof(p_rows) is distinct from 'array' then
    perform private.refuse('bad_holidays', 'Give the holidays as a list.');
  end if;
  perform private.lock_calendars(p_business, private.calendars_meant(p_business, null));
  update public.businesses set holidays_until = p_until where id = p_business returning * into business;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such business.', hint = 'not_found';
  end if;
  today := (p_now at time zone business.time_zone)::date;
  before := private.outside_hours(business, null, p_now);
  delete from public.holidays h
    where h.business_id = p_business and h.edited_at is null and h.on_date >= today
      and not exists (select from jsonb_array_elements(p_rows) x where private.date_said(x -> 'date') = h.on_date);
  insert into public.holidays as h (business_id, on_date, name)
    select p_business, x.on_date, left(string_agg(x.name, '; ' order by x.name), 120)
    from (select private.date_said(r -> 'date') as on_date, r ->> 'name' as name from jsonb_array_elements(p_rows) r) x
    where x.on_date between today and p_until
    group by x.on_date
    on conflict (business_id, on_date) do update set name = excluded.name where h.edited_at is null;
  return jsonb_build_object('outcome', 'suggested', 'clashes', private.newly_outside(business, null, before, p_now));
end
$$;
grant execute on function public.suggest_holidays to service_role;
