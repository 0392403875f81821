-- Tool: finds up to three free times for a service and issues them to the conversation. The wish is in local words, as for
-- private.offer_candidates; p_staff names a person or is null for anyone. Returns {match, set, offers} as private.make_offers.
create function public.find_slots(
  p_business uuid, p_conversation uuid, p_lease bigint, p_service uuid, p_wish jsonb default '{}', p_staff text default null,
  p_suburb text default '', p_postcode text default '', p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  service public.services;
  staff uuid;
begin
  select * into business from public.businesses where id = p_business;
  select * into service from public.services where business_id = p_business and id = p_service and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such service.', hint = 'not_found';
  end if;
  if p_staff is not null then
    select id into staff from public.staff where business_id = p_business and lower(name) = lower(p_staff) and deleted_at is null;
    if not found then
      raise exception sqlstate 'PT404' using message = format('Nobody called %s works here.', p_staff), hint = 'not_found';
    end if;
  end if;
  return private.make_offers(business, conversation.id, conversation.customer_id, service, staff,
    private.place_of(p_business, p_suburb, p_postcode), p_wish, p_now);
end
$$;
grant execute on function public.find_slots to service_role;
