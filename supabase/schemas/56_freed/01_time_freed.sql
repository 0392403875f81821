-- A stretch of a calendar has come free: it goes down the list of those who asked to hear of one, if there are any, from the next contact hours on.
-- Only what lies ahead, and within two weeks.
create function private.time_freed(p_business public.businesses, p_staff uuid, p_starts timestamptz, p_ends timestamptz, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  insert into public.backfills (business_id, staff_id, starts_at, ends_at, due_at, created_at)
  select p_business.id, p_staff, p_starts, p_ends, private.in_contact_hours(p_business, p_now), p_now
  where p_business.fills_freed_times and p_starts > p_now and p_starts <= p_now + interval '14 days'
    and exists (select from public.leads l where l.business_id = p_business.id and l.wants_freed_times_at is not null and l.state = 'open');
end
$$;
