-- Reminds owners once of each request whose nag is due. Returns how many requests.
create function public.nag_due(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  booking public.bookings;
  business public.businesses;
  done int := 0;
begin
  for booking in
    select * from public.bookings where status = 'pending' and nagged_at is null and nag_at <= p_now and expires_at > p_now
    order by nag_at limit 100 for no key update skip locked
  loop
    update public.bookings set nagged_at = p_now where business_id = booking.business_id and id = booking.id;
    select * into business from public.businesses where id = booking.business_id;
    perform private.add_event(booking, 'nagged', 'system', p_now);
    perform private.tell_members(business, 'requests', 'nag', 'proactive', 'nag:' || booking.id, p_now, p_booking => booking.id);
    done := done + 1;
  end loop;
  return done;
end
$$;
grant execute on function public.nag_due to service_role;
