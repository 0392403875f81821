-- Why a text must not leave now, or null. Asked again just before sending, from the rows as they are then.
create function private.text_refusal(p_text public.outbox) returns text
language plpgsql stable set search_path = ''
as $$
declare
  status public.booking_status;
begin
  if p_text.medium = 'sms' and private.opted_out(p_text.business_id, p_text.recipient) then
    return 'opted out';
  end if;
  if p_text.customer_id is not null and exists (
    select from public.customers c
    where c.business_id = p_text.business_id and c.id = p_text.customer_id and c.blocked_at is not null) then
    return 'blocked';
  end if;
  if p_text.booking_id is null then
    return null;
  end if;
  select b.status into status from public.bookings b where b.business_id = p_text.business_id and b.id = p_text.booking_id;
  return case
    when p_text.kind in ('request', 'nag', 'note') and status not in ('pending', 'confirmed') then format('the booking is %s', status)
    when p_text.kind in ('request', 'nag') and status <> 'pending' then format('the booking is %s', status)
    when p_text.kind = 'confirmed' and status <> 'confirmed' then format('the booking is %s', status)
    when p_text.kind = 'expired' and status <> 'expired' then format('the booking is %s', status)
  end;
end
$$;
