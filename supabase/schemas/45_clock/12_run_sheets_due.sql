-- Gives members who want it the day's bookings in one text, at run_sheet_time: those confirmed, and those that still wait for an answer marked as such.
-- Nothing on a day without any. A business whose time was not worked out yet only gets that. Returns how many businesses.
create function public.run_sheets_due(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses;
  today date;
  jobs jsonb;
  done int := 0;
begin
  for business in
    select * from public.businesses where deleted_at is null and coalesce(next_run_sheet_at, '-infinity') <= p_now
    order by next_run_sheet_at limit 100 for no key update skip locked
  loop
    update public.businesses set next_run_sheet_at = private.next_time(business, business.run_sheet_time, p_now) where id = business.id;
    done := done + 1;
    today := private.today_of(business, p_now);
    continue when business.next_run_sheet_at is null or private.today_of(business, business.next_run_sheet_at) < today
      or not exists (select from public.members m where m.business_id = business.id and m.gets_run_sheets and m.deleted_at is null);
    select jsonb_agg(jsonb_build_object('customer', b.customer_name, 'service', b.service_name, 'staff', s.name, 'address', b.address,
        'phone', b.customer_phone, 'pending', b.status = 'pending', 'at', private.local_words(b.starts_at, business.time_zone)) order by b.starts_at, b.id)
      into jobs
      from public.bookings b join public.staff s on s.business_id = b.business_id and s.id = b.staff_id
      where b.business_id = business.id and b.status in ('pending', 'confirmed') and b.deleted_at is null
        and b.starts_at >= today::timestamp at time zone business.time_zone and b.starts_at < (today + 1)::timestamp at time zone business.time_zone;
    if jobs is not null then
      perform private.tell_members(business, 'run_sheets', 'run_sheet', 'caused', 'run_sheet:' || today, p_now,
        p_detail => jsonb_build_object('day', private.local_words(p_now, business.time_zone), 'jobs', jobs,
          'several_staff', (select count(*) > 1 from public.staff s where s.business_id = business.id and s.deleted_at is null)));
    end if;
  end loop;
  return done;
end
$$;
grant execute on function public.run_sheets_due to service_role;
