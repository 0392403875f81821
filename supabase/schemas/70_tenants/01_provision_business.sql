-- Makes or updates a business from its file, as one transaction; calling it again with the same file changes nothing. Staff and services are
-- matched by name; those no longer named are retired, never erased, so no booking is lost. Weekly hours are the file's; of dates, blocked
-- times, holidays, bases and drives (`entries`, see private.apply_entry) only what the file says differently from last time is done, so what
-- members changed since stays. Members' users must exist. Returns the business's id.
create function public.provision_business(p_file jsonb, p_now timestamptz default now()) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  business uuid;
  day_end time := case when p_file ? 'day_end_time' then private.time_of_day(p_file ->> 'day_end_time', true) end;
  run_sheet time := case when p_file ? 'run_sheet_time' then private.time_of_day(p_file ->> 'run_sheet_time', true) end;
begin
  if not exists (select from pg_catalog.pg_timezone_names where name = p_file ->> 'time_zone') then
    raise exception sqlstate 'PT400' using message = format('%L is not a time zone.', p_file ->> 'time_zone'), hint = 'bad_zone';
  end if;
  insert into public.businesses (slug, name, time_zone) values (p_file ->> 'slug', p_file ->> 'name', p_file ->> 'time_zone')
    on conflict (slug) do update set name = excluded.name, time_zone = excluded.time_zone, deleted_at = null
    returning id into business;
  perform private.lock_calendars(business, array(select s.id from public.staff s where s.business_id = business));
  if exists (select from public.businesses b where b.id = business
      and coalesce((p_file ->> 'expire_after_minutes')::int, b.expire_after_minutes)
        <= coalesce((p_file ->> 'nag_after_minutes')::int, b.nag_after_minutes)) then
    perform private.refuse('bad_deadlines', 'A request has to lapse later than its owner is reminded of it.');
  end if;
  update public.businesses b set
      trade = coalesce(p_file ->> 'trade', b.trade),
      address = coalesce(p_file ->> 'address', b.address),
      sms_number = coalesce(p_file ->> 'sms_number', b.sms_number),
      call_number = coalesce(p_file ->> 'call_number', b.call_number),
      forward_calls_to = coalesce(p_file ->> 'forward_calls_to', b.forward_calls_to),
      greeting = coalesce(p_file ->> 'greeting', b.greeting),
      tone = coalesce(p_file ->> 'tone', b.tone),
      receptionist_notes = coalesce(p_file ->> 'notes', b.receptionist_notes),
      text_style = coalesce((p_file ->> 'text_style')::public.text_style, b.text_style),
      slot_step_minutes = coalesce((p_file ->> 'slot_step_minutes')::int, b.slot_step_minutes),
      notice_minutes = coalesce((p_file ->> 'notice_minutes')::int, b.notice_minutes),
      horizon_days = coalesce((p_file ->> 'horizon_days')::int, b.horizon_days),
      travel_minutes = coalesce((p_file ->> 'travel_minutes')::int, b.travel_minutes),
      settle_seconds = coalesce((p_file ->> 'settle_seconds')::numeric, b.settle_seconds),
      deadline_clock = coalesce((p_file ->> 'deadline_clock')::public.deadline_clock, b.deadline_clock),
      contact_from = case when p_file ? 'contact_from' then private.time_of_day(p_file ->> 'contact_from') else b.contact_from end,
      contact_to = case when p_file ? 'contact_to' then private.time_of_day(p_file ->> 'contact_to', true) else b.contact_to end,
      nag_after_minutes = coalesce((p_file ->> 'nag_after_minutes')::int, b.nag_after_minutes),
      expire_after_minutes = coalesce((p_file ->> 'expire_after_minutes')::int, b.expire_after_minutes),
      answer_margin_minutes = coalesce((p_file ->> 'answer_margin_minutes')::int, b.answer_margin_minutes),
      decline_hold_minutes = coalesce((p_file ->> 'decline_hold_minutes')::int, b.decline_hold_minutes),
      sends_reminders = coalesce((p_file ->> 'sends_reminders')::boolean, b.sends_reminders),
      asks_feedback = coalesce((p_file ->> 'asks_feedback')::boolean, b.asks_feedback),
      answers_missed_calls = coalesce((p_file ->> 'answers_missed_calls')::boolean, b.answers_missed_calls),
      links_calendar = coalesce((p_file ->> 'links_calendar')::boolean, b.links_calendar),
      fills_freed_times = coalesce((p_file ->> 'fills_freed_times')::boolean, b.fills_freed_times),
      next_day_end_at = case when day_end <> b.day_end_time then null else b.next_day_end_at end,
      day_end_time = coalesce(day_end, b.day_end_time),
      next_run_sheet_at = case when run_sheet <> b.run_sheet_time then null else b.next_run_sheet_at end,
      run_sheet_time = coalesce(run_sheet, b.run_sheet_time),
      messaging_service_sid = coalesce(p_file ->> 'messaging_service_sid', b.messaging_service_sid),
      offer_hold_minutes = coalesce((p_file ->> 'offer_hold_minutes')::int, b.offer_hold_minutes),
      open_requests_per_customer = coalesce((p_file ->> 'open_requests_per_customer')::int, b.open_requests_per_customer),
      resume_after_minutes = coalesce((p_file ->> 'resume_after_minutes')::int, b.resume_after_minutes),
      handoff_nag_minutes = coalesce((p_file ->> 'handoff_nag_minutes')::int, b.handoff_nag_minutes),
      must_not_promise = coalesce(p_file ->> 'must_not_promise', b.must_not_promise),
      daily_tokens = coalesce((p_file ->> 'daily_tokens')::bigint, b.daily_tokens),
      daily_cost_microdollars = coalesce((p_file ->> 'daily_cost_microdollars')::bigint, b.daily_cost_microdollars),
      state = coalesce(p_file ->> 'state', b.state),
      holidays_until = case when p_file ->> 'state' <> b.state then null else b.holidays_until end
    where b.id = business;
  perform private.provision_staff(business, p_file -> 'staff', p_now);
  perform private.provision_services(business, p_file -> 'services', p_now);
  perform private.provision_answers(business, coalesce(p_file -> 'answers', '[]'), p_now);
  perform private.provision_chat(business, p_file -> 'chat', p_now);
  perform private.provision_entries(business, coalesce(p_file -> 'entries', '[]'), p_now);
  insert into public.members as m (business_id, user_id, role, name, email, phone)
    select business, (x ->> 'user_id')::uuid, coalesce((x ->> 'role')::public.member_role, 'owner'), x ->> 'name', x ->> 'email', x ->> 'phone'
    from jsonb_array_elements(p_file -> 'members') x
    on conflict (business_id, user_id) do update
      set role = excluded.role, name = excluded.name, email = excluded.email, phone = excluded.phone, deleted_at = null,
          phone_verified_at = case when m.phone = excluded.phone then m.phone_verified_at end;
  update public.members m set
      gets_requests = coalesce((x ->> 'gets_requests')::boolean, m.gets_requests),
      gets_confirmations = coalesce((x ->> 'gets_confirmations')::boolean, m.gets_confirmations),
      gets_handoffs = coalesce((x ->> 'gets_handoffs')::boolean, m.gets_handoffs),
      gets_reminders = coalesce((x ->> 'gets_reminders')::boolean, m.gets_reminders),
      gets_day_ends = coalesce((x ->> 'gets_day_ends')::boolean, m.gets_day_ends),
      gets_run_sheets = coalesce((x ->> 'gets_run_sheets')::boolean, m.gets_run_sheets),
      quiet_from = case when x ? 'quiet_from' then private.time_of_day(x ->> 'quiet_from') else m.quiet_from end,
      quiet_to = case when x ? 'quiet_to' then private.time_of_day(x ->> 'quiet_to', true) else m.quiet_to end
    from jsonb_array_elements(p_file -> 'members') x
    where m.business_id = business and m.user_id = (x ->> 'user_id')::uuid;
  perform private.welcome_members(business, p_now);
  return business;
end
$$;
grant execute on function public.provision_business to service_role;
