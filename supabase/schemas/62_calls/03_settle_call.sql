-- What became of a call, as the carrier says, in any order and however often: answered stays answered, a miss counts until then, and the caller is texted
-- once. p_heard null: only that it is over. Returns {outcome, texted: whether a text is on its way to the caller}.
create function private.settle_call(p_business public.businesses, p_call uuid, p_heard public.call_outcome, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  call public.calls;
  settled public.call_outcome;
begin
  select * into call from public.calls c where c.business_id = p_business.id and c.id = p_call for no key update;
  settled := case when 'answered' in (call.outcome, p_heard) then 'answered' else coalesce(call.outcome, p_heard) end;
  update public.calls set outcome = settled, ended_at = coalesce(ended_at, p_now) where business_id = p_business.id and id = p_call;
  if settled = 'missed' and call.outcome is null then
    perform private.text_missed_caller(p_business, call, p_now);
  end if;
  return jsonb_build_object('outcome', settled,
    'texted', settled = 'missed' and private.texted_missed_caller(p_business.id, call.from_number, p_now));
end
$$;

-- The carrier's words for how a forwarded leg ended: completed or answered; busy, no-answer, failed or canceled. Null for any other.
create function private.heard_of_call(p_status text) returns public.call_outcome
language sql immutable set search_path = ''
as $$
  select case when p_status in ('completed', 'answered') then 'answered'::public.call_outcome
    when p_status in ('busy', 'no-answer', 'failed', 'canceled') then 'missed'::public.call_outcome end
$$;
