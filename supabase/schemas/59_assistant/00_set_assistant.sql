-- Words an owner wrote, of p_most characters at most; p_now_so where nothing was said of it. p_what begins the sentence that refuses them.
create function private.words_said(p_settings jsonb, p_name text, p_now_so text, p_most int, p_what text) returns text
language plpgsql set search_path = ''
as $$
begin
  if not p_settings ? p_name then
    return p_now_so;
  elsif length(trim(coalesce(p_settings ->> p_name, ''))) > p_most then
    perform private.refuse('too_long', format('%s has %s characters; %s is the most.', p_what, length(trim(p_settings ->> p_name)), p_most));
  end if;
  return trim(coalesce(p_settings ->> p_name, ''));
end
$$;

create function private.set_assistant(p_business uuid, p_settings jsonb) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  was public.businesses;
  made public.businesses;
begin
  perform private.check_names(p_settings, array['greeting', 'tone', 'text_style', 'receptionist_notes', 'must_not_promise']);
  select * into was from public.businesses b where b.id = p_business for no key update;
  made := was;
  made.greeting := private.words_said(p_settings, 'greeting', was.greeting, 160, 'The greeting');
  made.tone := private.words_said(p_settings, 'tone', was.tone, 300, 'The tone');
  made.receptionist_notes := private.words_said(p_settings, 'receptionist_notes', was.receptionist_notes, 6000, 'How to answer');
  made.must_not_promise := private.words_said(p_settings, 'must_not_promise', was.must_not_promise, 2000, 'What it must never promise');
  if made.greeting = '' then
    perform private.refuse('no_greeting', 'The assistant needs a greeting to begin with, such as Hi!');
  elsif p_settings ? 'text_style' and coalesce(p_settings ->> 'text_style', '') not in ('brief', 'plain') then
    perform private.refuse('bad_style', 'Texts are either brief or plain.');
  end if;
  made.text_style := coalesce((p_settings ->> 'text_style')::public.text_style, was.text_style);
  update public.businesses b set greeting = made.greeting, tone = made.tone, text_style = made.text_style,
      receptionist_notes = made.receptionist_notes, must_not_promise = made.must_not_promise
    where b.id = p_business;
  return jsonb_build_object('outcome', 'saved', 'again', made is not distinct from was);
end
$$;

-- An owner sets how the receptionist speaks: greeting (1 to 160 characters), tone (300), text_style ('brief' or 'plain'), receptionist_notes: how to
-- answer (6000), must_not_promise (2000). What is not named stays. Outcome: 'saved'; `again` when it was all so before; PT400 in words.
create function public.set_assistant(p_business uuid, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.set_assistant(p_business, p_settings);
end
$$;
grant execute on function public.set_assistant to authenticated;
