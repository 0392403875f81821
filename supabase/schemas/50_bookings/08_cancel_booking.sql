-- Calls off a booking that is pending or confirmed, by its customer or the owner; frees all it held, both times of a move included, and tells
-- both sides (the customer only if p_tell, and not of what is over). Outcomes: 'cancelled', else 'already_ended'.
create function private.cancel_booking(
  p_business uuid, p_booking uuid, p_actor public.actor_kind, p_actor_id uuid, p_reason text, p_tell boolean, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings := private.locked_booking(p_business, p_booking, p_now);
begin
  select * into business from public.businesses where id = p_business;
  update public.bookings
    set status = 'cancelled', ended_by = p_actor, ended_reason = left(coalesce(p_reason, ''), 500), updated_at = p_now,
        decided_at = case when p_actor = 'owner' then p_now else decided_at end, decided_by = coalesce(p_actor_id, decided_by)
    where business_id = p_business and id = p_booking and status in ('pending', 'confirmed')
    returning * into booking;
  if not found then
    return jsonb_build_object('outcome', 'already_ended', 'booking', (select private.booking_words(business, b)
      from public.bookings b where b.business_id = p_business and b.id = p_booking));
  end if;
  perform private.withdraw_moves(p_business, p_booking, p_now);
  perform private.free_time(p_business, p_booking);
  perform private.time_freed(business, booking.staff_id, booking.starts_at, booking.ends_at, p_now);
  perform private.add_event(booking, 'cancelled', p_actor, p_now, p_actor_id, jsonb_build_object('reason', booking.ended_reason, 'told', p_tell));
  if p_tell and booking.ends_at > p_now then
    perform private.tell_customer(business, booking, 'cancelled', 'caused', 'cancelled:' || booking.id, p_now);
  end if;
  if p_actor = 'customer' then
    perform private.tell_members(business, 'requests', 'customer_cancelled', 'caused', 'customer_cancelled:' || booking.id, p_now,
      p_booking => booking.id);
  end if;
  return jsonb_build_object('outcome', 'cancelled', 'booking', private.booking_words(business, booking));
end
$$;

create function public.cancel_booking(p_business uuid, p_booking uuid, p_reason text default '', p_tell boolean default true) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.cancel_booking(p_business, p_booking, 'owner', private.require_member(p_business), p_reason, p_tell, now());
end
$$;
grant execute on function public.cancel_booking to authenticated;
