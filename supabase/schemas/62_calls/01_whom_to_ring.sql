-- The phone to ring for a call: the one the business named, else its first owner's that will do; null when there is none. Never one of p_not (the caller,
-- the number called) and never a number that texts and calls reach us by: the call would come back.
create function private.whom_to_ring(p_business public.businesses, p_not text[]) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select candidate.phone
    from (
      select p_business.forward_calls_to as phone, null::timestamptz as since, null::uuid as user_id
      union all
      select m.phone, m.created_at, m.user_id from public.members m
      where m.business_id = p_business.id and m.role = 'owner' and m.deleted_at is null) candidate
    where candidate.phone is not null and candidate.phone <> all (array_remove(p_not, null))
      and not exists (select from public.businesses b where b.sms_number = candidate.phone)
    order by candidate.since nulls first, candidate.user_id limit 1);
end
$$;
