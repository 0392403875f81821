create function private.remove_service(p_business uuid, p_service uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  kept public.services;
begin
  perform private.business_to_change(p_business);
  select * into kept from public.services s where s.business_id = p_business and s.id = p_service;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such service.', hint = 'not_found';
  end if;
  update public.services set deleted_at = coalesce(deleted_at, p_now) where business_id = p_business and id = p_service;
  return jsonb_build_object('outcome', 'removed', 'name', kept.name, 'again', kept.deleted_at is not null, 'bookings', (
    select count(*) from public.bookings b
    where b.business_id = p_business and b.service_id = p_service and b.deleted_at is null and b.status in ('pending', 'confirmed') and b.starts_at > p_now));
end
$$;

-- An owner takes a service off the list: it is offered no more, and its bookings stay; `bookings` says how many are still to come.
-- Outcome: 'removed'; `again` when it was off already.
create function public.remove_service(p_business uuid, p_service uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.remove_service(p_business, p_service, now());
end
$$;
grant execute on function public.remove_service to authenticated;
