-- What every page of a business needs, in one answer: its settings, the signed-in member's own phone (`stopped`: since when it gets no texts,
-- in words; null: it does), and how much waits for a person, fifty of each at most: `to_answer` (requests, and customers' wishes for another time)
-- and `waiting` (conversations); and what is wrong with another calendar that is read, if anything is (private.calendar_trouble). PT404 once the business is closed.
create function private.open_business(p_business uuid, p_member uuid) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  opened jsonb;
begin
  select jsonb_build_object(
      'id', b.id, 'name', b.name, 'time_zone', b.time_zone, 'currency', b.currency, 'travel_minutes', b.travel_minutes, 'paused_at', b.paused_at,
      'paused_until', b.paused_until, 'sms_number', b.sms_number, 'calendar_trouble', private.calendar_trouble(b.id, b.time_zone, now()),
      'to_answer', (select count(*) from (
          select from public.bookings k where k.business_id = b.id and k.status = 'pending' and k.deleted_at is null and k.expires_at > now()
            and not exists (select from public.moves v where v.business_id = b.id and v.booking_id = k.id and v.state = 'waiting')
          union all
          select from public.moves v where v.business_id = b.id and v.state = 'waiting' and v.asked_by = 'customer' and v.expires_at > now()
          limit 50) open),
      'waiting', (select count(*) from (
          select from public.conversations c where c.business_id = b.id and c.state = 'human' limit 50) open),
      'to_call', (select count(*) from (
          select from public.leads l where l.business_id = b.id and l.state = 'open' limit 50) open),
      'me', jsonb_build_object('phone', m.phone, 'role', m.role, 'verified', m.phone_verified_at is not null,
        'stopped', case when s.since is not null then private.local_words(s.since, b.time_zone) end))
    into opened
    from public.businesses b join public.members m on m.business_id = b.id and m.user_id = p_member,
      lateral (select private.opted_out_since(b.id, m.phone) as since) s
    where b.id = p_business and b.deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such business, or it is not yours.', hint = 'not_found';
  end if;
  return opened;
end
$$;

create function public.open_business(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  return private.open_business(p_business, member);
end
$$;
grant execute on function public.open_business to authenticated;

-- The same for the front page: with the six newest texts of the last 14 days that did not get through.
create function public.open_front_page(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  return private.open_business(p_business, member) || jsonb_build_object(
    'failed_texts', private.failed_texts(p_business, now() - interval '14 days', 6, now()));
end
$$;
grant execute on function public.open_front_page to authenticated;
