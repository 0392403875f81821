-- Keeps what a customer told us about themselves; nothing known is overwritten by nothing. A typed phone is only a claim.
create function private.note_customer(p_business uuid, p_customer uuid, p_details jsonb, p_now timestamptz) returns public.customers
language plpgsql set search_path = ''
as $$
declare
  customer public.customers;
begin
  update public.customers set
      name = coalesce(nullif(left(p_details ->> 'name', 80), ''), name),
      email = coalesce(nullif(left(p_details ->> 'email', 200), ''), email),
      claimed_phone = coalesce(nullif(p_details ->> 'phone', ''), claimed_phone),
      address = coalesce(nullif(left(p_details ->> 'address', 200), ''), address),
      place_id = coalesce(private.place_of(p_business, p_details ->> 'suburb', p_details ->> 'postcode'), place_id),
      updated_at = p_now
    where business_id = p_business and id = p_customer
    returning * into customer;
  return customer;
end
$$;
