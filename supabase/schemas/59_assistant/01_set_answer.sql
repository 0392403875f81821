create function private.set_answer(p_business uuid, p_answer uuid, p_settings jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  was public.answers;
  made public.answers;
begin
  perform private.check_names(p_settings, array['question', 'answer', 'position']);
  perform from public.businesses b where b.id = p_business for no key update;
  select * into was from public.answers a where a.business_id = p_business and a.id = p_answer;
  if was.deleted_at is not null then
    perform private.refuse('removed', 'That question was removed meanwhile. Add it again if you still need it.');
  end if;
  made.question := private.words_said(p_settings, 'question', was.question, 200, 'The question');
  made.answer := private.words_said(p_settings, 'answer', was.answer, 600, 'The answer');
  if coalesce(made.question, '') = '' or coalesce(made.answer, '') = '' then
    perform private.refuse('no_answer', 'Write both: what customers ask, and what the assistant answers.');
  elsif exists (select from public.answers a
      where a.business_id = p_business and a.id <> p_answer and a.deleted_at is null and lower(a.question) = lower(made.question)) then
    perform private.refuse('asked_already', 'That question is on the list already. Change its answer there.');
  elsif was.id is null and (select count(*) from public.answers a where a.business_id = p_business and a.deleted_at is null) >= 100 then
    perform private.refuse('too_many', 'A hundred questions is the most. Remove one first.');
  end if;
  insert into public.answers as a (business_id, id, question, answer, position, created_at)
    values (p_business, p_answer, made.question, made.answer, 100000, p_now)
    on conflict (business_id, id) do update set question = excluded.question, answer = excluded.answer;
  perform private.put_at('answers', p_business, p_answer, private.whole_number(p_settings -> 'position', 1, 100000, 'bad_place', 'The place in the list'));
  select * into made from public.answers a where a.business_id = p_business and a.id = p_answer;
  return jsonb_build_object('outcome', case when was.id is null then 'added' else 'saved' end, 'again', made is not distinct from was);
end
$$;

-- An owner adds a question customers ask, with the business's own answer, under an id of the page's own, or changes one: {question (200 characters),
-- answer (600), position (from 1)}. What is not named stays; a new one comes last. Outcomes: 'added', 'saved' (`again`: it was all so before); PT400 in words.
create function public.set_answer(p_business uuid, p_answer uuid, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.set_answer(p_business, p_answer, p_settings, now());
end
$$;
grant execute on function public.set_answer to authenticated;

-- An owner takes a question off the list. Outcome: 'removed'; `again` when it was off already. PT404 when it is not the business's.
create function public.remove_answer(p_business uuid, p_answer uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  was public.answers;
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  select * into was from public.answers a where a.business_id = p_business and a.id = p_answer for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such question.', hint = 'not_found';
  end if;
  update public.answers set deleted_at = coalesce(deleted_at, now()) where business_id = p_business and id = p_answer;
  return jsonb_build_object('outcome', 'removed', 'again', was.deleted_at is not null);
end
$$;
grant execute on function public.remove_answer to authenticated;
