-- Refuses whoever does not run the business: its settings are its owners'.
create function private.require_owner(p_business uuid, p_member uuid) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if not exists (
    select from public.members m where m.business_id = p_business and m.user_id = p_member and m.role = 'owner' and m.deleted_at is null) then
    perform private.refuse('owners_only', 'Only an owner of the business can change this.');
  end if;
end
$$;

-- An owner sets which texts the business sends (sends_reminders, asks_feedback, answers_missed_calls, links_calendar, fills_freed_times: true or false),
-- when members get the day's end and the run sheet (day_end_time, run_sheet_time) and its contact hours (contact_from, contact_to; the same twice: at any
-- hour; past midnight: into the next day), all local times like 17:30. What is not named stays. Outcome: 'saved'; `again` when it was all so before.
create function private.set_text_switches(p_business uuid, p_settings jsonb) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  was public.businesses;
  made public.businesses;
begin
  perform private.check_names(p_settings, array['sends_reminders', 'asks_feedback', 'answers_missed_calls', 'links_calendar', 'fills_freed_times',
    'day_end_time', 'run_sheet_time', 'contact_from', 'contact_to']);
  select * into was from public.businesses b where b.id = p_business for no key update;
  made := was;
  made.sends_reminders := private.switch_said(p_settings, 'sends_reminders', was.sends_reminders);
  made.asks_feedback := private.switch_said(p_settings, 'asks_feedback', was.asks_feedback);
  made.answers_missed_calls := private.switch_said(p_settings, 'answers_missed_calls', was.answers_missed_calls);
  made.links_calendar := private.switch_said(p_settings, 'links_calendar', was.links_calendar);
  made.fills_freed_times := private.switch_said(p_settings, 'fills_freed_times', was.fills_freed_times);
  made.day_end_time := private.time_said(p_settings, 'day_end_time', was.day_end_time);
  made.run_sheet_time := private.time_said(p_settings, 'run_sheet_time', was.run_sheet_time);
  made.contact_from := private.time_said(p_settings, 'contact_from', was.contact_from);
  made.contact_to := private.time_said(p_settings, 'contact_to', was.contact_to);
  if made.day_end_time is null or made.run_sheet_time is null or made.contact_from is null or made.contact_to is null then
    perform private.refuse('no_time', 'Every one of these times is needed; write it like 17:30.');
  end if;
  update public.businesses b set
      sends_reminders = made.sends_reminders, asks_feedback = made.asks_feedback, answers_missed_calls = made.answers_missed_calls,
      links_calendar = made.links_calendar, fills_freed_times = made.fills_freed_times,
      day_end_time = made.day_end_time, next_day_end_at = case when made.day_end_time = was.day_end_time then b.next_day_end_at end,
      run_sheet_time = made.run_sheet_time, next_run_sheet_at = case when made.run_sheet_time = was.run_sheet_time then b.next_run_sheet_at end,
      contact_from = made.contact_from, contact_to = made.contact_to
    where b.id = p_business;
  return jsonb_build_object('outcome', 'saved', 'again', made is not distinct from was);
end
$$;

create function public.set_text_switches(p_business uuid, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.set_text_switches(p_business, p_settings);
end
$$;
grant execute on function public.set_text_switches to authenticated;
