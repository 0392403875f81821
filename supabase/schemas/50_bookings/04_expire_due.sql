-- Lapses due requests and moves, a hundred of each at a time, and drops kept offers past their time; several workers may call it at once.
-- Returns how many requests and moves.
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
  for due in
    select m.business_id, m.id from public.moves m
    join public.bookings b on b.business_id = m.business_id and b.id = m.booking_id
    where m.state = 'waiting' and m.expires_at <= p_now
    order by m.expires_at limit 100 for no key update of b skip locked
  loop
    done := done + private.lapse_move(due.business_id, due.id, p_now)::int;
  end loop;
  delete from public.holds h using (
    select business_id, id from public.holds where offer_id is not null and expires_at <= p_now limit 100 for update skip locked) lapsed
    where h.business_id = lapsed.business_id and h.id = lapsed.id;
  return done;
end
$$;
grant execute on function public.expire_due to service_role;
