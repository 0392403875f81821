-- Whether bookings of a business changed since they were last put into a calendar kept elsewhere that takes them.
create function private.has_bookings_to_send(p_source public.calendar_sources) returns boolean
language sql stable set search_path = ''
as $$
  select p_source.sends and p_source.deleted_at is null and p_source.broken_at is null and p_source.failures = 0 and exists (
    select from public.bookings b where b.business_id = p_source.business_id and b.updated_at > p_source.sent_to)
$$;
