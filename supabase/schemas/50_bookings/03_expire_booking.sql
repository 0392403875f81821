-- Lapses one request that is past its deadline: frees the time, makes a lead, tells the customer and the owner. Changes nothing if
-- somebody else decided first. Returns whether it did.
create function private.expire_booking(p_business uuid, p_booking uuid, p_now timestamptz) returns boolean
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  business public.businesses;
  lead uuid;
begin
  update public.bookings set status = 'expired', ended_by = 'system', ended_reason = 'nobody answered in time', updated_at = p_now
    where business_id = p_business and id = p_booking and status = 'pending' and expires_at <= p_now
    returning * into booking;
  if not found then
    return false;
  end if;
  perform private.withdraw_moves(p_business, p_booking, p_now);
  perform private.free_time(p_business, p_booking);
  select * into business from public.businesses where id = p_business;
  perform private.time_freed(business, booking.staff_id, booking.starts_at, booking.ends_at, p_now);
  perform private.add_event(booking, 'expired', 'system', p_now);
  lead := private.add_lead(business, booking.customer_id, booking.conversation_id, 'expired', booking.customer_phone,
    format('Their request for %s was not answered in time.', booking.service_name), 'expired:' || booking.id, p_now, booking.id);
  perform private.tell_customer(business, booking, 'expired', 'proactive', 'expired:' || booking.id, p_now);
  perform private.tell_members(business, 'requests', 'request_expired', 'proactive', 'request_expired:' || booking.id, p_now,
    p_booking => booking.id, p_lead => lead);
  return true;
end
$$;
