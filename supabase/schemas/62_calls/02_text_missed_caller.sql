-- Texts somebody whose call nobody took, so that their reply goes to the receptionist; the text becomes a message of their conversation. At most one an
-- hour. Nobody gets one who cannot read it (a landline, a withheld or foreign number), does not want it (opted out), is blocked or is one of the team.
create function private.text_missed_caller(p_business public.businesses, p_call public.calls, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  customer public.customers;
  conversation public.conversations;
begin
  if not p_business.answers_missed_calls or p_call.from_number is null or p_call.from_number !~ '^\+614[0-9]{8}$'
    or p_call.from_number = p_business.forward_calls_to or private.member_by_phone(p_business.id, p_call.from_number) is not null
    or private.opted_out(p_business.id, p_call.from_number) then
    return;
  end if;
  customer := private.customer_by_phone(p_business.id, p_call.from_number, p_now);
  conversation := private.conversation_with(p_business.id, 'sms', p_call.from_number, customer.id, p_now); -- locked: two calls at once make one text
  customer := private.customer_now(p_business.id, customer.id);
  update public.calls set customer_id = customer.id, conversation_id = conversation.id where business_id = p_call.business_id and id = p_call.id;
  if customer.blocked_at is null and not private.texted_missed_caller(p_business.id, p_call.from_number, p_now) then
    perform private.queue_text(p_business, 'missed_call', 'caused', p_call.from_number, format('missed_call:%s', p_call.id), p_now,
      p_customer => customer.id, p_conversation => conversation.id, p_detail => jsonb_build_object('call_id', p_call.id));
  end if;
end
$$;

-- Has this caller been sent such a text within the hour?
create function private.texted_missed_caller(p_business uuid, p_phone text, p_now timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return exists (
    select from public.outbox o join public.customers c on c.business_id = o.business_id and c.id = o.customer_id
    where c.business_id = p_business and c.id = private.customer_with_phone(p_business, p_phone) and o.kind = 'missed_call' and o.recipient = p_phone
      and o.created_at > p_now - interval '1 hour');
end
$$;
