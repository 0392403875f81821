-- Whether the customer of a booking is reminded of this and their other bookings. Outcome: 'saved'; `again` when it was so before.
create function public.set_reminders(p_business uuid, p_booking uuid, p_wanted boolean) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  customer public.customers;
begin
  perform private.require_member(p_business);
  select c.* into customer from public.customers c
    join public.bookings b on b.business_id = c.business_id and b.customer_id = c.id
    where c.business_id = p_business and b.id = p_booking and b.deleted_at is null for no key update of c;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such booking, or it is not yours.', hint = 'not_found';
  end if;
  update public.customers set gets_reminders = p_wanted, updated_at = now() where business_id = p_business and id = customer.id;
  return jsonb_build_object('outcome', 'saved', 'again', customer.gets_reminders = p_wanted);
end
$$;
grant execute on function public.set_reminders to authenticated;
