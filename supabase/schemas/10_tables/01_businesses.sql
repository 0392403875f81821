create table public.businesses (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
  name text not null check (length(name) between 1 and 80),
  trade text not null default '',
  address text not null default '',
  time_zone text not null,
  currency text not null default 'AUD' check (currency ~ '^[A-Z]{3}$'),
  sms_number text unique check (sms_number ~ '^\+[1-9][0-9]{6,14}$'),
  call_number text check (call_number ~ '^\+[1-9][0-9]{6,14}$'),
  messaging_service_sid text,
  greeting text not null default 'Hi!',
  tone text not null default '',
  receptionist_notes text not null default '',
  text_style public.text_style not null default 'brief',
  slot_step_minutes int not null default 30 check (slot_step_minutes between 5 and 240),
  notice_minutes int not null default 120 check (notice_minutes >= 0),
  horizon_days int not null default 28 check (horizon_days between 1 and 366),
  travel_minutes int not null default 20 check (travel_minutes between 0 and 480),
  contact_from time not null default '08:00',
  contact_to time not null default '20:00',
  deadline_clock public.deadline_clock not null default 'contact_hours',
  nag_after_minutes int not null default 120 check (nag_after_minutes > 0),
  expire_after_minutes int not null default 240,
  answer_margin_minutes int not null default 30 check (answer_margin_minutes >= 0),
  open_requests_per_customer int not null default 3 check (open_requests_per_customer > 0),
  settle_seconds numeric not null default 4 check (settle_seconds between 0 and 60),
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  state text check (state in ('ACT', 'NSW', 'NT', 'QLD', 'SA', 'TAS', 'VIC', 'WA')),
  holidays_until date,
  offer_hold_minutes int not null default 10 check (offer_hold_minutes between 0 and 60),
  resume_after_minutes int not null default 720 check (resume_after_minutes between 1 and 10080),
  handoff_nag_minutes int not null default 30 check (handoff_nag_minutes between 1 and 1440),
  paused_at timestamptz,
  paused_until timestamptz,
  must_not_promise text not null default '',
  daily_tokens bigint not null default 2000000 check (daily_tokens >= 0),
  daily_cost_microdollars bigint not null default 5000000 check (daily_cost_microdollars >= 0),
  sends_reminders boolean not null default true,
  asks_feedback boolean not null default true,
  answers_missed_calls boolean not null default true,
  links_calendar boolean not null default false,
  fills_freed_times boolean not null default true,
  decline_hold_minutes int not null default 15 check (decline_hold_minutes between 0 and 120),
  day_end_time time not null default '17:30',
  run_sheet_time time not null default '07:00',
  next_day_end_at timestamptz,
  next_run_sheet_at timestamptz,
  forward_calls_to text check (forward_calls_to ~ '^\+[1-9][0-9]{6,14}$'),
  minutes_saved_per_conversation int not null default 5 check (minutes_saved_per_conversation between 0 and 120),
  check (expire_after_minutes > nag_after_minutes)
);

create index businesses_holidays_idx on public.businesses ((coalesce(holidays_until, '-infinity'::date) - horizon_days))
  where state is not null and deleted_at is null;

create index businesses_day_end_idx on public.businesses ((coalesce(next_day_end_at, '-infinity'))) where deleted_at is null;
create index businesses_run_sheet_idx on public.businesses ((coalesce(next_run_sheet_at, '-infinity'))) where deleted_at is null;

alter table public.businesses enable row level security;

-- its policy stands with members, which it reads
grant select on public.businesses to authenticated, service_role;

comment on table public.businesses is 'A tenant: one business, its numbers and its rules.';
comment on column public.businesses.sms_number is 'E.164. The number customers text.';
comment on column public.businesses.call_number is 'E.164. The number customers can call; texts print this one.';
comment on column public.businesses.address is 'Where customers come for services done on site; empty when there is no such place.';
comment on column public.businesses.time_zone is 'IANA zone in which all of its wall times are read.';
comment on column public.businesses.travel_minutes is 'Assumed drive between two jobs at customers'' addresses when nothing better is known.';
comment on column public.businesses.settle_seconds is 'How long a burst of texts may settle before it is answered as one.';
comment on column public.businesses.answer_margin_minutes is 'A request is never left open later than its start less this margin.';
comment on column public.businesses.state is 'Whose public holidays it keeps; null: none are suggested.';
comment on column public.businesses.holidays_until is 'Public holidays have been suggested up to here.';
comment on column public.businesses.offer_hold_minutes is 'How long an offered time is kept for the customer it was offered to; 0: not at all.';
comment on column public.businesses.resume_after_minutes is 'A conversation that no person has touched for so long after it was handed over is the receptionist''s again.';
comment on column public.businesses.handoff_nag_minutes is 'When the owner is reminded of a handed-over customer; after as long again the customer may leave a message.';
comment on column public.businesses.paused_at is 'Since when its receptionist takes no bookings; null: it does.';
comment on column public.businesses.paused_until is 'When the pause ends by itself; null: when somebody ends it.';
comment on column public.businesses.must_not_promise is 'What the receptionist must never promise, in the owner''s own words.';
comment on column public.businesses.daily_tokens is 'Tokens of Claude for one local day; once used up the offline engine answers until midnight.';
comment on column public.businesses.daily_cost_microdollars is 'The same in millionths of a US dollar.';
comment on column public.businesses.sends_reminders is 'Whether customers and members are reminded of a booking the day before.';
comment on column public.businesses.asks_feedback is 'Whether customers are asked for a mark, 1 to 5, after a completed booking.';
comment on column public.businesses.answers_missed_calls is 'Whether somebody whose call nobody took gets a text.';
comment on column public.businesses.links_calendar is 'Whether a confirmation carries a link that puts the booking into the customer''s own calendar.';
comment on column public.businesses.fills_freed_times is 'Whether a time that comes free is offered to those who asked to hear of one.';
comment on column public.businesses.decline_hold_minutes is 'How long the other times named in a decline are kept for the customer, from the moment the text leaves.';
comment on column public.businesses.day_end_time is 'Local time at which members are asked what became of the day''s bookings.';
comment on column public.businesses.run_sheet_time is 'Local time at which members who want it get the day''s bookings in one text.';
comment on column public.businesses.next_day_end_at is 'When that falls due next; null: not worked out yet.';
comment on column public.businesses.next_run_sheet_at is 'When that falls due next; null: not worked out yet.';
comment on column public.businesses.forward_calls_to is 'E.164. The phone that rings when somebody calls the business''s number; null: the first owner''s.';
comment on column public.businesses.minutes_saved_per_conversation is 'What a conversation that the receptionist handled saves its owner, by their own guess.';
