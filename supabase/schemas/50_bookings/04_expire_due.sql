-- Lapses due requests, a hundred at a time; several workers may call it at once. Returns how many.
create function public.expire_due(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  due record;
  done int := 0;
begin
  for due in
    select business_id, id from public.bookings where status = 'pending' and expires_at <= p_now
    order by expires_at limit 100 for no key update skip locked
  loop
    done := done + private.expire_booking(due.business_id, due.id, p_now)::int;
  end loop;
  return done;
end
$$;
grant execute on function public.expire_due to service_role;

-- The same for one calendar, inside the transaction that needs the time.
create function private.expire_due_on(p_business uuid, p_staff uuid, p_now timestamptz) returns void
language sql set search_path = ''
as $$
  select private.expire_booking(business_id, id, p_now)
  from public.bookings
  where business_id = p_business and staff_id = p_staff and status = 'pending' and expires_at <= p_now
$$;
