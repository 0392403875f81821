-- Carries out what a member's text asks for, as it was read, and answers it, all in one: `p_actions` is a list of {do, ...}. A text whose token is
-- no longer the newest does nothing: false, and so the same text twice.
create function public.finish_member_text(p_business uuid, p_text uuid, p_token bigint, p_actions jsonb, p_now timestamptz default now()) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.member_texts;
  business public.businesses;
  action jsonb;
  refusal text;
  results jsonb := '[]';
begin
  select * into text_row from public.member_texts t
    where t.business_id = p_business and t.id = p_text and t.lease_token = p_token and t.due_at is not null for no key update;
  if not found then
    return false;
  end if;
  select * into business from public.businesses where id = p_business;
  refusal := private.trusts(business, text_row, p_now); -- again: a phone may have changed hands since the claim
  if refusal is not null then
    perform private.end_member_text(text_row, refusal);
    return true;
  end if;
  for action in select * from jsonb_array_elements(p_actions) loop
    results := results || jsonb_build_array(private.carry_out(business, text_row.user_id, action, text_row.received_at, p_now));
  end loop;
  perform private.end_member_text(text_row, (select string_agg(concat_ws(' ', r ->> 'code', r ->> 'outcome'), ', ') from jsonb_array_elements(results) r));
  perform private.answer_command(business, text_row, results, p_now);
  return true;
end
$$;
grant execute on function public.finish_member_text to service_role;

-- A text could not be carried out: it is tried again after a growing pause, five times, then given up with an apology. False: it was no longer
-- this worker's.
create function public.fail_member_text(p_business uuid, p_text uuid, p_token bigint, p_now timestamptz default now()) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.member_texts;
  business public.businesses;
begin
  update public.member_texts t set due_at = p_now + make_interval(secs => 2 ^ t.attempts)
    where t.business_id = p_business and t.id = p_text and t.lease_token = p_token and t.due_at is not null
    returning * into text_row;
  if not found then
    return false;
  end if;
  if text_row.attempts >= 5 then
    select * into business from public.businesses where id = p_business;
    perform private.give_up(business, text_row, p_now);
  end if;
  return true;
end
$$;
grant execute on function public.fail_member_text to service_role;
