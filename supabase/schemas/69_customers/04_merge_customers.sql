-- Locks two customers for good and all: their conversations, their bookings, then the two, as everywhere in this order. PT404 when either is not there.
create function private.lock_two_customers(p_business uuid, p_one uuid, p_other uuid) returns void
language plpgsql set search_path = ''
as $$
begin
  perform from public.conversations c where c.business_id = p_business and c.customer_id in (p_one, p_other) order by c.id for no key update;
  perform from public.bookings b where b.business_id = p_business and b.customer_id in (p_one, p_other) order by b.id for no key update;
  perform from public.customers c where c.business_id = p_business and c.id in (p_one, p_other) order by c.id for update; -- nothing new refers to them
  if (select count(*) from public.customers c where c.business_id = p_business and c.id in (p_one, p_other)) <> 2 then
    raise exception sqlstate 'PT404' using message = 'There is no such customer, or they are not yours.', hint = 'not_found';
  end if;
end
$$;

-- Points every row of every table that refers to a customer to another one: whatever table it is, so that none is forgotten.
create function private.repoint_customer(p_business uuid, p_keep uuid, p_drop uuid) returns void
language plpgsql set search_path = ''
as $$
declare
  key record;
begin
  for key in
    select k.conrelid::regclass as relation, a.attname as column_name from pg_catalog.pg_constraint k
    join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[2]
    where k.contype = 'f' and k.confrelid = 'public.customers'::regclass order by 1, 2
  loop
    execute format('update %s set %I = $1 where business_id = $2 and %I = $3', key.relation, key.column_name, key.column_name)
      using p_keep, p_business, p_drop;
  end loop;
end
$$;

-- Two customers are one person: all that was the dropped one's is the kept one's, and what the kept one lacks is taken over: phone, e-mail, name,
-- address, claimed phone; notes are put together. A number they do not take over stays theirs as a second one: whoever texts from it is them.
-- Blocked, or without reminders, if either was. Opt-outs are by number and stay. The dropped row stays as it was, with who did it and when.
-- Outcome: 'merged', `again` when it had been. Errors: PT400 'same' one with itself, 'merged_elsewhere'; PT404.
create function private.merge_customers(p_business uuid, p_keep uuid, p_drop uuid, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  kept public.customers;
  dropped public.customers;
begin
  if p_keep = p_drop then
    perform private.refuse('same', 'That is the same customer twice.');
  end if;
  perform private.lock_two_customers(p_business, p_keep, p_drop);
  select * into kept from public.customers c where c.business_id = p_business and c.id = p_keep;
  select * into dropped from public.customers c where c.business_id = p_business and c.id = p_drop;
  if kept.deleted_at is not null or dropped.deleted_at is not null and dropped.merged_into is distinct from p_keep then
    perform private.refuse('merged_elsewhere', 'One of the two was merged meanwhile. Look at the list of customers again.');
  end if;
  perform private.repoint_customer(p_business, p_keep, p_drop);
  if dropped.deleted_at is not null then
    return jsonb_build_object('outcome', 'merged', 'again', true);
  end if;
  update public.customers set merged_into = p_keep, merged_at = p_now, merged_by = p_member, deleted_at = p_now, updated_at = p_now
    where business_id = p_business and id = p_drop;
  perform private.take_over_details(kept, dropped, p_now);
  if coalesce(kept.blocked_at, dropped.blocked_at) is not null then
    perform private.block_customer(p_business, p_keep, coalesce(nullif(kept.blocked_reason, ''), dropped.blocked_reason), p_now);
  end if;
  return jsonb_build_object('outcome', 'merged', 'again', false);
end
$$;

-- Fills what one customer lacks from the other, who is no longer in use.
create function private.take_over_details(p_kept public.customers, p_dropped public.customers, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  moves boolean := p_kept.address = '' and p_kept.place_id is null; -- an address and its suburb go together
begin
  update public.customers c set
      name = coalesce(nullif(c.name, ''), p_dropped.name), phone = coalesce(c.phone, p_dropped.phone), email = coalesce(c.email, p_dropped.email),
      claimed_phone = coalesce(c.claimed_phone, p_dropped.claimed_phone),
      address = case when moves then p_dropped.address else c.address end, place_id = case when moves then p_dropped.place_id else c.place_id end,
      notes = case when c.notes = p_dropped.notes then c.notes else concat_ws(E'\n', nullif(c.notes, ''), nullif(p_dropped.notes, '')) end,
      gets_reminders = c.gets_reminders and p_dropped.gets_reminders,
      created_at = least(c.created_at, p_dropped.created_at), updated_at = p_now
    where c.business_id = p_kept.business_id and c.id = p_kept.id;
end
$$;

create function public.merge_customers(p_business uuid, p_keep uuid, p_drop uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.merge_customers(p_business, p_keep, p_drop, private.require_member(p_business), now());
end
$$;
grant execute on function public.merge_customers to authenticated;
