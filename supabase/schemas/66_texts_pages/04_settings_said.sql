-- Refuses settings that are not an object of these names.
create function private.check_names(p_settings jsonb, p_names text[]) returns void
language plpgsql set search_path = ''
as $$
declare
  unknown text;
begin
  if jsonb_typeof(p_settings) is distinct from 'object' then
    perform private.refuse('bad_input', 'Settings come by name.');
  end if;
  select name into unknown from jsonb_object_keys(p_settings) name where name <> all (p_names) limit 1;
  if found then
    perform private.refuse('bad_setting', format('There is no setting called %L.', unknown));
  end if;
end
$$;

-- A switch, on or off; p_now_so where nothing was said of it.
create function private.switch_said(p_settings jsonb, p_name text, p_now_so boolean) returns boolean
language plpgsql set search_path = ''
as $$
begin
  if not p_settings ? p_name then
    return p_now_so;
  elsif jsonb_typeof(p_settings -> p_name) <> 'boolean' then
    perform private.refuse('bad_setting', format('%L is either on or off.', p_name));
  end if;
  return (p_settings ->> p_name)::boolean;
end
$$;

-- A local time of day; p_now_so where nothing was said of it, null for null or an empty one. 'bad_time' otherwise.
create function private.time_said(p_settings jsonb, p_name text, p_now_so time) returns time
language plpgsql set search_path = ''
as $$
begin
  if not p_settings ? p_name then
    return p_now_so;
  elsif coalesce(p_settings ->> p_name, '') = '' then
    return null;
  end if;
  return private.time_of_day(p_settings ->> p_name);
end
$$;
