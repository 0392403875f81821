-- Whom a number reaches: the customer with this proven phone, else the one that a customer with it was merged into. Null: nobody.
create function private.customer_with_phone(p_business uuid, p_phone text) returns uuid
language plpgsql stable set search_path = ''
as $$
begin
  return coalesce(
    (select c.id from public.customers c where c.business_id = p_business and c.phone = p_phone and c.deleted_at is null),
    (select k.id from public.customers c
      join public.customers k on k.business_id = c.business_id and k.id = c.merged_into and k.deleted_at is null
      where c.business_id = p_business and c.phone = p_phone and c.merged_into is not null order by c.merged_at desc limit 1));
end
$$;

-- A customer as they are now, or the one they were merged into meanwhile.
create function private.customer_now(p_business uuid, p_customer uuid) returns public.customers
language plpgsql stable set search_path = ''
as $$
declare
  customer public.customers;
begin
  select k.* into customer from public.customers c
    join public.customers k on k.business_id = c.business_id and k.id = coalesce(c.merged_into, c.id)
    where c.business_id = p_business and c.id = p_customer;
  return customer;
end
$$;

-- The customer this phone reaches, made if new.
create function private.customer_by_phone(p_business uuid, p_phone text, p_now timestamptz) returns public.customers
language plpgsql set search_path = ''
as $$
declare
  customer public.customers;
begin
  select * into customer from public.customers where business_id = p_business and id = private.customer_with_phone(p_business, p_phone);
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

-- STOP or START from a number. A START that lifts a STOP is confirmed, unless the carrier has done so (p_by_carrier).
create function private.record_opt_out(
  p_business public.businesses, p_customer public.customers, p_conversation public.conversations, p_keyword text, p_by_carrier boolean, p_message uuid,
  p_now timestamptz
) returns void
language plpgsql set search_path = ''
as $$
declare
  phone text := p_conversation.peer;
  had_stopped boolean := private.opted_out(p_business.id, phone);
begin
  if not private.note_keyword(p_business.id, phone, p_keyword, p_now) and had_stopped and not p_by_carrier then
    perform private.queue_text(p_business, 'opted_in', 'reply', phone, format('opted_in:%s', p_message), p_now,
      p_customer => p_customer.id, p_conversation => p_conversation.id);
  end if;
end
$$;

-- Tells a customer who texted HELP what this number is, at most once in ten minutes, and nobody who told it to stop.
create function private.answer_help(
  p_business public.businesses, p_customer public.customers, p_conversation public.conversations, p_message uuid, p_now timestamptz
) returns void
language plpgsql set search_path = ''
as $$
begin
  if not private.opted_out(p_business.id, p_conversation.peer) and not exists (
    select from public.outbox o where o.business_id = p_business.id and o.conversation_id = p_conversation.id and o.kind = 'help'
      and o.created_at > p_now - interval '10 minutes') then
    perform private.queue_text(p_business, 'help', 'reply', p_conversation.peer, format('help:%s', p_message), p_now,
      p_customer => p_customer.id, p_conversation => p_conversation.id);
  end if;
end
$$;
