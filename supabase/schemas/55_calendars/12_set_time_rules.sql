-- An instant as people say it who think of it on p_from's day: '7:00 PM', 'tomorrow at 9:00 AM', 'on Friday, Nov 6 at 9:00 AM'.
create function private.near_words(p_at timestamptz, p_from timestamptz, p_zone text) returns text
language sql stable set search_path = ''
as $$
  select case (p_at at time zone p_zone)::date - (p_from at time zone p_zone)::date
    when 0 then 'at ' when 1 then 'tomorrow at ' else 'on ' || (words ->> 'medium') || ' at ' end || (words ->> 'time')
  from private.local_words(p_at, p_zone) words
$$;

-- What the rules mean for a request at five in the afternoon on p_now's day, for a job far ahead, in a sentence.
create function private.deadline_example(p_business public.businesses, p_now timestamptz) returns text
language sql stable set search_path = ''
as $$
  select format('A request at 5:00 PM with these settings: you are reminded %s, and it lapses %s.',
    private.near_words(d.nag_at, asked.at, p_business.time_zone), private.near_words(d.expires_at, asked.at, p_business.time_zone))
  from (select ((p_now at time zone p_business.time_zone)::date + time '17:00') at time zone p_business.time_zone as at) asked,
    private.deadlines(p_business, asked.at, asked.at + interval '366 days') d
$$;

-- The rules that are numbers: their least and most, and how a sentence about them begins.
create function private.time_rules() returns table (name text, lowest int, highest int, label text)
language sql immutable set search_path = ''
as $$
  values ('notice_minutes', 0, 43200, 'The notice you need, in minutes,'),
    ('horizon_days', 1, 366, 'How many days ahead customers can book'),
    ('slot_step_minutes', 5, 240, 'How many minutes lie between start times'),
    ('offer_hold_minutes', 0, 60, 'How many minutes an offered time is kept'),
    ('travel_minutes', 0, 480, 'How many minutes a drive takes'),
    ('nag_after_minutes', 1, 20160, 'When you are reminded, in minutes,'),
    ('expire_after_minutes', 2, 40320, 'When a request lapses, in minutes,'),
    ('answer_margin_minutes', 0, 1440, 'How many minutes before its start a request lapses at the latest'),
    ('open_requests_per_customer', 1, 20, 'How many open requests a customer may have')
$$;

-- Everything that is wrong with rules as somebody says them, one sentence each.
create function private.wrong_with_rules(p_settings jsonb) returns text[]
language sql stable set search_path = ''
as $$
  select array(
    select format('%s is a whole number from %s to %s%s.', r.label, r.lowest, r.highest,
      case when coalesce(s.said #>> '{}', '') = '' then '' else ', not ' || left(s.said #>> '{}', 20) end)
    from private.time_rules() r, lateral (select p_settings -> r.name as said) s
    where p_settings ? r.name
      and not case when jsonb_typeof(s.said) = 'number' then s.said::numeric between r.lowest and r.highest and s.said::numeric = trunc(s.said::numeric) else false end
    union all
    select 'Choose how your time to answer is counted: in contact hours, or by the clock.'
    where p_settings ? 'deadline_clock' and not coalesce(p_settings ->> 'deadline_clock' = any (enum_range(null::public.deadline_clock)::text[]), false)
    union all
    select 'Choose a state from the list, or none.'
    where p_settings ? 'state' and not coalesce(p_settings ->> 'state', '') = any ('{"",ACT,NSW,NT,QLD,SA,TAS,VIC,WA}'))
$$;

-- The rules as they are kept.
create function private.rules_of(p_business public.businesses) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_object_agg(r.name, kept.row -> r.name) || jsonb_build_object('deadline_clock', p_business.deadline_clock, 'state', p_business.state)
  from private.time_rules() r, (select to_jsonb(p_business) as row) kept
$$;

create function private.set_time_rules(p_business uuid, p_member uuid, p_settings jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  was public.businesses;
  made public.businesses;
  problems text[];
begin
  perform private.check_names(p_settings, array(select name from private.time_rules()) || '{deadline_clock,state}'::text[]);
  select * into was from public.businesses b where b.id = p_business for no key update;
  problems := private.wrong_with_rules(p_settings);
  if problems = '{}' then
    made := jsonb_populate_record(was, p_settings);
    made.state := nullif(made.state, '');
    if made.expire_after_minutes <= made.nag_after_minutes then
      problems := problems || 'A request has to lapse later than you are reminded of it.'::text;
    end if;
    begin
      perform private.deadlines(made, p_now, p_now + interval '366 days');
    exception when sqlstate 'PT400' then
      problems := problems || 'Your contact hours are too short for that: your time to answer would last more than a year. Choose shorter ones, or count by the clock.'::text;
    end;
  end if;
  if problems <> '{}' then
    perform private.refuse('bad_setting', array_to_string(problems, E'\n'));
  end if;
  update public.businesses b set
      notice_minutes = made.notice_minutes, horizon_days = made.horizon_days, slot_step_minutes = made.slot_step_minutes,
      offer_hold_minutes = made.offer_hold_minutes, travel_minutes = made.travel_minutes, nag_after_minutes = made.nag_after_minutes,
      expire_after_minutes = made.expire_after_minutes, answer_margin_minutes = made.answer_margin_minutes,
      open_requests_per_customer = made.open_requests_per_customer, deadline_clock = made.deadline_clock, state = made.state,
      holidays_until = case when made.state is not distinct from was.state then b.holidays_until end
    where b.id = p_business;
  perform private.note_setting(p_business, p_member, 'time_rules', private.rules_of(was), private.rules_of(made), p_now);
  return jsonb_build_object('outcome', 'saved', 'again', made is not distinct from was);
end
$$;

-- An owner sets the rules of time, by name, those of private.time_rules, and deadline_clock (contact_hours or plain) and state (whose public
-- holidays are suggested; empty: none). What is not named stays, and so do requests already open. Outcome: 'saved'; `again` when it was all so
-- before. PT400 'bad_setting' with everything that is wrong, a sentence a line; nothing is changed then.
create function public.set_time_rules(p_business uuid, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  perform private.require_owner(p_business, member);
  return private.set_time_rules(p_business, member, p_settings, now());
end
$$;
grant execute on function public.set_time_rules to authenticated;
