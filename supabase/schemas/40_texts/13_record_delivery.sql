-- The carrier's word on a text, whatever order it comes in and however often: a later stage is never undone by an earlier one, and the first final word
-- stands, also over our own belief that it failed. It settles a text whose sending was unknown; what it said is then recorded by the workers. An opt-out
-- the carrier holds (21610) goes into the ledger. Returns false for a text that is not there, and for an attempt before the one that counts.
create function public.record_delivery(
  p_business uuid, p_text uuid, p_provider_id text, p_status text, p_error_code int, p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  recipient_phone text;
  stages text[] := array['accepted', 'queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed'];
  finals text[] := array['delivered', 'undelivered', 'failed'];
begin
  update public.outbox set
      provider_id = coalesce(provider_id, p_provider_id),
      delivery = case
        when delivery = any (finals) then delivery
        when coalesce(array_position(stages, p_status), 0) > coalesce(array_position(stages, delivery), 0) then p_status
        else delivery end,
      state = case
        when delivery = any (finals) then state
        when p_status = 'delivered' then 'delivered'
        when p_status in ('undelivered', 'failed') then 'failed'
        else 'sent' end::public.text_state,
      error_code = case when delivery = any (finals) then error_code when p_status in ('undelivered', 'failed') then coalesce(p_error_code, error_code) end,
      error = case when delivery = any (finals) then error when p_status in ('undelivered', 'failed') then 'The carrier could not deliver it.' end,
      sent_at = coalesce(sent_at, p_now),
      settled_at = case when delivery = any (finals) then settled_at when p_status = any (finals) then p_now end,
      claim_token = case when provider_id is null and state <> 'sending' then gen_random_uuid() else claim_token end,
      leased_until = case when provider_id is null and state <> 'sending' then p_now else leased_until end
    where business_id = p_business and id = p_text and (provider_id is null or provider_id = p_provider_id)
      and not coalesce(detail -> 'earlier_ids' ? p_provider_id, false)
    returning recipient into recipient_phone;
  if not found then
    return false;
  end if;
  perform private.note_refusal(p_business, recipient_phone, p_error_code, p_now);
  return true;
end
$$;
grant execute on function public.record_delivery to service_role;
