-- One line of a booking's history.
create function private.add_event(
  p_booking public.bookings, p_kind text, p_actor public.actor_kind, p_now timestamptz, p_actor_id uuid default null, p_detail jsonb default '{}'
) returns void
language plpgsql set search_path = ''
as $$
begin
  insert into public.booking_events (business_id, booking_id, kind, actor, actor_id, detail, created_at)
  values (p_booking.business_id, p_booking.id, p_kind, p_actor, p_actor_id, p_detail, p_now);
end
$$;
