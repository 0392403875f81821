-- A customer's texts are only kept from now on: not answered, passed on to nobody. What the receptionist was about to say to them is dropped, times
-- kept for them are free again. Their bookings stay. Outcome: 'blocked', with those still to come as `bookings`; `again` when they were.
create function private.block_customer(p_business uuid, p_customer uuid, p_reason text, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  customer public.customers;
  conversation uuid;
begin
  select * into business from public.businesses where id = p_business;
  for conversation in -- locked before the customer, as a turn does
    select c.id from public.conversations c where c.business_id = p_business and c.customer_id = p_customer order by c.id for no key update
  loop
    update public.conversations set answer_due_at = null, handoff_nag_at = null, handoff_lapse_at = null
      where business_id = p_business and id = conversation;
    perform private.release_offers(p_business, conversation);
  end loop;
  select * into customer from public.customers c
    where c.business_id = p_business and c.id = p_customer and c.deleted_at is null for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such customer, or they are not yours.', hint = 'not_found';
  end if;
  update public.customers
    set blocked_at = coalesce(blocked_at, p_now), blocked_reason = left(coalesce(p_reason, ''), 300), updated_at = p_now
    where business_id = p_business and id = p_customer;
  return jsonb_build_object('outcome', 'blocked', 'again', customer.blocked_at is not null, 'bookings',
    (select coalesce(jsonb_agg(private.booking_words(business, b) order by b.starts_at), '[]') from public.bookings b
      where b.business_id = p_business and b.customer_id = p_customer and b.status in ('pending', 'confirmed') and b.starts_at > p_now
        and b.deleted_at is null));
end
$$;

create function public.block_customer(p_business uuid, p_customer uuid, p_reason text default '') returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.block_customer(p_business, p_customer, p_reason, now());
end
$$;
grant execute on function public.block_customer to authenticated;

-- Their next text is answered again; those sent while they were blocked are not. Outcome: 'unblocked'; `again` when they were not blocked.
create function public.unblock_customer(p_business uuid, p_customer uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  customer public.customers;
begin
  perform private.require_member(p_business);
  perform from public.conversations c where c.business_id = p_business and c.customer_id = p_customer order by c.id for no key update;
  select * into customer from public.customers c
    where c.business_id = p_business and c.id = p_customer and c.deleted_at is null for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such customer, or they are not yours.', hint = 'not_found';
  end if;
  if customer.blocked_at is null then
    return jsonb_build_object('outcome', 'unblocked', 'again', true);
  end if;
  update public.customers set blocked_at = null, blocked_reason = '', updated_at = now() where business_id = p_business and id = p_customer;
  update public.conversations set answered_seq = inbound_seq where business_id = p_business and customer_id = p_customer;
  return jsonb_build_object('outcome', 'unblocked', 'again', false);
end
$$;
grant execute on function public.unblock_customer to authenticated;
