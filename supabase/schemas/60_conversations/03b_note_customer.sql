-- Keeps what a customer told us about themselves; nothing known is overwritten by nothing, and nothing new writes nothing. A typed phone is
-- only a claim.
create function private.note_customer(p_business uuid, p_customer uuid, p_details jsonb, p_now timestamptz) returns public.customers
language plpgsql set search_path = ''
as $$
declare
  known public.customers;
  customer public.customers;
begin
  select * into known from public.customers where business_id = p_business and id = p_customer;
  customer := known;
  customer.name := coalesce(nullif(left(p_details ->> 'name', 80), ''), known.name);
  customer.email := coalesce(nullif(left(p_details ->> 'email', 200), ''), known.email);
  customer.claimed_phone := coalesce(nullif(p_details ->> 'phone', ''), known.claimed_phone);
  customer.address := coalesce(nullif(left(p_details ->> 'address', 200), ''), known.address);
  customer.place_id := coalesce(private.place_of(p_business, p_details ->> 'suburb', p_details ->> 'postcode'), known.place_id);
  if customer = known then
    return known;
  end if;
  update public.customers set name = customer.name, email = customer.email, claimed_phone = customer.claimed_phone,
      address = customer.address, place_id = customer.place_id, updated_at = p_now
    where business_id = p_business and id = p_customer
    returning * into customer;
  return customer;
end
$$;
