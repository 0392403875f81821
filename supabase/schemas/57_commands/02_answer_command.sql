-- Answers a member's text with what came of it, once. Help goes to a member at most every ten minutes, what asks for none ("ok", "thanks") gets
-- nothing right after an answer, and nobody gets more than thirty answers an hour: two machines must not talk for ever. Who gets a copy of the
-- confirmation anyway has it as the answer.
create function private.answer_command(p_business public.businesses, p_text public.member_texts, p_results jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  last_help timestamptz;
  last_answer timestamptz;
  of_late int;
  results jsonb;
begin
  select max(o.created_at) filter (where o.detail @> '{"results": [{"do": "help"}]}'), max(o.created_at), count(*)
    into last_help, last_answer, of_late
    from public.outbox o
    where o.business_id = p_business.id and o.member_id = p_text.user_id and o.kind = 'command_answer' and o.created_at > p_now - interval '1 hour';
  select coalesce(jsonb_agg(r.result order by r.n), '[]') into results
    from jsonb_array_elements(p_results) with ordinality as r (result, n)
    where not private.copied_already(p_text, r.result)
      and (r.result ->> 'do' <> 'help'
      or coalesce(last_help < p_now - interval '10 minutes', true)
        and not (coalesce((r.result ->> 'bare')::boolean, false) and coalesce(last_answer >= p_now - interval '10 minutes', false)));
  if results <> '[]' and of_late < 30 then
    perform private.queue_text(p_business, 'command_answer', 'reply', p_text.phone, 'command_answer:' || p_text.id, p_now,
      p_member => p_text.user_id, p_detail => jsonb_build_object('results', results));
  end if;
end
$$;

-- Whether a confirmation's copy waits for whoever confirmed by this text; then it leaves as an answer does, whatever hours they keep.
create function private.copied_already(p_text public.member_texts, p_result jsonb) returns boolean
language plpgsql set search_path = ''
as $$
begin
  if p_result ->> 'outcome' <> 'confirmed' then
    return false;
  end if;
  update public.outbox o set class = 'reply'
    where o.business_id = p_text.business_id and o.booking_id = (p_result #>> '{booking,id}')::uuid and o.member_id = p_text.user_id
      and o.kind = 'confirmed_copy' and o.state = 'waiting';
  return found;
end
$$;

-- Ends a member's text: it is not carried out again.
create function private.end_member_text(p_text public.member_texts, p_outcome text) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.member_texts set due_at = null, outcome = left(p_outcome, 500) where business_id = p_text.business_id and id = p_text.id;
end
$$;
