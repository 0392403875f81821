-- Tool: adds what the customer said after booking ("dog in yard") to the newest open booking made in this conversation; the owner hears
-- of it once. Outcomes: 'noted', 'no_booking'. The same note twice is kept once.
create function public.add_booking_note(
  p_business uuid, p_conversation uuid, p_lease bigint, p_note text, p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  booking public.bookings;
  note text := left(trim(p_note), 600);
begin
  select * into business from public.businesses where id = p_business;
  select * into booking from public.bookings b
    where b.business_id = p_business and b.conversation_id = conversation.id and b.status in ('pending', 'confirmed') and b.starts_at > p_now
    order by b.requested_at desc limit 1 for no key update;
  if not found or note = '' then
    return jsonb_build_object('outcome', 'no_booking');
  end if;
  if position(note in booking.notes) = 0 then
    update public.bookings set notes = trim(both E'\n' from notes || E'\n' || note), updated_at = p_now
      where business_id = p_business and id = booking.id returning * into booking;
    perform private.add_event(booking, 'noted', 'customer', p_now, null, jsonb_build_object('note', note));
    perform private.tell_members(business, 'requests', 'note', 'caused', format('note:%s:%s', booking.id, md5(note)), p_now,
      p_booking => booking.id, p_detail => jsonb_build_object('note', note));
  end if;
  return jsonb_build_object('outcome', 'noted', 'booking', private.booking_words(business, booking));
end
$$;
grant execute on function public.add_booking_note to service_role;
