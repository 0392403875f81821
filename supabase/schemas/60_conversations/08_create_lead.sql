-- Tool: notes that the team should call this customer. One open lead per conversation and kind: what is said later is put before what it says
-- already, and the owner hears of additions at most once an hour. For kind 'full' p_details also says what they wanted, in case a time comes free:
-- {service_id, staff, wish}. Outcome: 'noted'.
create function public.create_lead(
  p_business uuid, p_conversation uuid, p_lease bigint, p_kind public.lead_kind, p_summary text, p_details jsonb default '{}',
  p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  customer public.customers;
  lead public.leads;
  said text := left(trim(p_summary), 300);
  key text := format('lead:%s:%s:%s', conversation.id, p_kind, conversation.inbound_seq);
begin
  select * into business from public.businesses where id = p_business;
  customer := private.note_customer(p_business, conversation.customer_id, p_details, p_now);
  select * into lead from public.leads l
    where l.business_id = p_business and l.conversation_id = conversation.id and l.kind = p_kind and l.state = 'open'
    order by l.created_at desc limit 1 for no key update;
  if not found then
    lead.id := private.add_lead(business, customer.id, conversation.id, p_kind, coalesce(customer.phone, customer.claimed_phone), said, key, p_now);
    perform private.tell_members(business, 'handoffs', 'lead', 'caused', key, p_now, p_lead => lead.id, p_conversation => conversation.id);
  elsif position(said in lead.summary) = 0 then
    update public.leads set summary = left(concat_ws(E'\n', said, nullif(lead.summary, '')), 2000) where business_id = p_business and id = lead.id;
    if p_now >= lead.created_at + interval '1 hour' then
      perform private.tell_members(business, 'handoffs', 'lead', 'caused',
        format('lead:%s:%s', lead.id, date_bin('1 hour', p_now, lead.created_at)), p_now, p_lead => lead.id, p_conversation => conversation.id);
    end if;
  end if;
  if p_kind = 'full' then
    perform private.note_wish(lead.id, customer, p_details);
  end if;
  return jsonb_build_object('outcome', 'noted');
end
$$;
grant execute on function public.create_lead to service_role;
