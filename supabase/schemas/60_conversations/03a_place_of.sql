-- The place of a suburb and postcode, made if new; null when neither is known.
create function private.place_of(p_business uuid, p_suburb text, p_postcode text) returns uuid
language plpgsql set search_path = ''
as $$
declare
  place uuid;
begin
  if coalesce(p_suburb, '') = '' and coalesce(p_postcode, '') = '' then
    return null;
  end if;
  select p.id into place from public.places p
    where p.business_id = p_business and lower(p.suburb) = lower(coalesce(p_suburb, '')) and p.postcode = coalesce(p_postcode, '');
  if found then
    return place;
  end if;
  insert into public.places as p (business_id, suburb, postcode) values (p_business, coalesce(p_suburb, ''), coalesce(p_postcode, ''))
    on conflict (business_id, lower(suburb), postcode) do update set suburb = p.suburb
    returning id into place;
  return place;
end
$$;
