-- Records that the carrier took claimed texts: arrays of the same length, one place for each. A text to a customer that is not already a message of
-- the conversation becomes one, so the thread reads as it happened. The carrier's answer counts also after the lease, if nobody else
-- has the text in hand: it must not be sent again. Returns those recorded; one that another worker has, or that is recorded already, is left as it is.
create function public.finish_texts(
  p_businesses uuid[], p_texts uuid[], p_tokens uuid[], p_provider_ids text[], p_bodies text[], p_encodings text[], p_segments int[],
  p_flags jsonb default '{}', p_now timestamptz default now()
) returns setof uuid
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  text_row public.outbox;
begin
  for text_row in
    update public.outbox o set
        state = case when o.state in ('sending', 'unknown', 'waiting') then 'sent'::public.text_state else o.state end,
        provider_id = coalesce(o.provider_id, s.provider_id), body = s.body, encoding = s.encoding, segments = s.segments,
        flags = array(select jsonb_array_elements_text(p_flags -> s.id::text)),
        sent_at = coalesce(o.sent_at, p_now), leased_until = null, claim_token = null,
        error = case when o.state = 'failed' then o.error end, error_code = case when o.state = 'failed' then o.error_code end
      from unnest(p_businesses, p_texts, p_tokens, p_provider_ids, p_bodies, p_encodings, p_segments)
        as s (business_id, id, token, provider_id, body, encoding, segments)
      where o.business_id = s.business_id and o.id = s.id
        and (o.claim_token = s.token or o.state = 'unknown' or o.state = 'waiting' and o.attempts > 0)
      returning o.*
  loop
    if text_row.conversation_id is not null and text_row.customer_id is not null and text_row.message_id is null then
      perform private.add_message(text_row.business_id, text_row.conversation_id, 'system', text_row.body, p_now);
    end if;
    if text_row.kind = 'declined' then
      perform private.keep_listed(text_row, p_now);
    end if;
    return next text_row.id;
  end loop;
end
$$;
grant execute on function public.finish_texts to service_role;

-- The same of one text. Returns whether it was recorded.
create function public.finish_text(
  p_business uuid, p_text uuid, p_token uuid, p_provider_id text, p_body text, p_encoding text, p_segments int,
  p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
begin
  return exists (select from public.finish_texts(
    array[p_business], array[p_text], array[p_token], array[p_provider_id], array[p_body], array[p_encoding], array[p_segments], p_now => p_now));
end
$$;
grant execute on function public.finish_text to service_role;
