-- Changes what is known of a customer: {name, phone (E.164), email, address, suburb, postcode, notes, gets_reminders}, only what is named; an empty
-- phone or e-mail takes it away. Bookings still to come that carried the old name, phone or e-mail carry the new one, and their history says so;
-- where they take place stays. Outcomes: 'edited', 'unchanged', 'phone_taken' with `other` {id, name}: nothing was changed then.
create function private.edit_customer(p_business uuid, p_customer uuid, p_changes jsonb, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  old public.customers;
  customer public.customers;
  other uuid := private.customer_with_phone(p_business, nullif(p_changes ->> 'phone', ''));
  place uuid := private.place_of(p_business, p_changes ->> 'suburb', p_changes ->> 'postcode'); -- may be new; before any lock, as everywhere
begin
  perform from public.conversations c where c.business_id = p_business and c.customer_id = p_customer order by c.id for no key update;
  select * into old from public.customers c where c.business_id = p_business and c.id = p_customer and c.deleted_at is null for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such customer, or they are not yours.', hint = 'not_found';
  elsif p_changes ->> 'phone' <> '' and p_changes ->> 'phone' !~ '^\+[1-9][0-9]{6,14}$' then
    perform private.refuse('bad_phone', 'That phone number is not complete.');
  elsif p_changes ->> 'email' <> '' and p_changes ->> 'email' !~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$' then
    perform private.refuse('bad_email', 'That e-mail address is not complete. Write it like jane@example.com.');
  elsif other <> p_customer then
    return jsonb_build_object('outcome', 'phone_taken',
      'other', (select jsonb_build_object('id', c.id, 'name', c.name) from public.customers c where c.business_id = p_business and c.id = other));
  end if;
  customer := old;
  customer.name := coalesce(left(p_changes ->> 'name', 80), old.name);
  customer.phone := case when p_changes ? 'phone' then nullif(p_changes ->> 'phone', '') else old.phone end;
  customer.email := case when p_changes ? 'email' then nullif(left(p_changes ->> 'email', 200), '') else old.email end;
  customer.address := coalesce(left(p_changes ->> 'address', 200), old.address);
  customer.notes := coalesce(left(p_changes ->> 'notes', 4000), old.notes);
  customer.place_id := case when p_changes ? 'suburb' or p_changes ? 'postcode' then place else old.place_id end;
  customer.gets_reminders := coalesce((p_changes ->> 'gets_reminders')::boolean, old.gets_reminders);
  if customer = old then
    return jsonb_build_object('outcome', 'unchanged');
  end if;
  update public.customers set name = customer.name, phone = customer.phone, email = customer.email, address = customer.address,
      notes = customer.notes, place_id = customer.place_id, gets_reminders = customer.gets_reminders, updated_at = p_now
    where business_id = p_business and id = p_customer;
  perform private.carry_to_bookings(old, customer, p_member, p_now);
  return jsonb_build_object('outcome', 'edited');
end
$$;

-- Writes a customer's new name, phone and e-mail into their bookings still to come, where the old one stood.
create function private.carry_to_bookings(p_old public.customers, p_new public.customers, p_member uuid, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  old public.bookings;
  booking public.bookings;
begin
  if (p_old.name, p_old.phone, p_old.email) is not distinct from (p_new.name, p_new.phone, p_new.email) then
    return;
  end if;
  for old in
    select * from public.bookings b where b.business_id = p_new.business_id and b.customer_id = p_new.id and b.status in ('pending', 'confirmed')
      and b.ends_at > p_now and b.deleted_at is null order by b.id for no key update
  loop
    booking := old;
    booking.customer_name := case when old.customer_name = p_old.name and p_new.name <> '' then p_new.name else old.customer_name end;
    booking.customer_phone := case when old.customer_phone = p_old.phone then p_new.phone else old.customer_phone end;
    booking.customer_email := case when old.customer_email = p_old.email then p_new.email else old.customer_email end;
    continue when booking = old;
    update public.bookings set customer_name = booking.customer_name, customer_phone = booking.customer_phone,
        customer_email = booking.customer_email, updated_at = p_now
      where business_id = old.business_id and id = old.id;
    perform private.add_event(booking, 'edited', 'owner', p_now, p_member, private.changed_columns(old, booking));
  end loop;
end
$$;

create function public.edit_customer(p_business uuid, p_customer uuid, p_changes jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.edit_customer(p_business, p_customer, p_changes, private.require_member(p_business), now());
end
$$;
grant execute on function public.edit_customer to authenticated;
