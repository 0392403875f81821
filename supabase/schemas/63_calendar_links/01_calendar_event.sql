-- A booking as an entry of its customer's own calendar, by its token; null for a token nobody has. Whoever has the token may read it, so it says nothing of
-- the customer but where the job is. `sequence` grows with everything that happens to the booking; instants are in UTC.
create function public.calendar_event(p_token uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'booking_id', k.id, 'business', b.name, 'call_number', coalesce(b.call_number, b.sms_number), 'service', k.service_name,
      'address', coalesce(nullif(k.address, ''), b.address), 'status', k.status, 'starts_at', k.starts_at, 'ends_at', k.ends_at,
      'sequence', e.happened, 'changed_at', greatest(k.updated_at, e.last_at))
    from public.bookings k
      join public.businesses b on b.id = k.business_id
      cross join lateral (
        select count(*) as happened, max(v.created_at) as last_at from public.booking_events v
        where v.business_id = k.business_id and v.booking_id = k.id) e
    where k.calendar_token = p_token and k.deleted_at is null and b.deleted_at is null);
end
$$;
grant execute on function public.calendar_event to service_role;
