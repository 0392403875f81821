-- A number takes no more texts from a business, by its own word or the carrier's. Of a customer with something open, if not blocked, the members are told:
-- STOP never cancels it. Of a member, the others are: what they were to decide now waits for somebody else.
create function private.tell_of_opt_out(p_business uuid, p_phone text, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  open_booking public.bookings;
  entry bigint := (select max(o.ledger_no) from public.opt_outs o where o.business_id = p_business and o.phone = p_phone);
begin
  select * into business from public.businesses where id = p_business;
  select b.* into open_booking from public.bookings b join public.customers c on c.business_id = b.business_id and c.id = b.customer_id
    where b.business_id = p_business and p_phone in (b.customer_phone, c.phone) and c.blocked_at is null
      and b.status in ('pending', 'confirmed') and b.starts_at > p_now and b.deleted_at is null
    order by b.starts_at, b.id limit 1;
  if found then
    perform private.add_event(open_booking, 'customer_opted_out', 'customer', p_now);
    perform private.tell_members(business, 'handoffs', 'opted_out', 'caused', format('opted_out:%s:%s', open_booking.id, entry), p_now,
      p_booking => open_booking.id);
  end if;
  perform private.queue_text(business, 'member_opted_out', 'caused', other.phone, format('member_opted_out:%s:%s', entry, other.user_id), p_now,
    p_member => other.user_id, p_detail => jsonb_build_object('name', gone.name, 'phone', gone.phone, 'number', business.sms_number))
  from (select m.name, m.phone from public.members m
      where m.business_id = p_business and m.phone = p_phone and m.deleted_at is null order by m.created_at, m.user_id limit 1) gone,
    public.members other
  where other.business_id = p_business and other.phone <> p_phone and other.deleted_at is null and not private.opted_out(p_business, other.phone);
end
$$;
