-- What became of a confirmed booking once its time has come: 'completed' or 'no_show'. The one may be corrected to the other. Outcomes: the
-- status, 'not_yet' (it has not started), 'not_confirmed', or 'already_ended' (it was cancelled or lapsed). The same again
-- changes nothing and says so: `again`.
create function private.finish_booking(
  p_business uuid, p_booking uuid, p_status public.booking_status, p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings := private.locked_booking(p_business, p_booking, p_now);
  outcome text := p_status;
  again boolean := booking.status = p_status;
begin
  select * into business from public.businesses where id = p_business;
  if booking.status in ('cancelled', 'expired') then
    outcome := 'already_ended';
  elsif booking.status = 'pending' then
    outcome := 'not_confirmed';
  elsif booking.starts_at > p_now then
    outcome := 'not_yet';
  elsif booking.status <> p_status then
    update public.bookings set status = p_status, updated_at = p_now
      where business_id = p_business and id = p_booking returning * into booking;
    perform private.withdraw_moves(p_business, p_booking, p_now);
    perform private.add_event(booking, p_status::text, 'owner', p_now, p_member);
    if p_status = 'completed' then
      perform private.ask_feedback(business, booking, p_now);
    else
      delete from public.feedback where business_id = p_business and booking_id = p_booking and score is null;
    end if;
  end if;
  return jsonb_build_object('outcome', outcome, 'again', again, 'booking', private.booking_words(business, booking));
end
$$;

create function public.complete_booking(p_business uuid, p_booking uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.finish_booking(p_business, p_booking, 'completed', private.require_member(p_business), now());
end
$$;
grant execute on function public.complete_booking to authenticated;

create function public.mark_no_show(p_business uuid, p_booking uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.finish_booking(p_business, p_booking, 'no_show', private.require_member(p_business), now());
end
$$;
grant execute on function public.mark_no_show to authenticated;
