-- What lies before the message p_first_seq of a conversation, from rows: how many messages and since when; the customer's newest five bookings
-- that are over, and newest three leads, made before it. Null when nothing does.
create function private.earlier_of(p_business public.businesses, p_conversation public.conversations, p_first_seq int, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  first_at timestamptz := coalesce((select m.created_at from public.messages m
    where m.business_id = p_business.id and m.conversation_id = p_conversation.id and m.seq = p_first_seq), p_now);
  earlier jsonb := jsonb_build_object(
    'messages', p_first_seq - 1,
    'since', (select private.local_words(m.created_at, p_business.time_zone) from public.messages m
      where m.business_id = p_business.id and m.conversation_id = p_conversation.id and m.seq = 1 and p_first_seq > 1),
    'bookings', (select coalesce(jsonb_agg(jsonb_build_object('service', b.service_name, 'status', b.status,
        'words', private.local_words(b.starts_at, p_business.time_zone)) order by b.starts_at), '[]')
      from (select * from public.bookings k
        where k.business_id = p_business.id and k.customer_id = p_conversation.customer_id and k.deleted_at is null and k.requested_at < first_at
          and (k.starts_at <= p_now or k.status not in ('pending', 'confirmed'))
        order by k.starts_at desc limit 5) b),
    'leads', (select coalesce(jsonb_agg(jsonb_build_object('kind', l.kind, 'state', l.state, 'summary', l.summary,
        'words', private.local_words(l.created_at, p_business.time_zone)) order by l.created_at), '[]')
      from (select * from public.leads d
        where d.business_id = p_business.id and d.customer_id = p_conversation.customer_id and d.created_at < first_at
        order by d.created_at desc limit 3) l));
begin
  return case when earlier ->> 'messages' <> '0' or earlier -> 'bookings' <> '[]' or earlier -> 'leads' <> '[]' then earlier end;
end
$$;
