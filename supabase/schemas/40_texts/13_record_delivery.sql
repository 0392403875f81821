-- The carrier's word on a text, whatever order it comes in and however often: a later stage is never undone by an earlier one.
-- It also settles a text whose sending was unknown, and an opt-out the carrier holds (21610) goes into the ledger. Returns false for a
-- text that is not there.
create function public.record_delivery(
  p_business uuid, p_text uuid, p_provider_id text, p_status text, p_error_code int, p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  recipient_phone text;
  stages text[] := array['accepted', 'queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed'];
begin
  update public.outbox set
      provider_id = coalesce(provider_id, p_provider_id),
      delivery = case when coalesce(array_position(stages, p_status), 0) > coalesce(array_position(stages, delivery), 0) then p_status else delivery end,
      state = case
        when state in ('delivered', 'failed') then state
        when p_status = 'delivered' then 'delivered'
        when p_status in ('undelivered', 'failed') then 'failed'
        when state in ('sending', 'unknown', 'waiting') then 'sent'
        else state end::public.text_state,
      error_code = coalesce(p_error_code, error_code),
      error = case when p_status in ('undelivered', 'failed') then 'The carrier could not deliver it.' else error end,
      sent_at = coalesce(sent_at, p_now),
      settled_at = case when p_status in ('delivered', 'undelivered', 'failed') then coalesce(settled_at, p_now) else settled_at end
    where business_id = p_business and id = p_text and (provider_id is null or provider_id = p_provider_id)
    returning recipient into recipient_phone;
  if not found then
    return false;
  end if;
  perform private.note_refusal(p_business, recipient_phone, p_error_code, p_now);
  return true;
end
$$;
grant execute on function public.record_delivery to service_role;
