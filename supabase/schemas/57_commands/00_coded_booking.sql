-- The booking that members call by this code: the one still open, else the newest that had it; null where there is none.
create function private.coded_booking(p_business uuid, p_code text) returns public.bookings
language plpgsql stable set search_path = ''
as $$
declare
  booking public.bookings;
begin
  select * into booking from public.bookings b
    where b.business_id = p_business and b.code = upper(p_code) and b.deleted_at is null
    order by b.status in ('pending', 'confirmed') desc, b.requested_at desc limit 1;
  return booking;
end
$$;

-- The bookings members may decide by code, each with its code and its time in words: what a text is read against.
create function private.open_codes(p_business public.businesses) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('code', b.code, 'words', private.local_words(b.starts_at, p_business.time_zone)) order by b.starts_at), '[]')
    from public.bookings b
    where b.business_id = p_business.id and b.status in ('pending', 'confirmed') and b.code is not null and b.deleted_at is null);
end
$$;
