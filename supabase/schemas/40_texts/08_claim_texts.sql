-- Claims due texts for one worker, oldest first, and gives what is needed to render and send them. A text no longer true or
-- wanted is skipped; one that came due in quiet hours is put off; both are left out of the answer.
-- The claim is kept before anything is sent: a worker that dies leaves 'sending', which release_stuck_texts turns into 'unknown'.
create function public.claim_texts(p_now timestamptz default now(), p_most int default 10, p_lease_seconds int default 60) returns setof jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.outbox;
  business public.businesses;
  refusal text;
  earliest timestamptz;
  token uuid;
begin
  for text_row in
    select * from public.outbox o where o.state = 'waiting' and o.due_at <= p_now
    order by o.due_at, o.queue_no limit p_most for no key update skip locked
  loop
    select * into business from public.businesses b where b.id = text_row.business_id;
    refusal := private.text_refusal(text_row, p_now);
    earliest := private.may_leave_at(text_row, business, p_now);
    if refusal is not null then
      update public.outbox set state = 'skipped', error = refusal, settled_at = p_now
        where business_id = text_row.business_id and id = text_row.id;
    elsif earliest > p_now then
      update public.outbox set due_at = earliest
        where business_id = text_row.business_id and id = text_row.id;
    else
      token := gen_random_uuid();
      update public.outbox set state = 'sending', attempts = attempts + 1, claim_token = token, claimed_at = p_now,
          leased_until = p_now + make_interval(secs => p_lease_seconds)
        where business_id = text_row.business_id and id = text_row.id;
      return next jsonb_build_object(
        'business_id', text_row.business_id, 'id', text_row.id, 'token', token, 'kind', text_row.kind, 'medium', text_row.medium,
        'recipient', text_row.recipient, 'sender', business.sms_number, 'messaging_service_sid', business.messaging_service_sid,
        'attempts', text_row.attempts + 1, 'created_at', text_row.created_at, 'context', private.text_context(text_row, p_now));
    end if;
  end loop;
end
$$;
grant execute on function public.claim_texts to service_role;
