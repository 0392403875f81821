-- One set of offers in words, in order of position, those already lapsed left out.
create function private.offers_of(p_business public.businesses, p_conversation uuid, p_set int, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
        'ref', o.ref, 'position', o.position, 'starts_at', o.starts_at, 'service', s.name, 'staff', t.name,
        'soon', o.starts_at < date_trunc('day', p_now, p_business.time_zone) + interval '7 days',
        'words', private.local_words(o.starts_at, p_business.time_zone)) order by o.position), '[]')
    from public.offers o
    join public.services s on s.business_id = o.business_id and s.id = o.service_id
    join public.staff t on t.business_id = o.business_id and t.id = o.staff_id
    where o.business_id = p_business.id and o.conversation_id = p_conversation and o.set_no = p_set and o.expires_at > p_now);
end
$$;
