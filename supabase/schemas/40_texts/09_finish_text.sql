-- Records that the carrier took a claimed text. A text to a customer that is not already a message of the conversation becomes one,
-- so the thread reads as it happened. Returns false, changing nothing, when the claim is no longer this worker's.
create function public.finish_text(
  p_business uuid, p_text uuid, p_token uuid, p_provider_id text, p_body text, p_encoding text, p_segments int,
  p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.outbox;
begin
  update public.outbox
    set state = case when state in ('sending', 'unknown') then 'sent'::public.text_state else state end,
        provider_id = coalesce(provider_id, p_provider_id), body = p_body, encoding = p_encoding, segments = p_segments,
        sent_at = coalesce(sent_at, p_now), leased_until = null, claim_token = null, error = null
    where business_id = p_business and id = p_text and claim_token = p_token
    returning * into text_row;
  if not found then
    return false;
  end if;
  if text_row.conversation_id is not null and text_row.customer_id is not null and text_row.message_id is null then
    perform private.add_message(p_business, text_row.conversation_id, 'system', p_body, p_now);
  end if;
  return true;
end
$$;
grant execute on function public.finish_text to service_role;
