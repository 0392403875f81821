-- One page of people to call, newest first, 50 at most, after the one noted at p_at with the id p_id: {leads, more, open, calls}. p_open: those still to
-- be called, else the others. `open`: how many are to be called. `calls`: the newest 20 missed calls, and whether the caller was texted back.
create function private.leads_page(p_business uuid, p_open boolean, p_at timestamptz, p_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
  with found as (
    select l.* from public.leads l
    where l.business_id = p_business and (l.state = 'open') = p_open and (p_at is null or (l.created_at, l.id) < (p_at, p_id))
    order by l.created_at desc, l.id desc limit 51
  ), shown as (
    select f.*, row_number() over (order by f.created_at desc, f.id desc) as place from found f
  )
  select jsonb_build_object(
    'leads', (select coalesce(jsonb_agg(jsonb_build_object(
        'id', s.id, 'kind', s.kind, 'state', s.state, 'summary', s.summary, 'created_at', s.created_at, 'conversation_id', s.conversation_id,
        'booking_id', s.booking_id, 'customer_id', s.customer_id, 'name', c.name, 'phone', coalesce(s.phone, c.phone, c.claimed_phone),
        'service', (select v.name from public.services v where v.business_id = s.business_id and v.id = s.service_id), 'service_id', s.service_id,
        'tries', (select count(*) from public.lead_events e where e.business_id = s.business_id and e.lead_id = s.id and e.state = 'no_answer'),
        'events', (select coalesce(jsonb_agg(jsonb_build_object('state', e.state, 'note', e.note, 'created_at', e.created_at,
              'who', (select m.name from public.members m where m.business_id = e.business_id and m.user_id = e.member_id))
            order by e.created_at desc, e.id), '[]')
          from (select * from public.lead_events e where e.business_id = s.business_id and e.lead_id = s.id order by e.created_at desc limit 10) e)
      ) order by s.place), '[]')
      from shown s join public.customers c on c.business_id = s.business_id and c.id = s.customer_id where s.place <= 50),
    'more', (select count(*) > 50 from found),
    'open', (select count(*) from public.leads l where l.business_id = p_business and l.state = 'open'),
    'calls', (select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'phone', k.from_number, 'started_at', k.started_at,
        'conversation_id', k.conversation_id, 'name', c.name) order by k.started_at desc), '[]')
      from (select * from public.calls k where k.business_id = p_business and k.outcome = 'missed' order by k.started_at desc limit 20) k
        left join public.customers c on c.business_id = k.business_id and c.id = k.customer_id))
$$;

create function public.leads_page(p_business uuid, p_open boolean default true, p_at timestamptz default null, p_id uuid default null) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.leads_page(p_business, p_open, p_at, p_id);
end
$$;
grant execute on function public.leads_page to authenticated;
