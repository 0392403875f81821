-- Tool: a person takes over. The receptionist goes silent, a lead is made, the owner gets the urgent text with context and number, and the
-- clock of public.handoffs_due starts. Once per conversation until it is handed back.
create function public.hand_off(
  p_business uuid, p_conversation uuid, p_lease bigint, p_context text, p_details jsonb default '{}', p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  customer public.customers;
  lead uuid;
  key text := format('handoff:%s:%s', conversation.id, conversation.inbound_seq);
begin
  select * into business from public.businesses where id = p_business;
  customer := private.note_customer(p_business, conversation.customer_id, p_details, p_now);
  update public.conversations
    set state = 'human', handed_off_at = p_now, person_acted_at = null, handoff_lapse_at = null,
        handoff_nag_at = private.in_contact_hours(business, p_now + make_interval(mins => business.handoff_nag_minutes)),
        resume_at = p_now + make_interval(mins => business.resume_after_minutes)
    where business_id = p_business and id = conversation.id and state <> 'human';
  lead := private.add_lead(business, customer.id, conversation.id, 'handoff',
    coalesce(nullif(p_details ->> 'phone', ''), customer.phone, customer.claimed_phone), left(p_context, 300), key, p_now);
  perform private.tell_members(business, 'handoffs', 'handoff', 'caused', key, p_now, p_lead => lead, p_conversation => conversation.id);
  return jsonb_build_object('outcome', 'handed_off');
end
$$;
grant execute on function public.hand_off to service_role;
