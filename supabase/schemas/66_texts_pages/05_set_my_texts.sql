-- A member chooses which texts they get (gets_requests, gets_confirmations, gets_handoffs, gets_reminders, gets_day_ends, gets_run_sheets: true or false)
-- and from when to when none (quiet_from, quiet_to: local times like 21:00, both empty: never). What is not named stays. Outcome: 'saved'; `again`
-- when it was all so before.
create function private.set_my_texts(p_business uuid, p_member uuid, p_settings jsonb) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  was public.members;
  made public.members;
begin
  perform private.check_names(p_settings, array['gets_requests', 'gets_confirmations', 'gets_handoffs', 'gets_reminders', 'gets_day_ends', 'gets_run_sheets',
    'quiet_from', 'quiet_to']);
  select * into was from public.members m where m.business_id = p_business and m.user_id = p_member for no key update;
  made := was;
  made.gets_requests := private.switch_said(p_settings, 'gets_requests', was.gets_requests);
  made.gets_confirmations := private.switch_said(p_settings, 'gets_confirmations', was.gets_confirmations);
  made.gets_handoffs := private.switch_said(p_settings, 'gets_handoffs', was.gets_handoffs);
  made.gets_reminders := private.switch_said(p_settings, 'gets_reminders', was.gets_reminders);
  made.gets_day_ends := private.switch_said(p_settings, 'gets_day_ends', was.gets_day_ends);
  made.gets_run_sheets := private.switch_said(p_settings, 'gets_run_sheets', was.gets_run_sheets);
  made.quiet_from := private.time_said(p_settings, 'quiet_from', was.quiet_from);
  made.quiet_to := private.time_said(p_settings, 'quiet_to', was.quiet_to);
  if (made.quiet_from is null) <> (made.quiet_to is null) then
    perform private.refuse('half_quiet', 'Say from when to when you want no texts, or leave both empty.');
  elsif made.quiet_from = made.quiet_to then
    perform private.refuse('bad_quiet', 'The time you want no texts has to end at another time than it begins. To get none at all, take out the ticks.');
  end if;
  update public.members m set
      gets_requests = made.gets_requests, gets_confirmations = made.gets_confirmations, gets_handoffs = made.gets_handoffs,
      gets_reminders = made.gets_reminders, gets_day_ends = made.gets_day_ends, gets_run_sheets = made.gets_run_sheets,
      quiet_from = made.quiet_from, quiet_to = made.quiet_to
    where m.business_id = p_business and m.user_id = p_member;
  return jsonb_build_object('outcome', 'saved', 'again', made is not distinct from was);
end
$$;

create function public.set_my_texts(p_business uuid, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  return private.set_my_texts(p_business, member, p_settings);
end
$$;
grant execute on function public.set_my_texts to authenticated;
