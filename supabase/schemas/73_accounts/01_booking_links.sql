-- The text whose link has this token. PT404 once the link has expired, or its member has been removed or has another phone, or its business closed; nobody learns which.
create function private.linked_text(p_token text, p_now timestamptz) returns public.outbox
language plpgsql stable set search_path = ''
as $$
declare
  linked public.outbox;
begin
  select o.* into linked
    from private.booking_links l
    join public.outbox o on o.business_id = l.business_id and o.id = l.text_id
    join public.members m on m.business_id = o.business_id and m.user_id = o.member_id and m.phone = o.recipient and m.deleted_at is null
    join public.businesses b on b.id = o.business_id and b.deleted_at is null
    join public.bookings k on k.business_id = o.business_id and k.id = o.booking_id and k.deleted_at is null
    where l.token_hash = sha256(convert_to(p_token, 'UTF8')) and l.expires_at > p_now;
  if not found then
    raise exception sqlstate 'PT404' using message = 'This link has expired.', hint = 'not_found';
  end if;
  return linked;
end
$$;

-- What a link shows, whoever holds it: its booking in words and nothing else of the business. `asks`: what waits for an answer, 'request', 'move' (a
-- customer's wish for another time) or null. Changes nothing.
create function private.open_booking_link(p_token text, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  linked public.outbox := private.linked_text(p_token, p_now);
begin
  return (
    select jsonb_build_object(
      'business', jsonb_build_object('id', b.id, 'name', b.name, 'time_zone', b.time_zone),
      'booking', private.booking_words(b, k),
      'asks', case
        when k.status = 'pending' and k.expires_at > p_now then 'request'
        when k.status = 'confirmed' and exists (
          select from public.moves v
          where v.business_id = k.business_id and v.booking_id = k.id and v.state = 'waiting' and v.asked_by = 'customer' and v.expires_at > p_now) then 'move' end)
    from public.businesses b join public.bookings k on k.business_id = b.id and k.id = linked.booking_id
    where b.id = linked.business_id);
end
$$;

-- Answers what a link shows as the member it was sent to: p_answer 'confirm' or 'decline', of the customer's wish p_move where there is one, else of the
-- request itself. Outcomes and their once-only as for confirm_booking, decline_booking and answer_move.
create function private.answer_booking_link(p_token text, p_answer text, p_reason text, p_move uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  linked public.outbox := private.linked_text(p_token, p_now);
  yes boolean := p_answer = 'confirm';
begin
  if p_answer is null or p_answer not in ('confirm', 'decline') then
    perform private.refuse('bad_answer', 'Say whether to confirm or to decline.');
  elsif p_move is not null then
    if not exists (
      select from public.moves v
      where v.business_id = linked.business_id and v.booking_id = linked.booking_id and v.id = p_move and v.asked_by = 'customer') then
      raise exception sqlstate 'PT404' using message = 'There is no such request.', hint = 'not_found';
    end if;
    return private.answer_move(linked.business_id, p_move, yes, left(coalesce(p_reason, ''), 500), linked.member_id, p_now);
  elsif yes then
    return private.confirm_booking(linked.business_id, linked.booking_id, linked.member_id, p_now);
  end if;
  return private.decline_booking(linked.business_id, linked.booking_id, linked.member_id, left(coalesce(p_reason, ''), 500), p_now);
end
$$;

create function public.open_booking_link(p_token text) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return private.open_booking_link(p_token, now());
end
$$;
grant execute on function public.open_booking_link to anon;

create function public.answer_booking_link(p_token text, p_answer text, p_reason text default '', p_move uuid default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.answer_booking_link(p_token, p_answer, p_reason, p_move, now());
end
$$;
grant execute on function public.answer_booking_link to anon;
