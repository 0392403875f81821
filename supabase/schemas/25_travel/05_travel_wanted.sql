-- What to measure before times are looked for at a suburb and postcode, which become a place of the business if they are new. Nothing but
-- empty lists when its drives are known, or neither is given. See private.travel_sheet, and private.travel_pairs for p_provider.
create function public.travel_wanted(
  p_business uuid, p_suburb text default '', p_postcode text default '', p_provider text default null, p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.travel_sheet(p_business, array_remove(array[private.place_of(p_business, p_suburb, p_postcode)], null), '{}', p_now, p_provider);
end
$$;
grant execute on function public.travel_wanted to service_role;
