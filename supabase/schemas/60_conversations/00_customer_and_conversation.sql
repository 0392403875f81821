-- The customer with this proven phone, made if new.
create function private.customer_by_phone(p_business uuid, p_phone text, p_now timestamptz) returns public.customers
language plpgsql set search_path = ''
as $$
declare
  customer public.customers;
begin
  select * into customer from public.customers where business_id = p_business and phone = p_phone and deleted_at is null;
  if not found then
    insert into public.customers (business_id, phone, created_at, updated_at) values (p_business, p_phone, p_now, p_now)
      on conflict (business_id, phone) where deleted_at is null do update set phone = excluded.phone
      returning * into customer;
  end if;
  return customer;
end
$$;

-- The one conversation with this peer, made if new, locked until the transaction ends: messages queue here.
create function private.conversation_with(
  p_business uuid, p_channel public.channel, p_peer text, p_customer uuid, p_now timestamptz
) returns public.conversations
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations;
begin
  select * into conversation from public.conversations c
    where c.business_id = p_business and c.channel = p_channel and c.peer = p_peer for no key update;
  if not found then
    insert into public.conversations as c (business_id, channel, peer, customer_id, created_at)
      values (p_business, p_channel, p_peer, p_customer, p_now)
      on conflict (business_id, channel, peer) do update set peer = excluded.peer
      returning * into conversation;
  end if;
  return conversation;
end
$$;

-- STOP or START from a number. The owner is told when the customer, if not blocked, has something open: STOP never cancels it.
create function private.record_opt_out(
  p_business public.businesses, p_customer public.customers, p_phone text, p_keyword text, p_now timestamptz
) returns void
language plpgsql set search_path = ''
as $$
declare
  open_booking public.bookings;
begin
  if not private.note_keyword(p_business.id, p_phone, p_keyword, p_now) or p_customer.blocked_at is not null then
    return;
  end if;
  select * into open_booking from public.bookings b
    where b.business_id = p_business.id and b.customer_id = p_customer.id and b.status in ('pending', 'confirmed') and b.starts_at > p_now
    order by b.starts_at limit 1;
  if found then
    perform private.add_event(open_booking, 'customer_opted_out', 'customer', p_now);
    perform private.tell_members(p_business, 'handoffs', 'opted_out', 'caused', format('opted_out:%s:%s', open_booking.id, p_now), p_now,
      p_booking => open_booking.id);
  end if;
end
$$;
