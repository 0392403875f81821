-- Serialises decisions about one calendar until the transaction ends: travel is pairwise, which no constraint can express.
create function private.lock_calendar(p_business uuid, p_staff uuid) returns void
language sql set search_path = ''
as $$
  select pg_advisory_xact_lock(hashtextextended(p_business::text || p_staff::text, 0))
$$;
