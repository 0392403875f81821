-- Records that a claimed text did not leave, or that nobody can tell. p_outcome: 'retry' puts it back with a growing pause
-- (twelve tries in three quarters of an hour, then failed), 'unsent' puts it back as it was, for it was not tried, 'failed' gives up, 'unknown' waits
-- for the carrier's word; an e-mail's ends there, and 'doubtful' ends it for good, where people see it. Error 21610 (the carrier holds an opt-out) goes into the ledger. Returns false, changing nothing, when the claim is no longer this worker's or the carrier's own word
-- came first.
create function public.fail_text(
  p_business uuid, p_text uuid, p_token uuid, p_outcome text, p_error_code int, p_error text, p_body text default null,
  p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.outbox;
begin
  if p_outcome not in ('retry', 'unsent', 'failed', 'unknown', 'doubtful') then
    raise exception sqlstate 'PT400' using message = 'A text ends as retry, unsent, failed, unknown or doubtful.', hint = 'bad_input';
  end if;
  update public.outbox set
      state = case
        when p_outcome in ('unknown', 'doubtful') then 'unknown'
        when p_outcome = 'failed' or p_outcome = 'retry' and attempts >= 12 then 'failed'
        else 'waiting' end::public.text_state,
      attempts = attempts - (p_outcome = 'unsent')::int,
      due_at = case when p_outcome = 'unsent' then due_at else p_now + make_interval(secs => least(900, 2 ^ attempts) * (0.75 + random() / 2)) end,
      error_code = p_error_code, error = p_error, body = coalesce(p_body, body),
      leased_until = case when p_outcome = 'unknown' and medium = 'sms' then p_now + interval '30 seconds' end,
      claim_token = null,
      settled_at = case when p_outcome in ('failed', 'doubtful') or (p_outcome = 'retry' and attempts >= 12) or (p_outcome = 'unknown' and medium = 'email') then p_now end
    where business_id = p_business and id = p_text and claim_token = p_token and state in ('sending', 'unknown')
    returning * into text_row;
  if not found then
    return false;
  end if;
  perform private.note_refusal(p_business, text_row.recipient, p_error_code, p_now);
  return true;
end
$$;
grant execute on function public.fail_text to service_role;
