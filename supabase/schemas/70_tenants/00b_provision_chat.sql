-- The chat window of a business's file, {on?, origins?, colour?, side?, greeting?, avatar?, privacy?}: what it names is set, the rest stays as members
-- have it; null: the file says nothing of it. Returns the window's public token.
create function private.provision_chat(p_business uuid, p_chat jsonb, p_now timestamptz) returns text
language plpgsql set search_path = ''
as $$
declare
  sentence text;
  named text;
begin
  begin
    perform private.set_widget(p_business, (
      select coalesce(jsonb_object_agg(case s.key when 'on' then 'is_on' when 'privacy' then 'privacy_line' else s.key end, s.value), '{}')
      from jsonb_each(coalesce(p_chat, '{}')) s), p_now);
  exception when sqlstate 'PT400' then
    get stacked diagnostics sentence = message_text, named = pg_exception_hint;
    perform private.refuse(named, 'chat: ' || sentence);
  end;
  return (select w.token from public.widgets w where w.business_id = p_business);
end
$$;
