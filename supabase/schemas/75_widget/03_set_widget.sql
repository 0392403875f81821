-- A website's address as browsers name it, scheme://host[:port] in lower case: what a person types or pastes loses its path and the port that goes
-- without saying; no scheme means https. Null where it is none a browser could send over a safe connection: https, or http on this very machine.
create function private.origin_of(p_typed text) returns text
language plpgsql immutable set search_path = ''
as $$
declare
  typed text := lower(btrim(p_typed));
  part text[] := regexp_match(case when typed ~ '^[a-z][a-z0-9+.-]*://' then typed else 'https://' || typed end,
    '^(https?)://([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)(?::([0-9]{1,5}))?(?:[/?#].*)?$');
  port int := part[3];
  here boolean := coalesce(part[2] in ('localhost', '127.0.0.1'), false);
begin
  if part is null or length(part[2]) > 253 or port not between 1 and 65535 or not (here or part[1] = 'https' and part[2] ~ '\.') then
    return null;
  end if;
  return part[1] || '://' || part[2] || case when port <> (case part[1] when 'https' then 443 else 80 end) then ':' || port else '' end;
end
$$;

-- Changes how a business's chat window looks and where it may be shown: is_on (true or false), origins (a list of websites, each once, twenty at most; none:
-- any website), colour (#rrggbb), side (left or right), greeting, avatar, privacy_line. What is not named stays. Every mistake is told at once,
-- 'bad_widget'. Outcome 'saved'; `again` when it was all so before.
create function private.set_widget(p_business uuid, p_settings jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  was public.widgets;
  made public.widgets;
  wrong text[] := '{}';
  typed text;
begin
  perform private.check_names(p_settings, array['is_on', 'origins', 'colour', 'side', 'greeting', 'avatar', 'privacy_line']);
  select * into was from public.widgets w where w.business_id = p_business for no key update;
  made := was;
  made.is_on := private.switch_said(p_settings, 'is_on', was.is_on);
  made.colour := lower(btrim(coalesce(p_settings ->> 'colour', was.colour)));
  made.side := coalesce(p_settings ->> 'side', was.side);
  made.greeting := btrim(coalesce(p_settings ->> 'greeting', was.greeting));
  made.avatar := btrim(coalesce(p_settings ->> 'avatar', was.avatar));
  made.privacy_line := btrim(coalesce(p_settings ->> 'privacy_line', was.privacy_line));
  if jsonb_typeof(p_settings -> 'origins') = 'array' then
    for typed in select o from jsonb_array_elements_text(p_settings -> 'origins') o where private.origin_of(o) is null loop
      wrong := wrong || format('“%s” is not a website we can use; write it like https://www.example.com.au.', left(typed, 100));
    end loop;
    select coalesce(array_agg(o.origin order by o.n), '{}') into made.origins from (
      select private.origin_of(t.o) as origin, min(t.n) as n from jsonb_array_elements_text(p_settings -> 'origins') with ordinality t (o, n)
      where private.origin_of(t.o) is not null group by 1) o;
  elsif p_settings ? 'origins' then
    wrong := wrong || 'Websites come as a list.'::text;
  end if;
  wrong := wrong || array_remove(array[
    case when cardinality(made.origins) > 20 then 'Twenty websites is the most.' end,
    case when made.colour !~ '^#[0-9a-f]{6}$' then format('“%s” is not a colour; write it like #166534.', left(made.colour, 30)) end,
    case when made.side not in ('left', 'right') then 'The corner is either left or right.' end,
    case when length(made.greeting) > 300 then format('The greeting has %s characters; 300 is the most.', length(made.greeting)) end,
    case when length(made.avatar) > 8 then 'The picture is a letter or two, or one emoji.' end,
    case when length(made.privacy_line) > 300 then format('The privacy line has %s characters; 300 is the most.', length(made.privacy_line)) end], null);
  if cardinality(wrong) > 0 then
    perform private.refuse('bad_widget', array_to_string(wrong, ' '));
  end if;
  if made is distinct from was then
    update public.widgets w set is_on = made.is_on, origins = made.origins, colour = made.colour, side = made.side, greeting = made.greeting,
        avatar = made.avatar, privacy_line = made.privacy_line, updated_at = p_now
      where w.business_id = p_business;
  end if;
  return jsonb_build_object('outcome', 'saved', 'again', made is not distinct from was);
end
$$;

-- As above, by an owner.
create function public.set_widget(p_business uuid, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.set_widget(p_business, p_settings, now());
end
$$;
grant execute on function public.set_widget to authenticated;

-- An owner makes a new public token: websites with the old one show no chat from then on. `p_old` is the token that they saw, so that pressing
-- twice makes one. Outcome 'made'; `again` when that one was replaced already.
create function public.renew_widget_token(p_business uuid, p_old text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  update public.widgets w set token = replace(gen_random_uuid()::text, '-', ''), updated_at = now()
    where w.business_id = p_business and w.token = p_old;
  return jsonb_build_object('outcome', 'made', 'again', not found);
end
$$;
grant execute on function public.renew_widget_token to authenticated;
