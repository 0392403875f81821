-- Reminds both sides of each confirmed booking whose time to be reminded has come: a day before, in contact hours. What was moved or called off
-- since has another time to remind of it, or none; the texts are looked at again when they leave. Returns how many bookings.
create function public.remind_due(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  booking public.bookings;
  business public.businesses;
  told jsonb;
  done int := 0;
begin
  for booking in
    select * from public.bookings where status = 'confirmed' and remind_at <= p_now
    order by remind_at limit 100 for no key update skip locked
  loop
    update public.bookings set remind_at = null where business_id = booking.business_id and id = booking.id;
    done := done + 1;
    select * into business from public.businesses where id = booking.business_id;
    continue when booking.starts_at <= p_now or booking.deleted_at is not null or business.deleted_at is not null or not business.sends_reminders;
    told := jsonb_build_object('starts_at', booking.starts_at);
    perform private.tell_members(business, 'reminders', 'reminder_copy', 'proactive', format('reminder_copy:%s:%s', booking.id, booking.starts_at), p_now,
      p_booking => booking.id, p_detail => told);
    if exists (select from public.customers c where c.business_id = booking.business_id and c.id = booking.customer_id and c.gets_reminders) then
      perform private.tell_customer(business, booking, 'reminder', 'proactive', format('reminder:%s:%s', booking.id, booking.starts_at), p_now,
        p_detail => told);
      perform private.add_event(booking, 'reminded', 'system', p_now);
    end if;
  end loop;
  return done;
end
$$;
grant execute on function public.remind_due to service_role;
