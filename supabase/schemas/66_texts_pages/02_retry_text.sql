-- Puts a text back into the queue as if it had never been tried. What the carrier called it goes to detail.earlier_ids, so that its late word on
-- that attempt is not taken for one on the next.
create function private.send_again(p_text public.outbox, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.outbox o set
      state = 'waiting', due_at = p_now, attempts = 0, claim_token = null, claimed_at = null, leased_until = null, sent_at = null, settled_at = null,
      delivery = null, error_code = null, error = null, dismissed_at = null, retried_at = p_now, provider_id = null,
      detail = case when o.provider_id is null then o.detail
        else jsonb_set(o.detail, '{earlier_ids}', coalesce(o.detail -> 'earlier_ids', '[]') || to_jsonb(o.provider_id)) end
    where o.business_id = p_text.business_id and o.id = p_text.id;
end
$$;

-- Locks one text of a business that has not got through. PT404 when there is none such.
create function private.lock_text(p_business uuid, p_text uuid) returns public.outbox
language plpgsql set search_path = ''
as $$
declare
  text_row public.outbox;
begin
  select * into text_row from public.outbox o where o.business_id = p_business and o.id = p_text for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such text, or it is not yours.', hint = 'not_found';
  end if;
  return text_row;
end
$$;

-- A member has a text that did not get through sent again. Outcome: 'retried'; 'not_failed' (on its way, arrived, or still in doubt: nothing is
-- changed); 'refused' with the `reason` of private.text_refusal when it is no longer true or wanted: it stays failed.
create function private.retry_text(p_business uuid, p_text uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  text_row public.outbox := private.lock_text(p_business, p_text);
  refusal text;
begin
  if not private.can_retry(text_row) then
    return jsonb_build_object('outcome', 'not_failed', 'state', text_row.state);
  end if;
  refusal := private.text_refusal(text_row, p_now);
  if refusal is not null then
    return jsonb_build_object('outcome', 'refused', 'state', text_row.state, 'reason', refusal);
  end if;
  perform private.send_again(text_row, p_now);
  return jsonb_build_object('outcome', 'retried', 'state', 'waiting');
end
$$;

create function public.retry_text(p_business uuid, p_text uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.retry_text(p_business, p_text, now());
end
$$;
grant execute on function public.retry_text to authenticated;
