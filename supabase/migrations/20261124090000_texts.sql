-- Texts: reminders, feedback, commands of members, calls, freed times, switches.

alter table public.businesses
  add column sends_reminders boolean not null default true,
  add column asks_feedback boolean not null default true,
  add column answers_missed_calls boolean not null default true,
  add column links_calendar boolean not null default false,
  add column fills_freed_times boolean not null default true,
  add column decline_hold_minutes int not null default 15 check (decline_hold_minutes between 0 and 120),
  add column day_end_time time not null default '17:30',
  add column run_sheet_time time not null default '07:00',
  add column next_day_end_at timestamptz,
  add column next_run_sheet_at timestamptz;
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

alter table public.members
  add column gets_reminders boolean not null default true,
  add column gets_day_ends boolean not null default true,
  add column gets_run_sheets boolean not null default false,
  add column quiet_from time,
  add column quiet_to time,
  add constraint members_quiet_check check ((quiet_from is null) = (quiet_to is null) and (quiet_from is null or quiet_from <> quiet_to));
comment on column public.members.phone_verified_at is 'When a text came from this phone after the welcome text had gone to it; null: not yet, and it commands nothing.';
comment on column public.members.quiet_from is 'From this local time of day until quiet_to no text reaches them but the answer to one of theirs; null: at any hour.';

alter table public.customers add column gets_reminders boolean not null default true;

alter table public.bookings
  add column code text check (code ~ '^[2-9][A-Z]{1,2}$'),
  add column remind_at timestamptz,
  add column asked_at timestamptz,
  add column calendar_token uuid not null default gen_random_uuid();
create index bookings_remind_idx on public.bookings (remind_at) where status = 'confirmed' and remind_at is not null;
create unique index bookings_code_idx on public.bookings (business_id, code) where status in ('pending', 'confirmed');
create index bookings_codes_idx on public.bookings (business_id, code, requested_at);
create unique index bookings_calendar_token_idx on public.bookings (calendar_token);
comment on column public.bookings.code is 'What members call it by text, as in Y7K: a digit and a letter or two, of its own among the business''s bookings of late.';
comment on column public.bookings.remind_at is 'While confirmed: when both sides are to be reminded; null: reminded, or there is no need.';
comment on column public.bookings.asked_at is 'When members were asked what became of it.';
comment on column public.bookings.calendar_token is 'Whoever has it may read the booking as a calendar entry.';

alter table public.outbox add column flags text[] not null default '{}', add column retried_at timestamptz, add column doubted_at timestamptz;
create index outbox_failed_idx on public.outbox (business_id, created_at desc) where state in ('failed', 'unknown');
comment on column public.outbox.flags is 'What is odd about its wording: over its budget of segments, or words of promotion.';
comment on column public.outbox.doubted_at is 'Since when its sending is in doubt, where that is later than its claim.';
comment on column public.outbox.retried_at is 'When a member last had a failed one sent again.';

drop function private.queue_text(public.businesses, text, public.text_class, text, text, timestamptz, uuid, uuid, uuid, uuid, uuid, uuid, int, jsonb);
drop function private.tell_customer(public.businesses, public.bookings, text, public.text_class, text, timestamptz, int, jsonb);
drop function private.text_refusal(public.outbox);

create index businesses_day_end_idx on public.businesses ((coalesce(next_day_end_at, '-infinity'))) where deleted_at is null;
create index businesses_run_sheet_idx on public.businesses ((coalesce(next_run_sheet_at, '-infinity'))) where deleted_at is null;

create type public.call_outcome as enum ('answered', 'missed');
comment on type public.call_outcome is 'answered: somebody of the business took it. missed: nobody did, so the caller may get a text.';
alter table public.businesses add column forward_calls_to text check (forward_calls_to ~ '^\+[1-9][0-9]{6,14}$');
comment on column public.businesses.forward_calls_to is 'E.164. The phone that rings when somebody calls the business''s number; null: the first owner''s.';
drop function private.record_opt_out(public.businesses, public.customers, text, text, timestamptz);

alter table public.outbox add column dismissed_at timestamptz;
comment on column public.outbox.dismissed_at is 'When a member took a failed one off the list of those that did not get through.';

alter table public.leads
  add column service_id uuid,
  add column staff_id uuid,
  add column place_id uuid,
  add column wish jsonb not null default '{}',
  add column wants_freed_times_at timestamptz,
  add column consent_words text,
  add foreign key (business_id, service_id) references public.services (business_id, id),
  add foreign key (business_id, staff_id) references public.staff (business_id, id),
  add foreign key (business_id, place_id) references public.places (business_id, id),
  add constraint leads_consent_check check ((wants_freed_times_at is null) = (consent_words is null));
create index leads_service_idx on public.leads (business_id, service_id);
create index leads_staff_idx on public.leads (business_id, staff_id);
create index leads_place_idx on public.leads (business_id, place_id);
create index leads_waiting_idx on public.leads (business_id, created_at) where wants_freed_times_at is not null and state = 'open';
comment on column public.leads.wish is 'For kind full: the days and times they wanted, as private.offer_candidates reads a wish.';
comment on column public.leads.wants_freed_times_at is 'When they asked to be texted of a time that comes free; null: they have not.';
comment on column public.leads.consent_words is 'Their own words in which they asked for it.';
alter table public.offers add column in_place_of uuid;
comment on column public.offers.in_place_of is 'The declined booking in whose place it was offered; picking it makes a new one that carries over what was known.';

create index outbox_unrecorded_idx on public.outbox (leased_until) where claim_token is not null and state in ('sent', 'delivered', 'failed');

-- schemas/10_tables/09a_member_texts.sql
create table public.member_texts (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  text_no bigint not null generated always as identity,
  user_id uuid not null,
  phone text not null,
  body text not null,
  provider_id text not null,
  received_at timestamptz not null,
  due_at timestamptz,
  lease_token bigint not null default 0,
  attempts int not null default 0,
  outcome text,
  primary key (business_id, id),
  foreign key (business_id, user_id) references public.members (business_id, user_id) on delete cascade,
  unique (business_id, provider_id)
);
create index member_texts_user_idx on public.member_texts (business_id, user_id, text_no desc);
create index member_texts_due_idx on public.member_texts (due_at) where due_at is not null;

alter table public.member_texts enable row level security;

create policy "Members see what was commanded by text" on public.member_texts for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.member_texts to authenticated, service_role;
alter publication supabase_realtime add table public.member_texts;

comment on table public.member_texts is 'What members texted to their business''s number: commands such as Y7K, each stored once and carried out once.';
comment on column public.member_texts.due_at is 'When it is to be carried out; while a worker has it, when the worker''s lease ends; null: it has been.';
comment on column public.member_texts.lease_token is 'Grows with each claim: a worker whose token is old can no longer carry it out.';
comment on column public.member_texts.outcome is 'What came of it.';

-- schemas/10_tables/14b_backfills.sql
create type public.backfill_state as enum ('waiting', 'offered', 'taken', 'ended');
comment on type public.backfill_state is
  'waiting: the next lead is to be asked. offered: one lead has been texted and the time is kept for them. taken: a lead took it. '
  'ended: nobody more to ask, or the time is taken, too near or past.';

create table public.backfills (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  staff_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  state public.backfill_state not null default 'waiting',
  due_at timestamptz,
  lead_id uuid,
  offer_id uuid,
  tried uuid[] not null default '{}',
  created_at timestamptz not null,
  primary key (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id),
  foreign key (business_id, lead_id) references public.leads (business_id, id),
  foreign key (business_id, offer_id) references public.offers (business_id, id),
  check (ends_at > starts_at),
  check ((state in ('waiting', 'offered')) = (due_at is not null)),
  check (state <> 'offered' or lead_id is not null and offer_id is not null)
);
create index backfills_due_idx on public.backfills (due_at) where due_at is not null;
create index backfills_staff_idx on public.backfills (business_id, staff_id);
create index backfills_lead_idx on public.backfills (business_id, lead_id);
create index backfills_offer_idx on public.backfills (business_id, offer_id);

alter table public.backfills enable row level security;

create policy "Members see which freed times went to whom" on public.backfills for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.backfills to authenticated, service_role;

comment on table public.backfills is 'A stretch of a calendar that came free, on its way down the list of those who asked to hear of one.';
comment on column public.backfills.due_at is 'When its next step is to be taken; null: there is none.';
comment on column public.backfills.lead_id is 'Who was asked last.';
comment on column public.backfills.tried is 'The leads it was offered to; none of them is asked again.';

alter table public.offers add foreign key (business_id, in_place_of) references public.bookings (business_id, id);
create index offers_in_place_of_idx on public.offers (business_id, in_place_of);

-- schemas/10_tables/16a_feedback.sql
create table public.feedback (
  business_id uuid not null references public.businesses (id),
  booking_id uuid not null,
  customer_id uuid not null,
  asked_at timestamptz not null,
  score int check (score between 1 and 5),
  answered_at timestamptz,
  primary key (business_id, booking_id),
  foreign key (business_id, booking_id) references public.bookings (business_id, id),
  foreign key (business_id, customer_id) references public.customers (business_id, id),
  check ((score is null) = (answered_at is null))
);
create index feedback_customer_idx on public.feedback (business_id, customer_id);

alter table public.feedback enable row level security;

create policy "Members see what customers thought" on public.feedback for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.feedback to authenticated, service_role;

comment on table public.feedback is 'Marks, 1 to 5, that customers were asked for after their bookings.';
comment on column public.feedback.asked_at is 'When the booking was completed; the text itself waits for contact hours.';

-- schemas/10_tables/17a_calls.sql
create table public.calls (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  provider_id text not null,
  from_number text,
  to_number text not null,
  forwarded_to text,
  customer_id uuid,
  conversation_id uuid,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome public.call_outcome,
  primary key (business_id, id),
  foreign key (business_id, customer_id) references public.customers (business_id, id),
  foreign key (business_id, conversation_id) references public.conversations (business_id, id),
  unique (business_id, provider_id)
);
create index calls_started_idx on public.calls (business_id, started_at desc);
create index calls_customer_idx on public.calls (business_id, customer_id);
create index calls_conversation_idx on public.calls (business_id, conversation_id);

alter table public.calls enable row level security;

create policy "Members see their business's calls" on public.calls for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.calls to authenticated, service_role;

comment on table public.calls is 'Calls to a business''s number, each stored once, whom they rang and what came of them.';
comment on column public.calls.provider_id is 'The carrier''s own id of the call (Twilio''s CallSid).';
comment on column public.calls.from_number is 'E.164; null: the caller withheld it.';
comment on column public.calls.forwarded_to is 'The phone that rang; null: there was none to ring.';
comment on column public.calls.conversation_id is 'The conversation in which a missed caller was texted back.';
comment on column public.calls.ended_at is 'When we heard that it was over; null: it is going on, or nobody told us.';
comment on column public.calls.outcome is 'Null: not known yet.';

-- schemas/30_slots/00_lock_calendar.sql
-- Serialises decisions about calendars until the transaction ends: travel is pairwise, which no constraint can express. Always taken in one
-- order. Who needs several kinds of locks takes them so, or two could wait for each other: conversation, calendars, booking, move.
create or replace function private.lock_calendars(p_business uuid, p_staff uuid[]) returns void
language plpgsql set search_path = ''
as $$
declare
  calendars uuid[] := p_staff;
  calendar uuid;
begin
  if cardinality(p_staff) > 1 then
    calendars := array(select distinct s from unnest(p_staff) as s order by s);
  end if;
  foreach calendar in array calendars loop
    perform pg_advisory_xact_lock(hashtextextended(p_business::text || calendar::text, 0)); -- none for a null
  end loop;
end
$$;

-- Frees what has lapsed on calendars, in the transaction that needs the time: requests, moves and kept offers past their time. The caller
-- holds the calendars' locks.
create or replace function private.clear_due(p_business uuid, p_staff uuid[], p_now timestamptz) returns void
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  due public.holds;
begin
  for due in
    select * from public.holds h where h.business_id = p_business and h.staff_id = any (p_staff) and h.expires_at <= p_now
    order by h.booking_id, h.id
  loop
    if due.offer_id is not null then
      if due.booking_id is not null then -- whose holds are let go by who has its row, here as elsewhere
        perform from public.bookings b where b.business_id = p_business and b.id = due.booking_id for no key update;
      end if;
      delete from public.holds where business_id = p_business and id = due.id;
    elsif due.move_id is not null then
      perform private.lapse_move(p_business, due.move_id, p_now);
    else
      perform private.expire_booking(p_business, due.booking_id, p_now);
    end if;
  end loop;
end
$$;

-- Locks every calendar that does a service, and clears what has lapsed there.
create or replace function private.lock_service(p_business uuid, p_service uuid, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  calendars uuid[] := array(select ss.staff_id from public.service_staff ss where ss.business_id = p_business and ss.service_id = p_service);
begin
  perform private.lock_calendars(p_business, calendars);
  perform private.clear_due(p_business, calendars, p_now);
end
$$;

-- What was kept for a conversation, or for another one of the same customer, is free for anyone again; its offers can still be picked while
-- they last.
create or replace function private.release_offers(p_business uuid, p_conversation uuid) returns void
language plpgsql set search_path = ''
as $$
begin
  delete from public.holds where business_id = p_business and id in (
    select h.id from public.conversations c
    join public.conversations k on k.business_id = c.business_id and k.customer_id = c.customer_id
    join public.offers o on o.business_id = k.business_id and o.conversation_id = k.id
    join public.holds h on h.business_id = o.business_id and h.offer_id = o.id
    where c.business_id = p_business and c.id = p_conversation
    order by h.id for update of h); -- in the order of private.free_time
end
$$;

-- schemas/40_texts/01_opted_out.sql
-- Has this number told this business to stop? The newest row of the ledger rules; never asked: no.
create or replace function private.opted_out(p_business uuid, p_phone text) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select coalesce(
      (select o.opted_out from public.opt_outs o
       where o.business_id = p_business and o.phone = p_phone
       order by o.ledger_no desc limit 1), false));
end
$$;

-- Since when it has been so: the first STOP that no START follows. Null: it is not.
create or replace function private.opted_out_since(p_business uuid, p_phone text) returns timestamptz
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select o.created_at from public.opt_outs o
    where o.business_id = p_business and o.phone = p_phone and o.opted_out
      and o.ledger_no > coalesce((select max(s.ledger_no) from public.opt_outs s
        where s.business_id = p_business and s.phone = p_phone and not s.opted_out), 0)
    order by o.ledger_no limit 1);
end
$$;

-- Makes whoever else writes about this number into the ledger wait until this transaction ends.
create or replace function private.lock_ledger(p_business uuid, p_phone text) returns void
language plpgsql set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(format('%s %s', p_business, p_phone), 15));
end
$$;

-- Puts the carrier's own opt-out (error 21610) into the ledger, once, and tells whom it concerns. Any other code means nothing here.
create or replace function private.note_refusal(p_business uuid, p_phone text, p_error_code int, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  if p_error_code is distinct from 21610 then
    return;
  end if;
  perform private.lock_ledger(p_business, p_phone);
  insert into public.opt_outs (business_id, phone, opted_out, source, created_at)
  select p_business, p_phone, true, 'carrier refused: 21610', p_now
  where not private.opted_out(p_business, p_phone);
  if found then
    perform private.tell_of_opt_out(p_business, p_phone, p_now);
  end if;
end
$$;

-- schemas/40_texts/01a_keywords.sql
-- The one word that a text is, in capitals, without blanks, quotes and full stops around it; null for a sentence, whatever words it holds.
create or replace function private.lone_word(p_body text) returns text
language sql immutable set search_path = ''
as $$
  select upper(word)
  from regexp_replace(p_body, '^[[:space:].,;:!''"‘’“”()*_-]+|[[:space:].,;:!''"‘’“”()*_-]+$', '', 'g') word where word ~ '^[[:alpha:]]+[?]?$'
$$;

-- The carrier's keyword that a text is, in capitals, or null: its own word for it (OptOutType) goes before ours. One word alone is a keyword, never a
-- sentence with one in it, nor a question ("Cancel?"). YES is one only from somebody who has told this business to stop.
create or replace function private.opt_out_keyword(p_business uuid, p_phone text, p_body text, p_opt_out_type text) returns text
language plpgsql stable set search_path = ''
as $$
declare
  word text := private.lone_word(p_body);
begin
  return case
    when p_opt_out_type in ('STOP', 'START') then p_opt_out_type
    when word in ('STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'OPTOUT', 'START', 'UNSTOP') then word
    when word = 'YES' and private.opted_out(p_business, p_phone) then word
  end;
end
$$;

-- Does a text ask what this number is? HELP or INFO alone, in the carrier's eyes or in ours.
create or replace function private.asks_for_help(p_body text, p_opt_out_type text) returns boolean
language sql immutable set search_path = ''
as $$
  select coalesce(p_opt_out_type = 'HELP' or rtrim(private.lone_word(p_body), '?') in ('HELP', 'INFO'), false)
$$;

-- Puts a keyword into the ledger; the first one that stops us tells whom it concerns. Returns whether it stops us.
create or replace function private.note_keyword(p_business uuid, p_phone text, p_keyword text, p_now timestamptz) returns boolean
language plpgsql set search_path = ''
as $$
declare
  stops boolean := p_keyword not in ('START', 'UNSTOP', 'YES');
  had_stopped boolean;
begin
  perform private.lock_ledger(p_business, p_phone);
  had_stopped := private.opted_out(p_business, p_phone);
  insert into public.opt_outs (business_id, phone, opted_out, keyword, source, created_at)
    values (p_business, p_phone, stops, p_keyword, 'text', p_now);
  if stops and not had_stopped then
    perform private.tell_of_opt_out(p_business, p_phone, p_now);
  end if;
  return stops;
end
$$;

-- schemas/40_texts/02_queue_text.sql
-- Puts one text into the outbox, once per dedupe key, to leave at p_due (null: at once). Proactive texts wait for contact hours. Does nothing without a
-- recipient.
create or replace function private.queue_text(
  p_business public.businesses, p_kind text, p_class public.text_class, p_recipient text, p_dedupe_key text, p_now timestamptz,
  p_member uuid default null, p_customer uuid default null, p_conversation uuid default null, p_message uuid default null,
  p_booking uuid default null, p_lead uuid default null, p_offer_set int default null, p_detail jsonb default '{}',
  p_due timestamptz default null
) returns void
language plpgsql set search_path = ''
as $$
begin
  insert into public.outbox (
    business_id, kind, class, medium, recipient, dedupe_key, created_at, due_at,
    member_id, customer_id, conversation_id, message_id, booking_id, lead_id, offer_set, detail)
  select p_business.id, p_kind, p_class, case when p_recipient like '%@%' then 'email' else 'sms' end::public.text_medium,
    p_recipient, p_dedupe_key, p_now, case when p_class = 'proactive' then private.in_contact_hours(p_business, coalesce(p_due, p_now)) else coalesce(p_due, p_now) end,
    p_member, p_customer, p_conversation, p_message, p_booking, p_lead, p_offer_set, p_detail
  where p_recipient is not null
  on conflict (business_id, dedupe_key) do nothing;
end
$$;

-- schemas/40_texts/03_tell_members.sql
-- One text to each member of a business who has a phone and wants this sort: 'requests', 'confirmations', 'handoffs', 'reminders',
-- 'day_ends' or 'run_sheets'.
create or replace function private.tell_members(
  p_business public.businesses, p_wants text, p_kind text, p_class public.text_class, p_dedupe_key text, p_now timestamptz,
  p_booking uuid default null, p_lead uuid default null, p_conversation uuid default null, p_detail jsonb default '{}'
) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.queue_text(p_business, p_kind, p_class, m.phone, format('%s:%s', p_dedupe_key, m.user_id), p_now,
    p_member => m.user_id, p_booking => p_booking, p_lead => p_lead, p_conversation => p_conversation, p_detail => p_detail)
  from public.members m
  where m.business_id = p_business.id and m.deleted_at is null and m.phone is not null
    and case p_wants when 'requests' then m.gets_requests when 'confirmations' then m.gets_confirmations when 'handoffs' then m.gets_handoffs
      when 'reminders' then m.gets_reminders when 'day_ends' then m.gets_day_ends when 'run_sheets' then m.gets_run_sheets end;
end
$$;

-- schemas/40_texts/04_tell_customer.sql
-- One text about a booking to its customer: to their phone, else to their e-mail address.
create or replace function private.tell_customer(
  p_business public.businesses, p_booking public.bookings, p_kind text, p_class public.text_class, p_dedupe_key text, p_now timestamptz,
  p_offer_set int default null, p_detail jsonb default '{}', p_due timestamptz default null
) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.queue_text(p_business, p_kind, p_class, coalesce(p_booking.customer_phone, p_booking.customer_email), p_dedupe_key, p_now,
    p_customer => p_booking.customer_id, p_conversation => p_booking.conversation_id, p_booking => p_booking.id, p_offer_set => p_offer_set, p_detail => p_detail, p_due => p_due);
end
$$;

-- schemas/40_texts/04b_tell_of_opt_out.sql
-- A number takes no more texts from a business, by its own word or the carrier's. Of a customer with something open, if not blocked, the members are told:
-- STOP never cancels it. Of a member, the others are: what they were to decide now waits for somebody else.
create or replace function private.tell_of_opt_out(p_business uuid, p_phone text, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  open_booking public.bookings;
  entry bigint := (select max(o.ledger_no) from public.opt_outs o where o.business_id = p_business and o.phone = p_phone);
begin
  select * into business from public.businesses where id = p_business;
  select b.* into open_booking from public.bookings b join public.customers c on c.business_id = b.business_id and c.id = b.customer_id
    where b.business_id = p_business and p_phone in (b.customer_phone, c.phone) and c.blocked_at is null
      and b.status in ('pending', 'confirmed') and b.starts_at > p_now and b.deleted_at is null
    order by b.starts_at, b.id limit 1;
  if found then
    perform private.add_event(open_booking, 'customer_opted_out', 'customer', p_now);
    perform private.tell_members(business, 'handoffs', 'opted_out', 'caused', format('opted_out:%s:%s', open_booking.id, entry), p_now,
      p_booking => open_booking.id);
  end if;
  perform private.queue_text(business, 'member_opted_out', 'caused', other.phone, format('member_opted_out:%s:%s', entry, other.user_id), p_now,
    p_member => other.user_id, p_detail => jsonb_build_object('name', gone.name, 'phone', gone.phone, 'number', business.sms_number))
  from (select m.name, m.phone from public.members m
      where m.business_id = p_business and m.phone = p_phone and m.deleted_at is null order by m.created_at, m.user_id limit 1) gone,
    public.members other
  where other.business_id = p_business and other.phone <> p_phone and other.deleted_at is null and not private.opted_out(p_business, other.phone);
end
$$;

-- schemas/40_texts/05_booking_words.sql
-- A booking in the words its texts and pages use, with the move that waits, if any. `ref` is the only name by which the receptionist can
-- pick it.
create or replace function private.booking_words(p_business public.businesses, p_booking public.bookings) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'id', p_booking.id, 'ref', 'b' || left(p_booking.id::text, 8), 'code', p_booking.code, 'status', p_booking.status, 'service', p_booking.service_name, 'staff', t.name,
      'customer', p_booking.customer_name, 'phone', p_booking.customer_phone, 'email', p_booking.customer_email,
      'address', p_booking.address, 'notes', p_booking.notes, 'price_cents', p_booking.price_cents, 'currency', p_booking.currency,
      'starts_at', p_booking.starts_at, 'words', private.local_words(p_booking.starts_at, p_business.time_zone),
      'ends_at', p_booking.ends_at, 'ends', private.local_words(p_booking.ends_at, p_business.time_zone),
      'travel_assumed', p_booking.travel_assumed, 'travel_minutes', p_business.travel_minutes,
      'answer_by', case when p_booking.expires_at is not null then private.local_words(p_booking.expires_at, p_business.time_zone) end,
      'reason', p_booking.ended_reason,
      'move', (select private.move_words(p_business, m) from public.moves m
        where m.business_id = p_booking.business_id and m.booking_id = p_booking.id and m.state = 'waiting'),
      'several_staff', (select count(*) > 1 from public.staff s where s.business_id = p_booking.business_id and s.deleted_at is null))
    from public.staff t
    where t.business_id = p_booking.business_id and t.id = p_booking.staff_id);
end
$$;

-- schemas/40_texts/06_text_refusal.sql
-- Why texts must not leave now: one row for each, refusal null where there is no reason. Asked again just before sending, from the rows as they are
-- then: is it still true? Still wanted? Each question is asked only of the texts it concerns.
create or replace function private.refused(p_texts public.outbox[], p_now timestamptz) returns table (business_id uuid, id uuid, refusal text)
language plpgsql stable set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select t.business_id, t.id, case
      when t.medium = 'sms' and (
        select o.opted_out from public.opt_outs o where o.business_id = t.business_id and o.phone = t.recipient
        order by o.ledger_no desc limit 1) then 'opted out'
      when t.customer_id is not null and exists (
        select from public.customers c
        where c.business_id = t.business_id and c.id = t.customer_id and c.blocked_at is not null) then 'blocked'
      when t.member_id is not null and not exists (
        select from public.members m
        where m.business_id = t.business_id and m.user_id = t.member_id and m.deleted_at is null and m.phone = t.recipient)
        then 'no longer a member''s phone'
      when t.kind in ('reminder', 'feedback', 'missed_call', 'backfill') and not (
        select case t.kind when 'reminder' then b.sends_reminders when 'feedback' then b.asks_feedback
          when 'missed_call' then b.answers_missed_calls else b.fills_freed_times end
        from public.businesses b where b.id = t.business_id) then 'switched off'
      when t.kind = 'reminder' and exists (
        select from public.customers c
        where c.business_id = t.business_id and c.id = t.customer_id and not c.gets_reminders) then 'they want no reminders'
      when t.kind = 'backfill' and not private.freed_time_stands(t, p_now) then 'the time is gone'
      when t.kind = 'run_sheet' and t.detail #>> '{day,date}' <> (
        select private.today_of(b, p_now)::text from public.businesses b where b.id = t.business_id) then 'that day is over'
      when t.kind = 'day_end' and private.day_is_settled(t) then 'somebody has said so already'
      when t.kind = 'missed_call' and exists (
        select from public.calls c
        where c.business_id = t.business_id and c.id = (t.detail ->> 'call_id')::uuid and c.outcome = 'answered') then 'the call was answered'
      when t.kind in ('handoff_nag', 'still_busy') then (
        select case
          when v.person_acted_at is not null or t.kind = 'still_busy' and v.state = 'human' then 'a person has it now'
          when t.kind = 'handoff_nag' and v.state <> 'human' then 'handed back'
          when t.kind = 'still_busy' and v.last_inbound_at > t.created_at then 'they have written again' end
        from public.conversations v where v.business_id = t.business_id and v.id = t.conversation_id)
      when t.booking_id is not null then (
        select private.untrue_of_booking(t, k, p_now)
        from public.bookings k where k.business_id = t.business_id and k.id = t.booking_id)
      end
  from unnest(p_texts) t;
end
$$;

-- What a text says of a booking, or of its move, that is no longer so; null: it is.
create or replace function private.untrue_of_booking(p_text public.outbox, p_booking public.bookings, p_now timestamptz) returns text
language plpgsql stable set search_path = ''
as $$
declare
  move_state public.move_state;
begin
  if p_text.kind in ('move_request', 'move_nag', 'proposal') then
    select m.state into move_state from public.moves m
      where m.business_id = p_text.business_id and m.id = (p_text.detail ->> 'move_id')::uuid;
  end if;
  return case
    when move_state <> 'waiting' then format('the move is %s', move_state)
    when p_text.kind in ('moved', 'moved_copy', 'reminder', 'reminder_copy', 'running_late')
      and p_booking.starts_at <> (p_text.detail ->> 'starts_at')::timestamptz then 'moved again since'
    when p_text.kind in ('reminder', 'reminder_copy') and p_booking.starts_at <= p_now then 'it has begun'
    when p_text.kind = 'running_late' and p_booking.starts_at + make_interval(mins => (p_text.detail ->> 'minutes')::int) <= p_now then 'that time has passed'
    when p_booking.status = any (case p_text.kind
      when 'request' then array['pending']
      when 'nag' then array['pending']
      when 'note' then array['pending', 'confirmed']
      when 'confirmed' then array['confirmed']
      when 'edited' then array['confirmed']
      when 'moved' then array['confirmed']
      when 'expired' then array['expired']
      when 'cancelled' then array['cancelled']
      when 'proposal' then array['pending', 'confirmed']
      when 'withdrawn' then array['pending', 'confirmed']
      when 'move_request' then array['confirmed']
      when 'move_nag' then array['confirmed']
      when 'move_declined' then array['confirmed']
      when 'move_lapsed' then array['confirmed']
      when 'reminder' then array['confirmed']
      when 'reminder_copy' then array['confirmed']
      when 'running_late' then array['confirmed']
      when 'feedback' then array['completed']
      end::public.booking_status[]) is false then format('the booking is %s', p_booking.status)
  end;
end
$$;

-- The same of one text, or null.
create or replace function private.text_refusal(p_text public.outbox, p_now timestamptz) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return (select r.refusal from private.refused(array[p_text], p_now) r);
end
$$;

-- schemas/40_texts/07_text_context.sql
-- All a template may print: the business, the booking in words, the offers it lists (of one whose sending is in doubt: those it listed then), a message's own body.
create or replace function private.text_context(p_text public.outbox, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'business', jsonb_build_object('id', b.id, 'name', b.name, 'address', b.address, 'call_number', coalesce(b.call_number, b.sms_number), 'style', b.text_style),
      'booking', case when p_text.booking_id is not null then (
        select private.booking_words(b, k) from public.bookings k where k.business_id = p_text.business_id and k.id = p_text.booking_id) end,
      'lead', case when p_text.lead_id is not null then (
        select jsonb_build_object('kind', l.kind, 'summary', l.summary, 'phone', l.phone, 'name', c.name)
        from public.leads l join public.customers c on c.business_id = l.business_id and c.id = l.customer_id
        where l.business_id = p_text.business_id and l.id = p_text.lead_id) end,
      'offers', case when p_text.offer_set is not null
        then private.offers_of(b, p_text.conversation_id, p_text.offer_set, case when p_text.state = 'unknown' then p_text.claimed_at else p_now end)
        else '[]' end,
      'message', case when p_text.message_id is not null then (
        select m.body from public.messages m where m.business_id = p_text.business_id and m.id = p_text.message_id) end,
      'calendar_token', case when b.links_calendar and p_text.kind in ('confirmed', 'moved') then (
        select k.calendar_token from public.bookings k where k.business_id = p_text.business_id and k.id = p_text.booking_id) end,
      'detail', p_text.detail)
    from public.businesses b where b.id = p_text.business_id);
end
$$;

-- schemas/40_texts/07b_may_leave_at.sql
-- When a text may leave at the earliest: a proactive one in contact hours, one to a member outside the hours in which they want no text, unless it
-- answers theirs. Asked again when that time comes, so the two need not agree in one step.
create or replace function private.may_leave_at(p_text public.outbox, p_business public.businesses, p_now timestamptz) returns timestamptz
language plpgsql stable set search_path = ''
as $$
declare
  member public.members;
  at timestamptz := case when p_text.class = 'proactive' then private.in_contact_hours(p_business, p_now) else p_now end;
begin
  if p_text.member_id is null or p_text.class = 'reply' then
    return at;
  end if;
  select * into member from public.members m where m.business_id = p_text.business_id and m.user_id = p_text.member_id and m.quiet_from is not null;
  return case when found then private.add_contact_minutes(at, 0, p_business.time_zone, member.quiet_to, member.quiet_from) else at end;
end
$$;

-- schemas/40_texts/08_claim_texts.sql
-- Texts that are due and that no other worker is claiming, oldest first, locked. Planned anew each time: a plan for any p_most would read them all.
create or replace function private.lock_due_texts(p_now timestamptz, p_most int) returns public.outbox[]
language plpgsql set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return array(
    select o from public.outbox o where o.state = 'waiting' and o.due_at <= p_now
    order by o.due_at, o.queue_no limit p_most for no key update skip locked);
end
$$;

-- Claims due texts for one worker, oldest first, and gives what is needed to render and send them. A text no longer true or
-- wanted is skipped; one that came due in quiet hours is put off; both are left out of the answer. Raises when one cannot even be looked at: then
-- fail_poisoned_texts fails it, and the others can be claimed.
-- The claim is kept before anything is sent: a worker that dies leaves 'sending', which release_stuck_texts turns into 'unknown'.
create or replace function public.claim_texts(p_now timestamptz default now(), p_most int default 10, p_lease_seconds int default 60) returns setof jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  due public.outbox[] := private.lock_due_texts(p_now, p_most);
  claimed public.outbox[];
begin
  with judged as materialized (
    select t.business_id, t.id, r.refusal,
      case when t.class <> 'proactive' and (t.member_id is null or t.class = 'reply') then p_now else private.may_leave_at(t, b, p_now) end as earliest
    from unnest(due) t
    join public.businesses b on b.id = t.business_id
    join private.refused(due, p_now) r on r.business_id = t.business_id and r.id = t.id
  ),
  marked as (
    update public.outbox o set
        state = case when j.refusal is not null then 'skipped' when j.earliest <= p_now then 'sending' else o.state end::public.text_state,
        error = coalesce(j.refusal, o.error),
        settled_at = case when j.refusal is not null then p_now end,
        due_at = case when j.refusal is null and j.earliest > p_now then j.earliest else o.due_at end,
        attempts = o.attempts + (j.refusal is null and j.earliest <= p_now)::int,
        claim_token = case when j.refusal is null and j.earliest <= p_now then gen_random_uuid() end,
        claimed_at = case when j.refusal is null and j.earliest <= p_now then p_now else o.claimed_at end,
        doubted_at = null,
        leased_until = case when j.refusal is null and j.earliest <= p_now then p_now + make_interval(secs => p_lease_seconds) end
      from judged j where o.business_id = j.business_id and o.id = j.id
      returning o as row
  )
  select coalesce(array_agg(m.row order by (m.row).due_at, (m.row).queue_no), '{}') into claimed from marked m where (m.row).state = 'sending';
  for n in 1..cardinality(claimed) loop
    if claimed[n].kind in ('declined', 'backfill') then
      claimed[n] := private.ready_offers(claimed[n], p_now);
    end if;
  end loop;
  return query
  select jsonb_build_object(
    'business_id', t.business_id, 'id', t.id, 'token', t.claim_token, 'kind', t.kind, 'medium', t.medium,
    'recipient', t.recipient, 'sender', b.sms_number, 'messaging_service_sid', b.messaging_service_sid,
    'attempts', t.attempts, 'created_at', t.created_at, 'context', private.text_context(t, p_now))
  from unnest(claimed) t join public.businesses b on b.id = t.business_id
  order by t.due_at, t.queue_no;
end
$$;
grant execute on function public.claim_texts to service_role;

-- schemas/40_texts/09_finish_text.sql
-- Records that the carrier took claimed texts: arrays of the same length, one place for each. A text to a customer that is not already a message of
-- the conversation becomes one, so the thread reads as it happened. The carrier's answer counts also after the lease, if nobody else
-- has the text in hand: it must not be sent again. Returns those recorded; one that another worker has, or that is recorded already, is left as it is.
create or replace function public.finish_texts(
  p_businesses uuid[], p_texts uuid[], p_tokens uuid[], p_provider_ids text[], p_bodies text[], p_encodings text[], p_segments int[],
  p_flags jsonb default '{}', p_now timestamptz default now()
) returns setof uuid
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  text_row public.outbox;
begin
  for text_row in
    update public.outbox o set
        state = case when o.state in ('sending', 'unknown', 'waiting') then 'sent'::public.text_state else o.state end,
        provider_id = coalesce(o.provider_id, s.provider_id), body = s.body, encoding = s.encoding, segments = s.segments,
        flags = array(select jsonb_array_elements_text(p_flags -> s.id::text)),
        sent_at = coalesce(o.sent_at, p_now), leased_until = null, claim_token = null,
        error = case when o.state = 'failed' then o.error end, error_code = case when o.state = 'failed' then o.error_code end
      from unnest(p_businesses, p_texts, p_tokens, p_provider_ids, p_bodies, p_encodings, p_segments)
        as s (business_id, id, token, provider_id, body, encoding, segments)
      where o.business_id = s.business_id and o.id = s.id
        and (o.claim_token = s.token or o.state = 'unknown' or o.state = 'waiting' and o.attempts > 0)
      returning o.*
  loop
    if text_row.conversation_id is not null and text_row.customer_id is not null and text_row.message_id is null then
      perform private.add_message(text_row.business_id, text_row.conversation_id, 'system', text_row.body, p_now);
    end if;
    if text_row.kind = 'declined' then
      perform private.keep_listed(text_row, p_now);
    end if;
    return next text_row.id;
  end loop;
end
$$;
grant execute on function public.finish_texts to service_role;

-- The same of one text. Returns whether it was recorded.
create or replace function public.finish_text(
  p_business uuid, p_text uuid, p_token uuid, p_provider_id text, p_body text, p_encoding text, p_segments int,
  p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
begin
  return exists (select from public.finish_texts(
    array[p_business], array[p_text], array[p_token], array[p_provider_id], array[p_body], array[p_encoding], array[p_segments], p_now => p_now));
end
$$;
grant execute on function public.finish_text to service_role;

-- schemas/40_texts/10_fail_text.sql
-- Records that a claimed text did not leave, or that nobody can tell. p_outcome: 'retry' puts it back with a growing pause
-- (twelve tries in three quarters of an hour, then failed), 'unsent' puts it back as it was, for it was not tried, 'failed' gives up, 'unknown' waits
-- for the carrier's word; an e-mail's ends there, and 'doubtful' ends it for good, where people see it. Error 21610 (the carrier holds an opt-out) goes into the ledger. Returns false, changing nothing, when the claim is no longer this worker's or the carrier's own word
-- came first.
create or replace function public.fail_text(
  p_business uuid, p_text uuid, p_token uuid, p_outcome text, p_error_code int, p_error text, p_body text default null,
  p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.outbox;
begin
  if p_outcome not in ('retry', 'unsent', 'failed', 'unknown', 'doubtful') then
    raise exception sqlstate 'PT400' using message = 'A text ends as retry, unsent, failed, unknown or doubtful.', hint = 'bad_input';
  end if;
  update public.outbox set
      state = case
        when p_outcome in ('unknown', 'doubtful') then 'unknown'
        when p_outcome = 'failed' or p_outcome = 'retry' and attempts >= 12 then 'failed'
        else 'waiting' end::public.text_state,
      attempts = attempts - (p_outcome = 'unsent')::int,
      due_at = case when p_outcome = 'unsent' then due_at else p_now + make_interval(secs => least(900, 2 ^ attempts) * (0.75 + random() / 2)) end,
      error_code = p_error_code, error = p_error, body = coalesce(p_body, body),
      leased_until = case when p_outcome = 'unknown' and medium = 'sms' then p_now + interval '30 seconds' end,
      claim_token = null,
      settled_at = case when p_outcome in ('failed', 'doubtful') or (p_outcome = 'retry' and attempts >= 12) or (p_outcome = 'unknown' and medium = 'email') then p_now end
    where business_id = p_business and id = p_text and claim_token = p_token and state in ('sending', 'unknown')
    returning * into text_row;
  if not found then
    return false;
  end if;
  perform private.note_refusal(p_business, text_row.recipient, p_error_code, p_now);
  return true;
end
$$;
grant execute on function public.fail_text to service_role;

-- schemas/40_texts/11_release_stuck_texts.sql
-- A worker died between claiming and recording: whether the text left is unknown, and it is not repeated blindly. A mail
-- server cannot be asked, so an e-mail in doubt stays so, where people see it. When the lease did not end just now (nobody was there to see it, or a
-- clock was set and that worker is still at it), the time until it is given up begins now. A lease that ends in more than a day was given by a clock
-- that has been put back since. Returns how many.
create or replace function public.release_stuck_texts(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  released int;
begin
  with stuck as (
    select business_id, id from public.outbox where state = 'sending' and (leased_until <= p_now or leased_until > p_now + interval '1 day')
    order by leased_until limit 100 for no key update skip locked
  )
  update public.outbox o set
      state = 'unknown', claim_token = null,
      doubted_at = case when not o.leased_until between p_now - interval '30 seconds' and p_now then p_now end,
      leased_until = case o.medium when 'sms' then p_now end, settled_at = case o.medium when 'email' then p_now end,
      error = case o.medium when 'email' then 'It may have left: we stopped while sending it, and a mail server cannot be asked. It is not sent again.' end
    from stuck where o.business_id = stuck.business_id and o.id = stuck.id;
  get diagnostics released = row_count;
  return released;
end
$$;
grant execute on function public.release_stuck_texts to service_role;

-- schemas/40_texts/12_unknown_texts.sql
-- Texts whose fate the carrier should be asked about, each at most every 30 seconds: what they would have said,
-- to whom and since when. 'give_up': it is two minutes since it was tried; if the carrier still knows nothing of it, it did not leave.
-- Those with a 'provider_id' are in no doubt: the carrier spoke of them first, and the worker that sent them never said what it sent.
create or replace function public.unknown_texts(p_now timestamptz default now()) returns setof jsonb
language sql security definer set search_path = ''
as $$
  with in_doubt as (
    select business_id, id from public.outbox where state = 'unknown' and (leased_until <= p_now or leased_until > p_now + interval '1 day')
    order by leased_until limit 20 for no key update skip locked
  ),
  unrecorded as (
    select business_id, id from public.outbox where claim_token is not null and state in ('sent', 'delivered', 'failed') and leased_until <= p_now
    order by leased_until limit 20 for no key update skip locked
  ),
  due as (select * from in_doubt union all select * from unrecorded),
  asked as (
    update public.outbox o set leased_until = p_now + interval '30 seconds', claim_token = gen_random_uuid(),
        claimed_at = case when o.claimed_at > p_now + interval '1 day' then p_now else o.claimed_at end
      from due where o.business_id = due.business_id and o.id = due.id
      returning o.*
  )
  select jsonb_build_object(
    'business_id', a.business_id, 'id', a.id, 'token', a.claim_token, 'kind', a.kind, 'recipient', a.recipient,
    'sender', b.sms_number, 'created_at', a.created_at, 'claimed_at', a.claimed_at,
    'give_up', greatest(a.claimed_at, a.doubted_at) < p_now - interval '2 minutes', 'body', a.body, 'style', b.text_style, 'attempts', a.attempts,
    'messaging_service_sid', b.messaging_service_sid, 'medium', a.medium, 'provider_id', a.provider_id, 'context', private.text_context(a, p_now))
  from asked a join public.businesses b on b.id = a.business_id
$$;
grant execute on function public.unknown_texts to service_role;

-- schemas/40_texts/12a_fail_poisoned_texts.sql
-- When claiming fails as a whole: of the texts that are due, oldest first, those whose rows make us stumble fail alone, visibly, so that the others can
-- leave. What is the database's own trouble and passes (a lock, a shutdown, a full disk) is raised. It must look at
-- as many as are claimed at once, or a text further back holds up the queue for good. Returns how many failed.
create or replace function public.fail_poisoned_texts(p_now timestamptz default now(), p_most int default 50) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.outbox;
  failed int := 0;
begin
  for text_row in
    select * from public.outbox o where o.state = 'waiting' and o.due_at <= p_now
    order by o.due_at, o.queue_no limit p_most for no key update skip locked
  loop
    begin
      perform private.text_refusal(text_row, p_now), private.may_leave_at(text_row, b, p_now), private.text_context(
          case when text_row.kind in ('declined', 'backfill') then private.ready_offers(text_row, p_now) else text_row end, p_now)
        from public.businesses b where b.id = text_row.business_id;
      raise exception sqlstate 'ZZ000'; -- undoes what looking did
    exception
      when sqlstate 'ZZ000' then null;
      when others then
        if sqlstate ~ '^(08|40|53|55|57|58|XX)' then
          raise;
        end if;
        update public.outbox set state = 'failed', error = format('The text could not be prepared: %s', sqlerrm), settled_at = p_now
          where business_id = text_row.business_id and id = text_row.id;
        failed := failed + 1;
    end;
  end loop;
  return failed;
end
$$;
grant execute on function public.fail_poisoned_texts to service_role;

-- schemas/40_texts/12b_unaccounted_texts.sql
-- Which of the carrier's texts to a number are none that a row of this business stands for, now or in an earlier attempt?
create or replace function public.unaccounted_texts(p_business uuid, p_recipient text, p_provider_ids text[]) returns setof text
language sql stable security definer set search_path = ''
as $$
  select s.provider_id from unnest(p_provider_ids) as s (provider_id)
  where not exists (select from public.outbox o where o.business_id = p_business and o.provider_id = s.provider_id)
    and not exists (
      select from public.outbox o where o.business_id = p_business and o.recipient = p_recipient and o.detail -> 'earlier_ids' ? s.provider_id)
$$;
grant execute on function public.unaccounted_texts to service_role;

-- schemas/40_texts/13_record_delivery.sql
-- The carrier's word on a text, whatever order it comes in and however often: a later stage is never undone by an earlier one, and the first final word
-- stands, also over our own belief that it failed. It settles a text whose sending was unknown; what it said is then recorded by the workers. An opt-out
-- the carrier holds (21610) goes into the ledger. Returns false for a text that is not there, and for an attempt before the one that counts.
create or replace function public.record_delivery(
  p_business uuid, p_text uuid, p_provider_id text, p_status text, p_error_code int, p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  recipient_phone text;
  stages text[] := array['accepted', 'queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed'];
  finals text[] := array['delivered', 'undelivered', 'failed'];
begin
  update public.outbox set
      provider_id = coalesce(provider_id, p_provider_id),
      delivery = case
        when delivery = any (finals) then delivery
        when coalesce(array_position(stages, p_status), 0) > coalesce(array_position(stages, delivery), 0) then p_status
        else delivery end,
      state = case
        when delivery = any (finals) then state
        when p_status = 'delivered' then 'delivered'
        when p_status in ('undelivered', 'failed') then 'failed'
        else 'sent' end::public.text_state,
      error_code = case when delivery = any (finals) then error_code when p_status in ('undelivered', 'failed') then coalesce(p_error_code, error_code) end,
      error = case when delivery = any (finals) then error when p_status in ('undelivered', 'failed') then 'The carrier could not deliver it.' end,
      sent_at = coalesce(sent_at, p_now),
      settled_at = case when delivery = any (finals) then settled_at when p_status = any (finals) then p_now end,
      claim_token = case when provider_id is null and state <> 'sending' then gen_random_uuid() else claim_token end,
      leased_until = case when provider_id is null and state <> 'sending' then p_now else leased_until end
    where business_id = p_business and id = p_text and (provider_id is null or provider_id = p_provider_id)
      and not coalesce(detail -> 'earlier_ids' ? p_provider_id, false)
    returning recipient into recipient_phone;
  if not found then
    return false;
  end if;
  perform private.note_refusal(p_business, recipient_phone, p_error_code, p_now);
  return true;
end
$$;
grant execute on function public.record_delivery to service_role;

-- schemas/45_clock/00_remind_due.sql
-- Reminds both sides of each confirmed booking whose time to be reminded has come: a day before, in contact hours. What was moved or called off
-- since has another time to remind of it, or none; the texts are looked at again when they leave. Returns how many bookings.
create or replace function public.remind_due(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  booking public.bookings;
  business public.businesses;
  told jsonb;
  done int := 0;
begin
  for booking in
    select * from public.bookings where status = 'confirmed' and remind_at <= p_now
    order by remind_at limit 100 for no key update skip locked
  loop
    update public.bookings set remind_at = null where business_id = booking.business_id and id = booking.id;
    done := done + 1;
    select * into business from public.businesses where id = booking.business_id;
    continue when booking.starts_at <= p_now or booking.deleted_at is not null or business.deleted_at is not null or not business.sends_reminders;
    told := jsonb_build_object('starts_at', booking.starts_at);
    perform private.tell_members(business, 'reminders', 'reminder_copy', 'proactive', format('reminder_copy:%s:%s', booking.id, booking.starts_at), p_now,
      p_booking => booking.id, p_detail => told);
    if exists (select from public.customers c where c.business_id = booking.business_id and c.id = booking.customer_id and c.gets_reminders) then
      perform private.tell_customer(business, booking, 'reminder', 'proactive', format('reminder:%s:%s', booking.id, booking.starts_at), p_now,
        p_detail => told);
      perform private.add_event(booking, 'reminded', 'system', p_now);
    end if;
  end loop;
  return done;
end
$$;
grant execute on function public.remind_due to service_role;

-- schemas/45_clock/01_feedback.sql
-- Asks the customer of a booking that was just completed for a mark, once, an hour later and in contact hours. Not of a booking marked long after it
-- ended, nor of somebody who could not answer: without a phone the answer is typed in the chat.
create or replace function private.ask_feedback(p_business public.businesses, p_booking public.bookings, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  if not p_business.asks_feedback or p_booking.ends_at < p_now - interval '3 days'
    or p_booking.customer_phone is null and (p_booking.customer_email is null or p_booking.conversation_id is null) then
    return;
  end if;
  insert into public.feedback (business_id, booking_id, customer_id, asked_at)
    values (p_business.id, p_booking.id, p_booking.customer_id, p_now) on conflict do nothing;
  perform private.tell_customer(p_business, p_booking, 'feedback', 'proactive', 'feedback:' || p_booking.id, p_now,
    p_due => p_now + interval '1 hour');
end
$$;

-- The mark that a message of a customer is, or null: one digit from 1 to 5, perhaps with thanks, and nothing else.
create or replace function private.score_in(p_body text) returns int
language sql immutable set search_path = ''
as $$
  select substring(lower(trim(p_body)) from '^([1-5])(?: ?/ ?5| out of 5| stars?)?[[:space:].,!]*(?:thanks|thank you|cheers|ta)?[[:space:].!]*$')::int
$$;

-- Takes a message as the answer to our asking for a mark: only when that was the last thing they were told, not a week ago, and not answered yet. A
-- digit means a time on offer everywhere else. Thanks them; of a mark under 3 the owner hears at once. Returns whether it was one.
create or replace function private.take_feedback(
  p_business public.businesses, p_customer uuid, p_conversation public.conversations, p_body text, p_now timestamptz
) returns boolean
language plpgsql set search_path = ''
as $$
declare
  given int := private.score_in(p_body);
  asked public.outbox;
  asked_at timestamptz;
  booking public.bookings;
begin
  if given is null then
    return false;
  end if;
  select * into asked from public.outbox o
    where o.business_id = p_business.id and o.customer_id = p_customer and o.state in ('sending', 'sent', 'delivered', 'unknown')
    order by coalesce(o.sent_at, o.claimed_at) desc, o.queue_no desc limit 1;
  asked_at := coalesce(asked.sent_at, asked.claimed_at);
  if asked.kind is distinct from 'feedback' or asked_at < p_now - interval '7 days' or exists (
    select from public.messages m
    where m.business_id = p_business.id and m.conversation_id = p_conversation.id and m.author <> 'customer' and m.created_at > asked_at) then
    return false;
  end if;
  update public.feedback set score = given, answered_at = p_now
    where business_id = p_business.id and booking_id = asked.booking_id and answered_at is null;
  if not found then
    return false;
  end if;
  select * into booking from public.bookings where business_id = p_business.id and id = asked.booking_id;
  perform private.add_event(booking, 'rated', 'customer', p_now, null, jsonb_build_object('score', given));
  if p_conversation.channel = 'sms' then
    perform private.queue_text(p_business, 'feedback_thanks', 'reply', p_conversation.peer, 'feedback_thanks:' || booking.id, p_now,
      p_customer => p_customer, p_conversation => p_conversation.id, p_booking => booking.id, p_detail => jsonb_build_object('score', given));
  else
    perform private.add_message(p_business.id, p_conversation.id, 'system', 'Thanks for letting us know!', p_now);
  end if;
  if given < 3 then
    perform private.tell_members(p_business, 'handoffs', 'low_score', 'caused', 'low_score:' || booking.id, p_now,
      p_booking => booking.id, p_detail => jsonb_build_object('score', given));
  end if;
  return true;
end
$$;

-- What customers of a business thought between two instants: how many were asked, how many answered, and the mean of their marks (null: none).
create or replace function public.satisfaction(p_business uuid, p_from timestamptz, p_to timestamptz) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return (
    select jsonb_build_object('asked', count(*), 'answered', count(f.score), 'average', round(avg(f.score), 2))
    from public.feedback f where f.business_id = p_business and f.asked_at >= p_from and f.asked_at < p_to);
end
$$;
grant execute on function public.satisfaction to authenticated;

-- schemas/45_clock/10_running_late.sql
-- Tells the customer of a confirmed booking of today that it begins about p_minutes (5 to 240) later than agreed; the booking itself stays as it is.
-- Outcomes: 'told' (`again`: with the same minutes within ten minutes, and not told twice), 'not_today' (in the business's zone), 'already_ended' (it
-- is over or was called off), 'unreachable' (no phone, they sent STOP, or are blocked). 'bad_minutes' also where it should have begun by then.
create or replace function private.running_late(p_business uuid, p_booking uuid, p_member uuid, p_minutes int, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings;
  begins timestamptz; -- as the customer is told: on the five minutes, rounded up
  fresh boolean;
  outcome text;
begin
  if p_minutes is null or p_minutes not between 5 and 240 then
    raise exception sqlstate 'PT400' using message = 'Say by how many minutes, from 5 to 240.', hint = 'bad_minutes';
  end if;
  select * into business from public.businesses where id = p_business;
  select * into booking from public.bookings
    where business_id = p_business and id = p_booking and deleted_at is null for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such booking.', hint = 'not_found';
  elsif booking.status = 'pending' then
    raise exception sqlstate 'PT400' using message = 'This booking isn''t confirmed yet. Confirm it first.', hint = 'not_confirmed';
  end if;
  outcome := case
    when booking.status <> 'confirmed' or booking.ends_at <= p_now then 'already_ended'
    when private.today_of(business, booking.starts_at) <> private.today_of(business, p_now) then 'not_today'
    when booking.customer_phone is null or private.opted_out(p_business, booking.customer_phone) or exists (
      select from public.customers c where c.business_id = p_business and c.id = booking.customer_id and c.blocked_at is not null) then 'unreachable'
    else 'told' end;
  begins := date_bin(interval '5 minutes', booking.starts_at + make_interval(mins => p_minutes) + interval '299 seconds', 'epoch');
  if outcome = 'told' and begins <= p_now then
    perform private.refuse('bad_minutes', format('It is past %s already. Say how long after %s it will begin.',
      private.local_words(begins, business.time_zone) ->> 'time', private.local_words(booking.starts_at, business.time_zone) ->> 'time'));
  elsif outcome = 'told' then
    fresh := not exists (
      select from public.outbox o where o.business_id = p_business and o.booking_id = p_booking and o.kind = 'running_late'
        and o.created_at > p_now - interval '10 minutes' and (o.detail ->> 'minutes')::int = p_minutes);
    if fresh then
      perform private.tell_customer(business, booking, 'running_late', 'caused', format('running_late:%s:%s:%s', booking.id, p_minutes, p_now), p_now,
        p_detail => jsonb_build_object('starts_at', booking.starts_at, 'minutes', p_minutes, 'new', private.local_words(begins, business.time_zone)));
      perform private.add_event(booking, 'running_late', 'owner', p_now, p_member, jsonb_build_object('minutes', p_minutes));
    end if;
  end if;
  return jsonb_build_object('outcome', outcome, 'again', coalesce(not fresh, false), 'booking', private.booking_words(business, booking));
end
$$;

create or replace function public.running_late(p_business uuid, p_booking uuid, p_minutes int) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.running_late(p_business, p_booking, private.require_member(p_business), p_minutes, now());
end
$$;
grant execute on function public.running_late to authenticated;

-- schemas/45_clock/11_day_ends_due.sql
-- The next instant after p_now at which clocks of a business show p_time. One that they skip comes as much later.
create or replace function private.next_time(p_business public.businesses, p_time time, p_now timestamptz) returns timestamptz
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select min(at) from (
      select ((p_now at time zone p_business.time_zone)::date + n + p_time) at time zone p_business.time_zone as at from generate_series(0, 2) n) coming
    where at > p_now);
end
$$;

-- Asks members, once a day at day_end_time, what became of the bookings that have ended and nobody said so of: one text that lists them with their
-- codes. Nothing when there are none, or when nobody wants it. Those asked about before they ended, and moved since, are asked about again. A business
-- whose time was not worked out yet only gets that. Returns how many businesses.
create or replace function public.day_ends_due(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses;
  leaves timestamptz; -- the text, in contact hours
  jobs jsonb;
  done int := 0;
begin
  for business in
    select * from public.businesses where deleted_at is null and coalesce(next_day_end_at, '-infinity') <= p_now
    order by next_day_end_at limit 100 for no key update skip locked
  loop
    update public.businesses set next_day_end_at = private.next_time(business, business.day_end_time, p_now) where id = business.id;
    done := done + 1;
    leaves := private.in_contact_hours(business, p_now);
    continue when business.next_day_end_at is null or not exists (
      select from public.members m where m.business_id = business.id and m.gets_day_ends and m.phone is not null and m.deleted_at is null);
    with ended as (
      update public.bookings b set asked_at = p_now
        where b.business_id = business.id and b.status = 'confirmed' and b.deleted_at is null and (b.asked_at is null or b.asked_at < b.ends_at)
          and b.starts_at > p_now - interval '4 days' and b.ends_at > p_now - interval '3 days' and b.ends_at <= p_now
        returning b.*
    )
    select jsonb_agg(jsonb_build_object('id', e.id, 'code', e.code, 'customer', e.customer_name, 'service', e.service_name,
        'at', private.local_words(e.starts_at, business.time_zone),
        'today', private.today_of(business, e.starts_at) = private.today_of(business, leaves)) order by e.starts_at, e.id)
      into jobs from ended e;
    if jobs is not null then
      perform private.tell_members(business, 'day_ends', 'day_end', 'proactive', 'day_end:' || business.next_day_end_at, p_now,
        p_detail => jsonb_build_object('jobs', jobs));
    end if;
  end loop;
  return done;
end
$$;
grant execute on function public.day_ends_due to service_role;

-- Has somebody said of every booking in such a text what became of it, or moved it, before the text could leave?
create or replace function private.day_is_settled(p_text public.outbox) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return not exists (
    select from jsonb_array_elements(p_text.detail -> 'jobs') j
    join public.bookings b on b.business_id = p_text.business_id and b.id = (j ->> 'id')::uuid and b.status = 'confirmed'
      and b.asked_at >= b.ends_at);
end
$$;

-- schemas/45_clock/12_run_sheets_due.sql
-- Gives members who want it the day's bookings in one text, at run_sheet_time: those confirmed, and those that still wait for an answer marked as such.
-- Nothing on a day without any. A business whose time was not worked out yet only gets that. Returns how many businesses.
create or replace function public.run_sheets_due(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses;
  today date;
  jobs jsonb;
  done int := 0;
begin
  for business in
    select * from public.businesses where deleted_at is null and coalesce(next_run_sheet_at, '-infinity') <= p_now
    order by next_run_sheet_at limit 100 for no key update skip locked
  loop
    update public.businesses set next_run_sheet_at = private.next_time(business, business.run_sheet_time, p_now) where id = business.id;
    done := done + 1;
    today := private.today_of(business, p_now);
    continue when business.next_run_sheet_at is null or private.today_of(business, business.next_run_sheet_at) < today
      or not exists (select from public.members m where m.business_id = business.id and m.gets_run_sheets and m.deleted_at is null);
    select jsonb_agg(jsonb_build_object('customer', b.customer_name, 'service', b.service_name, 'staff', s.name, 'address', b.address,
        'phone', b.customer_phone, 'pending', b.status = 'pending', 'at', private.local_words(b.starts_at, business.time_zone)) order by b.starts_at, b.id)
      into jobs
      from public.bookings b join public.staff s on s.business_id = b.business_id and s.id = b.staff_id
      where b.business_id = business.id and b.status in ('pending', 'confirmed') and b.deleted_at is null
        and b.starts_at >= today::timestamp at time zone business.time_zone and b.starts_at < (today + 1)::timestamp at time zone business.time_zone;
    if jobs is not null then
      perform private.tell_members(business, 'run_sheets', 'run_sheet', 'caused', 'run_sheet:' || today, p_now,
        p_detail => jsonb_build_object('day', private.local_words(p_now, business.time_zone), 'jobs', jobs,
          'several_staff', (select count(*) > 1 from public.staff s where s.business_id = business.id and s.deleted_at is null)));
    end if;
  end loop;
  return done;
end
$$;
grant execute on function public.run_sheets_due to service_role;

-- schemas/50_bookings/01a_mark_booking.sql
-- When both sides are to be reminded of a booking: at the same clock time the day before, moved into contact hours. Null when that has passed at
-- p_now already: somebody who booked since needs no reminder.
create or replace function private.reminder_at(p_business public.businesses, p_starts timestamptz, p_now timestamptz) returns timestamptz
language plpgsql stable set search_path = ''
as $$
declare
  day_before timestamptz := ((p_starts at time zone p_business.time_zone) - interval '1 day') at time zone p_business.time_zone;
  at timestamptz := private.in_contact_hours(p_business, day_before);
begin
  return case when day_before > p_now and at < p_starts then at end;
end
$$;

-- A code for a new booking: a digit and a letter, without those that look like another; where most of those are taken, a digit and two. One that
-- any of the business's bookings had in the last 60 days, or has while it is open, is not given again: an old text must not reach a new booking.
create or replace function private.new_code(p_business uuid, p_now timestamptz) returns text
language plpgsql volatile set search_path = ''
as $$
declare
  letters text := 'BCDFGHJKLMPQRSTVWXZ'; -- no vowels: no words; no N and Y: those answer
  found_code text;
begin
  perform pg_advisory_xact_lock(hashtextextended(p_business::text, 7)); -- two at once must not choose the same
  for width in 1..2 loop
    for attempt in 1..12 loop
      found_code := (2 + floor(random() * 8))::int::text;
      for n in 1..width loop
        found_code := found_code || substr(letters, 1 + floor(random() * length(letters))::int, 1);
      end loop;
      if substr(found_code, 2) not in ('PM', 'TH', 'RD', 'ST', 'KM', 'HR', 'KG', 'CM', 'MM') -- 3PM is a time
        and not exists (
        select from public.bookings b where b.business_id = p_business and b.code = found_code
          and (b.status in ('pending', 'confirmed') or b.requested_at > p_now - interval '60 days')) then
        return found_code;
      end if;
    end loop;
  end loop;
  return null; -- the dashboard answers it all the same
end
$$;

-- What every booking carries, whoever writes it: a code from the start, and while confirmed the time to remind of it.
create or replace function private.mark_booking() returns trigger
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
begin
  if tg_op = 'INSERT' and new.code is null then
    new.code := private.new_code(new.business_id, new.requested_at);
  end if;
  if new.status <> 'confirmed' then
    new.remind_at := null;
  elsif tg_op = 'INSERT' or old.status <> 'confirmed' or old.starts_at <> new.starts_at then
    select * into business from public.businesses where id = new.business_id;
    new.remind_at := private.reminder_at(business, new.starts_at, new.updated_at);
  end if;
  return new;
end
$$;

create trigger mark_booking before insert or update of status, starts_at on public.bookings
  for each row execute function private.mark_booking();

-- schemas/50_bookings/02b_moves.sql
-- Ends a waiting move without moving anything: its second hold goes, the old time stands. False, changing nothing, if it waits no longer.
create or replace function private.end_move(
  p_business uuid, p_move uuid, p_state public.move_state, p_now timestamptz, p_by uuid default null, p_reason text default ''
) returns boolean
language plpgsql set search_path = ''
as $$
begin
  update public.moves set state = p_state, decided_at = p_now, decided_by = p_by, reason = left(coalesce(nullif(p_reason, ''), reason), 500)
    where business_id = p_business and id = p_move and state = 'waiting';
  if not found then
    return false;
  end if;
  delete from public.holds where business_id = p_business and move_id = p_move;
  return true;
end
$$;

-- Ends a waiting move by the owner's word and tells the customer that the old time stands: 'move_declined', a wish of theirs, or 'withdrawn', a
-- proposal. Null, changing nothing, if it waits no longer.
create or replace function private.call_off_move(
  p_business public.businesses, p_booking public.bookings, p_move public.moves, p_reason text, p_member uuid, p_now timestamptz
) returns text
language plpgsql set search_path = ''
as $$
declare
  outcome text := case p_move.asked_by when 'customer' then 'move_declined' else 'withdrawn' end;
begin
  if not private.end_move(p_business.id, p_move.id,
      case p_move.asked_by when 'customer' then 'declined' else 'withdrawn' end::public.move_state, p_now, p_member, p_reason) then
    return null;
  end if;
  perform private.add_event(p_booking, outcome, 'owner', p_now, p_member, private.move_words(p_business, p_move) || jsonb_build_object('reason', p_reason));
  perform private.tell_customer(p_business, p_booking, outcome, 'caused', format('%s:%s', outcome, p_move.id), p_now,
    p_detail => private.move_words(p_business, p_move));
  return outcome;
end
$$;

-- Takes back whatever move of a booking still waits, silently: what follows tells both sides.
create or replace function private.withdraw_moves(p_business uuid, p_booking uuid, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.end_move(p_business, m.id, 'withdrawn', p_now)
  from public.moves m where m.business_id = p_business and m.booking_id = p_booking and m.state = 'waiting';
end
$$;

-- Lapses one move that nobody answered in time; both sides are told that the old time stands. Returns whether it did.
create or replace function private.lapse_move(p_business uuid, p_move uuid, p_now timestamptz) returns boolean
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings;
  move public.moves;
begin
  select * into move from public.moves where business_id = p_business and id = p_move and state = 'waiting' and expires_at <= p_now;
  perform from public.bookings where business_id = p_business and id = move.booking_id for no key update; -- before the move, as everyone does
  if private.expire_booking(p_business, move.booking_id, p_now) then -- a request that is due with it: that is what both sides hear of
    return true;
  elsif move.id is null or not private.end_move(p_business, p_move, 'lapsed', p_now) then
    return false;
  end if;
  select * into business from public.businesses where id = p_business;
  select * into booking from public.bookings where business_id = p_business and id = move.booking_id;
  perform private.add_event(booking, 'move_lapsed', 'system', p_now, null, private.move_words(business, move));
  if move.asked_by = 'customer' then
    perform private.tell_customer(business, booking, 'move_lapsed', 'proactive', 'move_lapsed:' || move.id, p_now,
      p_detail => private.move_words(business, move));
  end if;
  perform private.tell_members(business, 'requests', 'move_lapsed_copy', 'proactive', 'move_lapsed_copy:' || move.id, p_now,
    p_booking => booking.id, p_detail => private.move_words(business, move));
  return true;
end
$$;

-- Puts a booking at the time of its move, which is held already, and tells both sides. A pending booking whose new time both sides agreed
-- to is confirmed by that. False, changing nothing, if the move waits no longer.
create or replace function private.accept_move(
  p_business public.businesses, p_move public.moves, p_actor public.actor_kind, p_actor_id uuid, p_now timestamptz
) returns boolean
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
begin
  update public.moves set state = 'accepted', decided_at = p_now, decided_by = p_actor_id
    where business_id = p_business.id and id = p_move.id and state = 'waiting' and expires_at > p_now;
  if not found then
    return false;
  end if;
  perform private.free_time(p_business.id, p_move.booking_id, p_move.id);
  perform private.time_freed(p_business, p_move.old_staff_id, p_move.old_starts_at, p_move.old_starts_at + (p_move.ends_at - p_move.starts_at), p_now);
  update public.holds set move_id = null, expires_at = null where business_id = p_business.id and move_id = p_move.id;
  update public.bookings set
      starts_at = p_move.starts_at, ends_at = p_move.ends_at, staff_id = p_move.staff_id, status = 'confirmed', updated_at = p_now,
      decided_at = coalesce(decided_at, p_now), decided_by = coalesce(decided_by, p_move.asked_by_user, p_actor_id)
    where business_id = p_business.id and id = p_move.booking_id returning * into booking;
  perform private.add_event(booking, 'moved', p_actor, p_now, p_actor_id, private.move_words(p_business, p_move));
  perform private.tell_moved(p_business, booking, p_move, p_now);
  return true;
end
$$;

-- Does an open booking stand where this move put it?
create or replace function private.is_moved(p_booking public.bookings, p_move public.moves) returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  return (
    select p_move.state = 'accepted' and p_booking.status in ('pending', 'confirmed')
      and (p_booking.starts_at, p_booking.staff_id) = (p_move.starts_at, p_move.staff_id));
end
$$;

-- Both sides hear of a new time that stands; the customer only while it is ahead.
create or replace function private.tell_moved(p_business public.businesses, p_booking public.bookings, p_move public.moves, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  if p_booking.ends_at > p_now then
    perform private.tell_customer(p_business, p_booking, 'moved', 'caused', 'moved:' || p_move.id, p_now,
      p_detail => private.move_words(p_business, p_move));
  end if;
  perform private.tell_members(p_business, 'confirmations', 'moved_copy', 'caused', 'moved_copy:' || p_move.id, p_now,
    p_booking => p_booking.id, p_detail => private.move_words(p_business, p_move));
end
$$;

-- Writes a move that waits, with its second hold, in place of one that waited before; null, changing nothing, when the time is not to be had.
-- It stays open until p_expires.
create or replace function private.open_move(
  p_business public.businesses, p_booking public.bookings, p_service public.services, p_staff uuid, p_starts timestamptz,
  p_asked_by public.actor_kind, p_user uuid, p_nag timestamptz, p_expires timestamptz, p_now timestamptz, p_override boolean default false
) returns public.moves
language plpgsql set search_path = ''
as $$
declare
  move public.moves;
  new_id uuid := gen_random_uuid();
begin
  if not private.take_time(
    p_business, p_service, p_staff, p_booking.place_id, p_starts, p_booking.id, new_id, p_expires, p_now, p_override) then
    return null;
  end if;
  perform private.withdraw_moves(p_business.id, p_booking.id, p_now);
  insert into public.moves (
    business_id, id, booking_id, asked_by, asked_by_user, staff_id, starts_at, ends_at, old_staff_id, old_starts_at, requested_at, nag_at, expires_at)
    values (p_business.id, new_id, p_booking.id, p_asked_by, p_user, p_staff, p_starts, p_starts + make_interval(mins => p_service.minutes),
      p_booking.staff_id, p_booking.starts_at, p_now, p_nag, p_expires)
    returning * into move;
  return move;
end
$$;

-- schemas/50_bookings/03_expire_booking.sql
-- Lapses one request that is past its deadline: frees the time, makes a lead, tells the customer and the owner. Changes nothing if
-- somebody else decided first. Returns whether it did.
create or replace function private.expire_booking(p_business uuid, p_booking uuid, p_now timestamptz) returns boolean
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  business public.businesses;
  lead uuid;
begin
  update public.bookings set status = 'expired', ended_by = 'system', ended_reason = 'nobody answered in time', updated_at = p_now
    where business_id = p_business and id = p_booking and status = 'pending' and expires_at <= p_now
    returning * into booking;
  if not found then
    return false;
  end if;
  perform private.withdraw_moves(p_business, p_booking, p_now);
  perform private.free_time(p_business, p_booking);
  select * into business from public.businesses where id = p_business;
  perform private.time_freed(business, booking.staff_id, booking.starts_at, booking.ends_at, p_now);
  perform private.add_event(booking, 'expired', 'system', p_now);
  lead := private.add_lead(business, booking.customer_id, booking.conversation_id, 'expired', booking.customer_phone,
    format('Their request for %s was not answered in time.', booking.service_name), 'expired:' || booking.id, p_now, booking.id);
  perform private.tell_customer(business, booking, 'expired', 'proactive', 'expired:' || booking.id, p_now);
  perform private.tell_members(business, 'requests', 'request_expired', 'proactive', 'request_expired:' || booking.id, p_now,
    p_booking => booking.id, p_lead => lead);
  return true;
end
$$;

-- schemas/50_bookings/07_decline_booking.sql
-- The owner says no to a request. Frees the time, keeps it from being offered to this customer again, and issues other times to their
-- conversation, which the text lists. Outcomes: 'declined', else as for confirm_booking.
create or replace function private.decline_booking(p_business uuid, p_booking uuid, p_member uuid, p_reason text, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  business public.businesses;
  service public.services;
  offers jsonb;
begin
  -- Conversation and calendars before the booking, as everyone takes them.
  perform from public.conversations c
    where c.business_id = p_business
      and c.id = (select b.conversation_id from public.bookings b where b.business_id = p_business and b.id = p_booking)
    for no key update;
  perform private.lock_service(p_business,
    (select b.service_id from public.bookings b where b.business_id = p_business and b.id = p_booking), p_now);
  perform private.expire_booking(p_business, p_booking, p_now);
  update public.bookings
    set status = 'cancelled', ended_by = 'owner', ended_reason = left(coalesce(p_reason, ''), 500),
        decided_at = p_now, decided_by = p_member, updated_at = p_now
    where business_id = p_business and id = p_booking and status = 'pending' and deleted_at is null
    returning * into booking;
  if not found then
    return private.decided_already(p_business, p_booking);
  end if;
  perform private.withdraw_moves(p_business, p_booking, p_now);
  perform private.free_time(p_business, p_booking);
  select * into business from public.businesses where id = p_business;
  select * into service from public.services where business_id = p_business and id = booking.service_id;
  perform private.add_event(booking, 'declined', 'owner', p_now, p_member, jsonb_build_object('reason', booking.ended_reason));
  if booking.conversation_id is not null then
    offers := private.make_offers(business, booking.conversation_id, booking.customer_id, service, null, booking.place_id,
      jsonb_build_object('day_from', (p_now at time zone business.time_zone)::date), p_now);
    update public.offers o set in_place_of = booking.id
      where o.business_id = p_business and o.conversation_id = booking.conversation_id and o.set_no = (offers ->> 'set')::int;
  end if;
  perform private.tell_customer(business, booking, 'declined', 'caused', 'declined:' || booking.id, p_now, (offers ->> 'set')::int);
  return jsonb_build_object('outcome', 'declined', 'booking', private.booking_words(business, booking));
end
$$;

create or replace function public.decline_booking(p_business uuid, p_booking uuid, p_reason text default '') returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.decline_booking(p_business, p_booking, private.require_member(p_business), p_reason, now());
end
$$;
grant execute on function public.decline_booking to authenticated;

-- schemas/50_bookings/08_cancel_booking.sql
-- Calls off a booking that is pending or confirmed, by its customer or the owner; frees all it held, both times of a move included, and tells
-- both sides (the customer only if p_tell, and not of what is over). Outcomes: 'cancelled', else 'already_ended'.
create or replace function private.cancel_booking(
  p_business uuid, p_booking uuid, p_actor public.actor_kind, p_actor_id uuid, p_reason text, p_tell boolean, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings := private.locked_booking(p_business, p_booking, p_now);
begin
  select * into business from public.businesses where id = p_business;
  update public.bookings
    set status = 'cancelled', ended_by = p_actor, ended_reason = left(coalesce(p_reason, ''), 500), updated_at = p_now,
        decided_at = case when p_actor = 'owner' then p_now else decided_at end, decided_by = coalesce(p_actor_id, decided_by)
    where business_id = p_business and id = p_booking and status in ('pending', 'confirmed')
    returning * into booking;
  if not found then
    return jsonb_build_object('outcome', 'already_ended', 'booking', (select private.booking_words(business, b)
      from public.bookings b where b.business_id = p_business and b.id = p_booking));
  end if;
  perform private.withdraw_moves(p_business, p_booking, p_now);
  perform private.free_time(p_business, p_booking);
  perform private.time_freed(business, booking.staff_id, booking.starts_at, booking.ends_at, p_now);
  perform private.add_event(booking, 'cancelled', p_actor, p_now, p_actor_id, jsonb_build_object('reason', booking.ended_reason, 'told', p_tell));
  if p_tell and booking.ends_at > p_now then
    perform private.tell_customer(business, booking, 'cancelled', 'caused', 'cancelled:' || booking.id, p_now);
  end if;
  if p_actor = 'customer' then
    perform private.tell_members(business, 'requests', 'customer_cancelled', 'caused', 'customer_cancelled:' || booking.id, p_now,
      p_booking => booking.id);
  end if;
  return jsonb_build_object('outcome', 'cancelled', 'booking', private.booking_words(business, booking));
end
$$;

create or replace function public.cancel_booking(p_business uuid, p_booking uuid, p_reason text default '', p_tell boolean default true) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.cancel_booking(p_business, p_booking, 'owner', private.require_member(p_business), p_reason, p_tell, now());
end
$$;
grant execute on function public.cancel_booking to authenticated;

-- schemas/50_bookings/09_finish_booking.sql
-- What became of a confirmed booking once its time has come: 'completed' or 'no_show'. The one may be corrected to the other. Outcomes: the
-- status, 'not_yet' (it has not started), 'not_confirmed', or 'already_ended' (it was cancelled or lapsed). The same again
-- changes nothing and says so: `again`.
create or replace function private.finish_booking(
  p_business uuid, p_booking uuid, p_status public.booking_status, p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings := private.locked_booking(p_business, p_booking, p_now);
  outcome text := p_status;
  again boolean := booking.status = p_status;
begin
  select * into business from public.businesses where id = p_business;
  if booking.status in ('cancelled', 'expired') then
    outcome := 'already_ended';
  elsif booking.status = 'pending' then
    outcome := 'not_confirmed';
  elsif booking.starts_at > p_now then
    outcome := 'not_yet';
  elsif booking.status <> p_status then
    update public.bookings set status = p_status, updated_at = p_now
      where business_id = p_business and id = p_booking returning * into booking;
    perform private.withdraw_moves(p_business, p_booking, p_now);
    perform private.add_event(booking, p_status::text, 'owner', p_now, p_member);
    if p_status = 'completed' then
      perform private.ask_feedback(business, booking, p_now);
    else
      delete from public.feedback where business_id = p_business and booking_id = p_booking and score is null;
    end if;
  end if;
  return jsonb_build_object('outcome', outcome, 'again', again, 'booking', private.booking_words(business, booking));
end
$$;

create or replace function public.complete_booking(p_business uuid, p_booking uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.finish_booking(p_business, p_booking, 'completed', private.require_member(p_business), now());
end
$$;
grant execute on function public.complete_booking to authenticated;

create or replace function public.mark_no_show(p_business uuid, p_booking uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.finish_booking(p_business, p_booking, 'no_show', private.require_member(p_business), now());
end
$$;
grant execute on function public.mark_no_show to authenticated;

-- schemas/56_freed/00_keep_offer.sql
-- Can an offered time still be had by its conversation? Its service is done there still, at the same length, and the one search finds the start free.
create or replace function private.can_be_had(p_business public.businesses, p_offer public.offers, p_now timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
declare
  service public.services;
begin
  select * into service from public.services where business_id = p_business.id and id = p_offer.service_id;
  return private.does_service(p_business.id, p_offer.staff_id, p_offer.service_id)
    and p_offer.ends_at - p_offer.starts_at = make_interval(mins => service.minutes)
    and exists (
      select from private.free_starts(p_business, service, p_offer.staff_id, p_offer.place_id, p_offer.starts_at,
        p_offer.starts_at + interval '1 microsecond', p_now, p_offer.for_booking_id, p_offer.conversation_id) as f (at) where f.at = p_offer.starts_at);
end
$$;

-- Keeps an offered time that can be had for its conversation until p_until, whether it was kept before or not. Never waits for the calendar, for its
-- callers hold rows that others may wait for while they have it: if somebody else has it at this moment, or a dozen times are kept on it already,
-- a time that was not kept stays so. Returns whether it is kept now.
create or replace function private.keep_offer(p_business public.businesses, p_offer public.offers, p_until timestamptz, p_now timestamptz) returns boolean
language plpgsql set search_path = ''
as $$
begin
  update public.holds set expires_at = greatest(expires_at, least(p_offer.starts_at, p_until))
    where business_id = p_business.id and offer_id = p_offer.id and expires_at > p_now;
  if found then
    return true;
  elsif not pg_try_advisory_xact_lock(hashtextextended(p_business.id::text || p_offer.staff_id::text, 0)) -- as private.lock_calendars
    or not private.can_be_had(p_business, p_offer, p_now) then
    return false;
  end if;
  delete from public.holds where business_id = p_business.id and offer_id = p_offer.id;
  insert into public.holds (business_id, staff_id, booking_id, offer_id, occupied, at_customer, place_id, expires_at)
  select p_business.id, p_offer.staff_id, p_offer.for_booking_id, p_offer.id, tstzrange(
      p_offer.starts_at - make_interval(mins => s.buffer_before_minutes), p_offer.ends_at + make_interval(mins => s.buffer_after_minutes)),
    s.at_customer, p_offer.place_id, least(p_offer.starts_at, p_until)
  from public.services s
  join public.conversations c on c.business_id = s.business_id and c.id = p_offer.conversation_id
  join public.customers k on k.business_id = c.business_id and k.id = c.customer_id and k.blocked_at is null
  where s.business_id = p_business.id and s.id = p_offer.service_id and p_until > p_now
    and (select count(*) from public.holds h
      where h.business_id = p_business.id and h.staff_id = p_offer.staff_id and h.offer_id is not null and h.expires_at > p_now) < 12
  on conflict do nothing;
  return found;
end
$$;

-- How long a time named in a text of ours is kept from the moment the text leaves.
create or replace function private.kept_for(p_business public.businesses, p_kind text) returns interval
language sql immutable set search_path = ''
as $$
  select make_interval(mins => case when p_kind = 'backfill' then coalesce(nullif(p_business.decline_hold_minutes, 0), 15) else p_business.decline_hold_minutes end)
$$;

-- Is a text's set of offers the newest of its conversation, and none of it taken?
create or replace function private.set_stands(p_text public.outbox) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return exists (
      select from public.conversations c
      where c.business_id = p_text.business_id and c.id = p_text.conversation_id and c.offer_set = p_text.offer_set)
    and not exists (
      select from public.offers o
      join public.bookings b on b.business_id = o.business_id and b.offer_id = o.id
      where o.business_id = p_text.business_id and o.conversation_id = p_text.conversation_id and o.set_no = p_text.offer_set);
end
$$;

-- Just before a text that lists times leaves: what can no longer be had lapses, so that it is neither listed nor taken, the others move up and
-- are kept. A text about one freed time says until when, the next full minute after private.kept_for; a minute later, for an answer on its way,
-- the offer lapses. Gives the text as it then is.
create or replace function private.ready_offers(p_text public.outbox, p_now timestamptz) returns public.outbox
language plpgsql set search_path = ''
as $$
declare
  readied public.outbox := p_text;
  business public.businesses;
  offer public.offers;
  stands boolean := private.set_stands(p_text);
  until timestamptz;
  kept_until timestamptz;
  place int := 0;
begin
  select * into business from public.businesses where id = p_text.business_id;
  kept_until := p_now + private.kept_for(business, p_text.kind);
  if p_text.kind = 'backfill' then
    until := date_trunc('minute', kept_until + interval '59.999999 seconds');
    kept_until := until + interval '1 minute';
    update public.outbox set detail = detail || jsonb_build_object('until', private.local_words(until, business.time_zone))
      where business_id = p_text.business_id and id = p_text.id returning * into readied;
  end if;
  for offer in
    select * from public.offers o
    where o.business_id = p_text.business_id and o.conversation_id = p_text.conversation_id and o.set_no = p_text.offer_set and o.position < 100
    order by o.position
  loop
    if stands and offer.expires_at > p_now and private.can_be_had(business, offer, p_now) then
      place := place + 1;
      update public.offers set position = place, expires_at = case when p_text.kind = 'backfill' then least(starts_at, kept_until) else expires_at end
        where business_id = offer.business_id and id = offer.id;
      perform private.keep_offer(business, offer, kept_until, p_now);
    else
      update public.offers set position = position + 100, expires_at = least(expires_at, p_now) where business_id = offer.business_id and id = offer.id;
    end if;
  end loop;
  return readied;
end
$$;

-- A text that lists other times has left: they are kept from now on for as long as the business says.
create or replace function private.keep_listed(p_text public.outbox, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
begin
  if p_text.kind <> 'declined' or p_text.offer_set is null or not private.set_stands(p_text) then
    return;
  end if;
  select * into business from public.businesses where id = p_text.business_id;
  perform private.keep_offer(business, o, p_now + private.kept_for(business, p_text.kind), p_now)
    from public.offers o
    where o.business_id = p_text.business_id and o.conversation_id = p_text.conversation_id and o.set_no = p_text.offer_set and o.expires_at > p_now
    order by o.position;
end
$$;

-- schemas/56_freed/01_time_freed.sql
-- A stretch of a calendar has come free: it goes down the list of those who asked to hear of one, if there are any, from the next contact hours on.
-- Only what lies ahead, and within two weeks.
create or replace function private.time_freed(p_business public.businesses, p_staff uuid, p_starts timestamptz, p_ends timestamptz, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  insert into public.backfills (business_id, staff_id, starts_at, ends_at, due_at, created_at)
  select p_business.id, p_staff, p_starts, p_ends, private.in_contact_hours(p_business, p_now), p_now
  where p_business.fills_freed_times and p_starts > p_now and p_starts <= p_now + interval '14 days'
    and exists (select from public.leads l where l.business_id = p_business.id and l.wants_freed_times_at is not null and l.state = 'open');
end
$$;

-- schemas/56_freed/02_freed_leads.sql
-- What a lead's customer wanted, for the search: their own days and times, service, person and place.
create or replace function private.note_wish(p_lead uuid, p_customer public.customers, p_details jsonb) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.leads l set
      service_id = coalesce(s.id, l.service_id),
      staff_id = coalesce((select t.id from public.staff t
        where t.business_id = l.business_id and lower(t.name) = lower(p_details ->> 'staff') and t.deleted_at is null), l.staff_id),
      place_id = case when s.at_customer
        then coalesce(private.place_of(l.business_id, p_details ->> 'suburb', p_details ->> 'postcode'), p_customer.place_id, l.place_id) else l.place_id end,
      wish = coalesce(p_details -> 'wish', l.wish)
    from public.services s
    where l.business_id = p_customer.business_id and l.id = p_lead
      and s.business_id = l.business_id and s.id = (p_details ->> 'service_id')::uuid and s.deleted_at is null;
end
$$;

-- Where a conversation stands with times that come free: 'off' (switched off, by chat, opted out), 'no_lead' (they wait for none), 'may_ask', 'wanted' (they
-- have asked to hear of one).
create or replace function private.freed_words(p_business public.businesses, p_conversation public.conversations) returns text
language plpgsql stable set search_path = ''
as $$
begin
  if not p_business.fills_freed_times or p_conversation.channel <> 'sms' or private.opted_out(p_business.id, p_conversation.peer) then
    return 'off';
  end if;
  return (
    select case when count(*) = 0 then 'no_lead' when bool_or(l.wants_freed_times_at is not null) then 'wanted' else 'may_ask' end
    from public.leads l
    where l.business_id = p_business.id and l.conversation_id = p_conversation.id and l.kind = 'full' and l.state = 'open');
end
$$;

-- Tool: the customer asks, in p_words, to be texted of a time that comes free. Kept with its time, once. Outcomes: 'noted', or 'no_lead' when they wait for
-- none.
create or replace function public.want_freed_times(
  p_business uuid, p_conversation uuid, p_lease bigint, p_words text, p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
begin
  update public.leads set
      wants_freed_times_at = coalesce(wants_freed_times_at, p_now), consent_words = coalesce(consent_words, left(p_words, 200))
    where business_id = p_business and conversation_id = conversation.id and kind = 'full' and state = 'open' and conversation.channel = 'sms';
  return jsonb_build_object('outcome', case when found then 'noted' else 'no_lead' end);
end
$$;
grant execute on function public.want_freed_times to service_role;

-- Tool: the customer does not want the freed time they were texted of; it goes to the next. Outcomes: 'refused', or 'no_offer' when none waits.
create or replace function public.refuse_freed_time(p_business uuid, p_conversation uuid, p_lease bigint, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  offer public.offers := private.freed_offer(conversation, p_now);
begin
  if offer.id is null then
    return jsonb_build_object('outcome', 'no_offer');
  end if;
  update public.offers set expires_at = p_now where business_id = p_business and id = offer.id;
  perform private.release_offers(p_business, conversation.id);
  update public.backfills set due_at = p_now -- its step has the row before the conversation, so it is not waited for
    where business_id = p_business and id in (
      select b.id from public.backfills b
      where b.business_id = p_business and b.offer_id = offer.id and b.state = 'offered' for no key update skip locked);
  return jsonb_build_object('outcome', 'refused');
end
$$;
grant execute on function public.refuse_freed_time to service_role;

-- The freed time that is the newest offer of a conversation and waits for an answer; null when there is none.
create or replace function private.freed_offer(p_conversation public.conversations, p_now timestamptz) returns public.offers
language plpgsql stable set search_path = ''
as $$
declare
  offer public.offers;
begin
  select o.* into offer
    from public.offers o
    join public.backfills b on b.business_id = o.business_id and b.offer_id = o.id and b.state = 'offered'
    where o.business_id = p_conversation.business_id and o.conversation_id = p_conversation.id and o.set_no = p_conversation.offer_set
      and o.expires_at > p_now
      and not exists (select from public.bookings k where k.business_id = o.business_id and k.offer_id = o.id);
  return offer;
end
$$;

-- The leads a freed stretch may still be offered to, who asked first being first: open, their service done on that calendar, nobody who is blocked, has
-- opted out or has booked since, and nobody who was texted of a freed time today.
create or replace function private.freed_leads(p_business public.businesses, p_backfill public.backfills, p_now timestamptz) returns setof public.leads
language plpgsql stable set search_path = ''
as $$
begin
  return query
    select l.*
    from public.leads l
    join public.customers k on k.business_id = l.business_id and k.id = l.customer_id and k.blocked_at is null and k.deleted_at is null
    join public.conversations c on c.business_id = l.business_id and c.id = l.conversation_id and c.channel = 'sms'
    where l.business_id = p_business.id and l.wants_freed_times_at is not null and l.state = 'open'
      and l.id <> all (p_backfill.tried)
      and (l.staff_id is null or l.staff_id = p_backfill.staff_id)
      and private.does_service(l.business_id, p_backfill.staff_id, l.service_id)
      and not private.opted_out(l.business_id, c.peer)
      and not exists (
        select from public.bookings b
        where b.business_id = l.business_id and b.customer_id = l.customer_id and b.deleted_at is null
          and (b.status in ('pending', 'confirmed') and b.starts_at > p_now
            or b.status in ('confirmed', 'completed', 'no_show') and b.requested_at >= l.created_at))
      and not exists (
        select from public.outbox t
        where t.business_id = l.business_id and t.customer_id = l.customer_id and t.kind = 'backfill' and t.state <> 'skipped'
          and t.created_at >= date_trunc('day', p_now, p_business.time_zone))
    order by l.created_at, l.id;
end
$$;

-- schemas/56_freed/03_offer_freed.sql
-- Offers a lead one start in a freed stretch, as the newest set of their conversation, keeps it for them and queues the text. The start is one that can
-- be booked, of their service, on the days and at the times of day they wanted, but for the last day: they could not be booked by then.
-- Null, changing nothing, when there is none. The caller has the conversation's row.
create or replace function private.offer_freed(
  p_business public.businesses, p_conversation public.conversations, p_lead public.leads, p_backfill public.backfills, p_now timestamptz
) returns public.offers
language plpgsql set search_path = ''
as $$
declare
  service public.services;
  lasts interval;
  before_it interval;
  after_it interval;
  first_day date;
  wish jsonb;
  offer public.offers;
begin
  perform private.lock_calendars(p_business.id, array[p_backfill.staff_id]);
  perform private.clear_due(p_business.id, array[p_backfill.staff_id], p_now);
  select * into service from public.services where business_id = p_business.id and id = p_lead.service_id;
  lasts := make_interval(mins => service.minutes);
  before_it := make_interval(mins => service.buffer_before_minutes);
  after_it := make_interval(mins => service.buffer_after_minutes);
  first_day := greatest(((p_backfill.starts_at - lasts - after_it) at time zone p_business.time_zone)::date, (p_lead.wish ->> 'day_from')::date);
  wish := p_lead.wish || jsonb_build_object('day_from', first_day,
    'day_to', greatest(first_day, ((p_backfill.ends_at + before_it) at time zone p_business.time_zone)::date));
  offer.starts_at := (
    select c.starts_at
    from private.offer_candidates(
      p_business, service, p_lead.customer_id, p_backfill.staff_id, p_lead.place_id, wish, p_now, null, p_conversation.id) as c
    where tstzrange(c.starts_at - before_it, c.starts_at + lasts + after_it) && tstzrange(p_backfill.starts_at, p_backfill.ends_at)
    order by c.starts_at < p_backfill.starts_at or c.starts_at + lasts > p_backfill.ends_at, c.starts_at -- within the stretch before partly outside
    limit 1);
  if offer.starts_at is null then
    return null;
  end if;
  insert into public.offers (
    business_id, conversation_id, set_no, position, ref, service_id, staff_id, place_id, starts_at, ends_at, expires_at, created_at)
    values (p_business.id, p_conversation.id, p_conversation.offer_set + 1, 1, format('t%s-1', p_conversation.offer_set + 1), service.id,
      p_backfill.staff_id, p_lead.place_id, offer.starts_at, offer.starts_at + lasts, least(offer.starts_at, p_now + interval '2 days'), p_now)
    returning * into offer;
  if not private.keep_offer(p_business, offer, p_now + private.kept_for(p_business, 'backfill'), p_now) then
    delete from public.offers where business_id = p_business.id and id = offer.id;
    return null;
  end if;
  update public.conversations set offer_set = offer.set_no where business_id = p_business.id and id = p_conversation.id;
  perform private.queue_text(p_business, 'backfill', 'proactive', p_conversation.peer, 'backfill:' || offer.id, p_now,
    p_customer => p_lead.customer_id, p_conversation => p_conversation.id, p_lead => p_lead.id, p_offer_set => offer.set_no);
  return offer;
end
$$;

-- May the text about a freed time still leave? Its lead still waits, and the time can be had.
create or replace function private.freed_time_stands(p_text public.outbox, p_now timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return private.set_stands(p_text)
    and exists (
      select from public.offers o
      join public.businesses b on b.id = o.business_id
      join public.leads l on l.business_id = o.business_id and l.id = p_text.lead_id and l.state = 'open' and l.wants_freed_times_at is not null
      where o.business_id = p_text.business_id and o.conversation_id = p_text.conversation_id and o.set_no = p_text.offer_set
        and o.expires_at > p_now and private.can_be_had(b, o, p_now));
end
$$;

-- schemas/56_freed/04_backfill_due.sql
-- Ends a freed stretch's way down the list.
create or replace function private.end_backfill(p_backfill public.backfills, p_state public.backfill_state) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.backfills set state = p_state, due_at = null where business_id = p_backfill.business_id and id = p_backfill.id;
end
$$;

-- What became of the offer a freed stretch is out on: ended when it was taken; put off while its lead may still answer, or its text has not left yet
-- (for an hour at most); otherwise the offer is over. Returns whether the next lead is to be asked.
create or replace function private.offer_is_over(p_backfill public.backfills, p_now timestamptz) returns boolean
language plpgsql set search_path = ''
as $$
declare
  offer public.offers;
  text_row public.outbox;
begin
  perform from public.conversations c
    join public.offers o on o.business_id = c.business_id and o.conversation_id = c.id
    where o.business_id = p_backfill.business_id and o.id = p_backfill.offer_id for no key update of c; -- an answer in progress comes first
  select * into offer from public.offers where business_id = p_backfill.business_id and id = p_backfill.offer_id;
  select * into text_row from public.outbox where business_id = offer.business_id and dedupe_key = 'backfill:' || offer.id;
  if exists (select from public.bookings b where b.business_id = offer.business_id and b.offer_id = offer.id) then
    perform private.end_backfill(p_backfill, 'taken');
    return false;
  elsif offer.expires_at > p_now and text_row.state in ('sent', 'delivered', 'unknown') then
    update public.backfills set due_at = offer.expires_at where business_id = p_backfill.business_id and id = p_backfill.id;
    return false;
  elsif offer.expires_at > p_now and text_row.state in ('waiting', 'sending') and p_now < text_row.created_at + interval '1 hour' then
    update public.backfills set due_at = p_now + interval '5 minutes' where business_id = p_backfill.business_id and id = p_backfill.id;
    return false;
  end if;
  update public.offers set expires_at = least(expires_at, p_now) where business_id = offer.business_id and id = offer.id;
  delete from public.holds where business_id = offer.business_id and offer_id = offer.id;
  return true;
end
$$;

-- Asks the next lead about a freed stretch, one who is not in the middle of something with us: being answered, with a person, or with times kept for them.
-- Where only such are left it is tried again in five minutes; where nobody is, it ends.
create or replace function private.ask_next_lead(p_business public.businesses, p_backfill public.backfills, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  lead public.leads;
  conversation public.conversations;
  offer public.offers;
  somebody_is_busy boolean := false;
begin
  for lead in select * from private.freed_leads(p_business, p_backfill, p_now) loop
    select * into conversation from public.conversations c
      where c.business_id = lead.business_id and c.id = lead.conversation_id and c.state <> 'human' and c.answer_due_at is null
        and coalesce(c.leased_until, p_now) <= p_now
        and not exists (
          select from public.offers o
          join public.holds h on h.business_id = o.business_id and h.offer_id = o.id and h.expires_at > p_now
          where o.business_id = c.business_id and o.conversation_id = c.id)
      for no key update skip locked;
    if not found then
      somebody_is_busy := true;
    elsif exists (select from private.freed_leads(p_business, p_backfill, p_now) l where l.id = lead.id) then -- again, now that nobody else asks them
      offer := private.offer_freed(p_business, conversation, lead, p_backfill, p_now);
      if offer.id is not null then
        update public.backfills set
            state = 'offered', lead_id = lead.id, offer_id = offer.id, tried = tried || lead.id, due_at = p_now + interval '5 minutes'
          where business_id = p_backfill.business_id and id = p_backfill.id;
        return;
      end if;
    end if;
  end loop;
  if somebody_is_busy then
    update public.backfills set state = 'waiting', due_at = p_now + interval '5 minutes'
      where business_id = p_backfill.business_id and id = p_backfill.id;
  else
    perform private.end_backfill(p_backfill, 'ended');
  end if;
end
$$;

-- Takes the next due step of one freed stretch: its offer ran out, was refused or was taken; then the next lead is asked, in contact hours. Several
-- workers may call it at once. A step that fails is tried again in 15 minutes, so that it holds up no other. Returns how many steps: 0 or 1.
create or replace function public.backfill_due(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  backfill public.backfills;
  business public.businesses;
  opens_at timestamptz;
begin
  select * into backfill from public.backfills where due_at <= p_now order by due_at limit 1 for no key update skip locked;
  if not found then
    return 0;
  end if;
  select * into business from public.businesses where id = backfill.business_id;
  opens_at := private.in_contact_hours(business, p_now);
  if backfill.state = 'offered' and not private.offer_is_over(backfill, p_now) then
    return 1;
  elsif not business.fills_freed_times or business.deleted_at is not null or backfill.starts_at <= p_now
    or private.pause_words(business, p_now) is not null then
    perform private.end_backfill(backfill, 'ended');
  elsif opens_at > p_now then
    update public.backfills set state = 'waiting', due_at = opens_at where business_id = backfill.business_id and id = backfill.id;
  else
    perform private.ask_next_lead(business, backfill, p_now);
  end if;
  return 1;
exception when others then -- of this stretch alone
  if backfill.id is null then
    raise;
  end if;
  raise warning 'a freed time was not offered: %', sqlerrm;
  update public.backfills set due_at = p_now + interval '15 minutes' where business_id = backfill.business_id and id = backfill.id;
  return 1;
end
$$;
grant execute on function public.backfill_due to service_role;

-- schemas/57_commands/00_coded_booking.sql
-- The booking that members call by this code: the one still open, else the newest that had it; null where there is none.
create or replace function private.coded_booking(p_business uuid, p_code text) returns public.bookings
language plpgsql stable set search_path = ''
as $$
declare
  booking public.bookings;
begin
  select * into booking from public.bookings b
    where b.business_id = p_business and b.code = upper(p_code) and b.deleted_at is null
    order by b.status in ('pending', 'confirmed') desc, b.requested_at desc limit 1;
  return booking;
end
$$;

-- The bookings members may decide by code, each with its code and its time in words: what a text is read against.
create or replace function private.open_codes(p_business public.businesses) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('code', b.code, 'words', private.local_words(b.starts_at, p_business.time_zone)) order by b.starts_at), '[]')
    from public.bookings b
    where b.business_id = p_business.id and b.status in ('pending', 'confirmed') and b.code is not null and b.deleted_at is null);
end
$$;

-- schemas/57_commands/01_link_phones.sql
-- Says to each member whose phone has not been linked who texts them and how to link it, once per phone. Nothing without a number to text from.
create or replace function private.welcome_members(p_business uuid, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
begin
  select * into business from public.businesses where id = p_business;
  perform private.queue_text(business, 'welcome', 'caused', m.phone, format('welcome:%s:%s', m.user_id, m.phone), p_now,
    p_member => m.user_id, p_detail => jsonb_build_object('name', m.name, 'number', business.sms_number))
  from public.members m
  where m.business_id = p_business and m.deleted_at is null and m.phone is not null and m.phone_verified_at is null
    and business.sms_number is not null
  order by m.created_at, m.user_id;
end
$$;

-- Whether a text of a member's links their phone. It does when it came after the welcome text to that phone had left: 'linked', and they are told
-- how to command. 'soon': that text is just leaving, ask again. 'not_welcomed': it has not left, so the text does nothing; it is
-- sent if it never was to be.
create or replace function private.link_phone(
  p_business public.businesses, p_member public.members, p_text public.member_texts, p_now timestamptz
) returns text
language plpgsql set search_path = ''
as $$
declare
  welcome public.outbox;
begin
  select * into welcome from public.outbox o
    where o.business_id = p_business.id and o.dedupe_key = format('welcome:%s:%s', p_member.user_id, p_text.phone);
  if welcome.state = 'sending' and welcome.claimed_at <= p_text.received_at then
    return 'soon';
  elsif welcome.id is null or welcome.claimed_at > p_text.received_at or (welcome.sent_at is null and welcome.state <> 'unknown') then
    perform private.welcome_members(p_business.id, p_now);
    return 'not_welcomed';
  end if;
  update public.members set phone_verified_at = p_now where business_id = p_business.id and user_id = p_member.user_id;
  perform private.answer_command(p_business, p_text, '[{"do": "link", "outcome": "linked"}]', p_now);
  return 'linked';
end
$$;

-- schemas/57_commands/02_answer_command.sql
-- Answers a member's text with what came of it, once. Help goes to a member at most every ten minutes, what asks for none ("ok", "thanks") gets
-- nothing right after an answer, and nobody gets more than thirty answers an hour: two machines must not talk for ever.
create or replace function private.answer_command(p_business public.businesses, p_text public.member_texts, p_results jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  last_help timestamptz;
  last_answer timestamptz;
  of_late int;
  results jsonb;
begin
  select max(o.created_at) filter (where o.detail @> '{"results": [{"do": "help"}]}'), max(o.created_at), count(*)
    into last_help, last_answer, of_late
    from public.outbox o
    where o.business_id = p_business.id and o.member_id = p_text.user_id and o.kind = 'command_answer' and o.created_at > p_now - interval '1 hour';
  select coalesce(jsonb_agg(r.result order by r.n), '[]') into results
    from jsonb_array_elements(p_results) with ordinality as r (result, n)
    where r.result ->> 'do' <> 'help'
      or coalesce(last_help < p_now - interval '10 minutes', true)
        and not (coalesce((r.result ->> 'bare')::boolean, false) and coalesce(last_answer >= p_now - interval '10 minutes', false));
  if results <> '[]' and of_late < 30 then
    perform private.queue_text(p_business, 'command_answer', 'reply', p_text.phone, 'command_answer:' || p_text.id, p_now,
      p_member => p_text.user_id, p_detail => jsonb_build_object('results', results));
  end if;
end
$$;

-- Ends a member's text: it is not carried out again.
create or replace function private.end_member_text(p_text public.member_texts, p_outcome text) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.member_texts set due_at = null, outcome = left(p_outcome, 500) where business_id = p_text.business_id and id = p_text.id;
end
$$;

-- schemas/57_commands/03_claim_member_text.sql
-- Claims one text of a member, under a lease, with what is needed to read it: the business's time when it came and the open codes. A member's texts
-- go one after the other. The lease's token grows with each claim; only its holder may carry the text out. Texts that command nothing are
-- ended on the way: from a phone that is no longer the member's, or not linked yet (the text that links it is answered, not
-- carried out), and what failed five times, with an apology. No row: nothing is due.
create or replace function public.claim_member_text(p_now timestamptz default now(), p_lease_seconds int default 30) returns setof jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.member_texts;
  business public.businesses;
  step text;
begin
  loop
    select * into text_row from public.member_texts t
      where t.due_at <= p_now and not exists (
        select from public.member_texts e
        where e.business_id = t.business_id and e.user_id = t.user_id and e.text_no < t.text_no and e.due_at is not null)
      order by t.due_at, t.text_no limit 1 for no key update skip locked;
    if not found then
      return;
    end if;
    select * into business from public.businesses where id = text_row.business_id;
    step := private.trusts(business, text_row, p_now);
    if step = 'soon' then
      update public.member_texts set due_at = p_now + interval '2 seconds' where business_id = text_row.business_id and id = text_row.id;
    elsif step is not null then
      perform private.end_member_text(text_row, step);
    elsif text_row.attempts >= 5 then
      perform private.give_up(business, text_row, p_now);
    else
      update public.member_texts
        set lease_token = lease_token + 1, attempts = attempts + 1, due_at = p_now + make_interval(secs => p_lease_seconds)
        where business_id = text_row.business_id and id = text_row.id
        returning * into text_row;
      return next jsonb_build_object(
        'business_id', text_row.business_id, 'id', text_row.id, 'token', text_row.lease_token, 'attempts', text_row.attempts, 'body', text_row.body,
        'received', private.local_words(text_row.received_at, business.time_zone), 'codes', private.open_codes(business));
      return;
    end if;
  end loop;
end
$$;
grant execute on function public.claim_member_text to service_role;

-- Why a text commands nothing, or null: it comes from the phone that is the member's now, and that phone is linked.
create or replace function private.trusts(p_business public.businesses, p_text public.member_texts, p_now timestamptz) returns text
language plpgsql set search_path = ''
as $$
declare
  member public.members;
begin
  select * into member from public.members m
    where m.business_id = p_text.business_id and m.user_id = p_text.user_id and m.deleted_at is null and m.phone = p_text.phone;
  return case
    when not found or p_business.deleted_at is not null then 'not_their_phone'
    when member.phone_verified_at is null then private.link_phone(p_business, member, p_text, p_now)
  end;
end
$$;

-- A text that kept failing: nothing of it was done, and whoever sent it hears so.
create or replace function private.give_up(p_business public.businesses, p_text public.member_texts, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.end_member_text(p_text, 'failed');
  perform private.answer_command(p_business, p_text, jsonb_build_array(jsonb_build_object(
    'do', 'fail', 'outcome', 'failed', 'words', left(p_text.body, 60))), p_now);
end
$$;

-- schemas/57_commands/04_carry_out.sql
-- Carries out one thing a member asked for by text and says what came of it: the action itself with `outcome` and, where there is one, the booking
-- in words. What cannot be done is an outcome, not an error. p_received is when they asked.
create or replace function private.carry_out(p_business public.businesses, p_member uuid, p_action jsonb, p_received timestamptz, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
begin
  return p_action || case p_action ->> 'do'
    when 'confirm' then private.answer_by_code(p_business, p_member, p_action, p_now)
    when 'decline' then private.answer_by_code(p_business, p_member, p_action, p_now)
    when 'propose' then private.propose_by_code(p_business, p_member, p_action, p_now)
    when 'done' then private.finish_by_code(p_business, p_member, p_action, p_now)
    when 'no_show' then private.finish_by_code(p_business, p_member, p_action, p_now)
    when 'all_done' then private.finish_all(p_business, p_member, p_now)
    when 'late' then private.late_by_code(p_business, p_member, p_action, p_received, p_now)
    when 'day' then private.day_by_text(p_business, p_action)
    when 'away' then private.pause_receptionist(p_business.id, (p_action ->> 'until')::timestamp, p_now)
    when 'back' then private.resume_receptionist(p_business.id)
    else jsonb_build_object('outcome', p_action ->> 'do') end;
exception
  when sqlstate 'PT400' or sqlstate 'PT404' or sqlstate 'PT409' then
    return p_action || jsonb_build_object('outcome', 'refused', 'reasons', jsonb_build_array(jsonb_build_object('words', sqlerrm)));
end
$$;

-- Yes or no to what waits about a booking: its customer's wish to move, else the request itself. No to a time of ours that waits for the customer
-- takes that back. A confirmed booking is never called off like this.
create or replace function private.answer_by_code(p_business public.businesses, p_member uuid, p_action jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings := private.coded_booking(p_business.id, p_action ->> 'code');
  yes boolean := p_action ->> 'do' = 'confirm';
  reason text := coalesce(p_action ->> 'reason', '');
  move public.moves;
begin
  if booking.id is null then
    return '{"outcome": "unknown"}';
  end if;
  select * into move from public.moves m where m.business_id = p_business.id and m.booking_id = booking.id and m.state = 'waiting' and m.expires_at > p_now;
  if booking.status = 'confirmed' and move.id is not null and (move.asked_by = 'customer' or not yes) then
    return private.answer_move(p_business.id, move.id, yes, reason, p_member, p_now);
  elsif yes then
    return private.confirm_booking(p_business.id, booking.id, p_member, p_now);
  else
    return private.decline_booking(p_business.id, booking.id, p_member, reason, p_now);
  end if;
end
$$;

-- Puts another time to the customer: `at` is a wall time in the business's zone, null where the text's own reading found no open booking.
create or replace function private.propose_by_code(p_business public.businesses, p_member uuid, p_action jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings := private.coded_booking(p_business.id, p_action ->> 'code');
begin
  if booking.id is null then
    return '{"outcome": "unknown"}';
  elsif booking.status not in ('pending', 'confirmed') or private.expire_booking(p_business.id, booking.id, p_now) then
    return jsonb_set(private.decided_already(p_business.id, booking.id), '{outcome}', '"already_ended"');
  elsif p_action ->> 'at' is null then
    return jsonb_build_object('outcome', 'say_again', 'booking', private.booking_words(p_business, booking));
  end if;
  return private.move_booking(p_business.id, booking.id, null,
    private.instant_of((p_action ->> 'at')::timestamp, p_business.time_zone), false, false, p_member, p_now);
end
$$;

-- Done, or nobody there.
create or replace function private.finish_by_code(p_business public.businesses, p_member uuid, p_action jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings := private.coded_booking(p_business.id, p_action ->> 'code');
begin
  if booking.id is null then
    return '{"outcome": "unknown"}';
  end if;
  return private.finish_booking(p_business.id, booking.id,
    case p_action ->> 'do' when 'done' then 'completed' else 'no_show' end::public.booking_status, p_member, p_now);
end
$$;

-- Everything that the last day-end text asked about and nobody has answered is done. Outcomes: 'all_done' with how many, or 'nothing_asked'.
create or replace function private.finish_all(p_business public.businesses, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking uuid;
  done int := 0;
  asked timestamptz := (select max(b.asked_at) from public.bookings b where b.business_id = p_business.id and b.starts_at > p_now - interval '8 days');
begin
  for booking in
    select b.id from public.bookings b
    where b.business_id = p_business.id and b.starts_at > p_now - interval '8 days' and b.asked_at = asked and b.ends_at <= asked and b.status = 'confirmed' and b.deleted_at is null
    order by b.starts_at, b.id
  loop
    if private.finish_booking(p_business.id, booking, 'completed', p_member, p_now) ->> 'outcome' = 'completed' then
      done := done + 1;
    end if;
  end loop;
  return jsonb_build_object('outcome', case when done > 0 then 'all_done' else 'nothing_asked' end, 'count', done);
end
$$;

-- Tells a customer that we run late: the one named, else the next of today. Where that could be one of several, or the text is older than fifteen
-- minutes, nobody is told: 'which' with those, 'stale'; 'nobody': there is no next one today.
create or replace function private.late_by_code(p_business public.businesses, p_member uuid, p_action jsonb, p_received timestamptz, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  meant uuid[];
begin
  if p_now > p_received + interval '15 minutes' then
    return '{"outcome": "stale"}';
  elsif p_action ->> 'code' is not null then
    booking := private.coded_booking(p_business.id, p_action ->> 'code');
    meant := case when booking.id is not null then array[booking.id] end;
    if meant is null then
      return '{"outcome": "unknown"}';
    end if;
  else
    meant := private.next_up(p_business, p_now);
  end if;
  if coalesce(cardinality(meant), 0) <> 1 then
    return jsonb_build_object('outcome', case when cardinality(meant) > 1 then 'which' else 'nobody' end, 'bookings',
      (select coalesce(jsonb_agg(private.booking_words(p_business, b) order by b.starts_at, b.id), '[]') from public.bookings b
        where b.business_id = p_business.id and b.id = any (meant)));
  end if;
  return private.running_late(p_business.id, meant[1], p_member, (p_action ->> 'minutes')::int, p_now);
end
$$;

-- Whom "I am late" can concern: of each calendar the next confirmed booking of today, and one that should have begun in the last quarter of an hour.
create or replace function private.next_up(p_business public.businesses, p_now timestamptz) returns uuid[]
language plpgsql stable set search_path = ''
as $$
declare
  midnight timestamptz := ((p_now at time zone p_business.time_zone)::date + 1) at time zone p_business.time_zone;
begin
  return array(
    select b.id from public.bookings b
    where b.business_id = p_business.id and b.status = 'confirmed' and b.deleted_at is null
      and b.starts_at > p_now - interval '15 minutes' and b.starts_at < midnight
      and (b.starts_at <= p_now or not exists (
        select from public.bookings o
        where o.business_id = b.business_id and o.staff_id = b.staff_id and o.status = 'confirmed' and o.deleted_at is null
          and o.starts_at > p_now and o.starts_at < b.starts_at))
    order by b.starts_at, b.id);
end
$$;

-- The bookings of one day, `date` in the business's zone, in order.
create or replace function private.day_by_text(p_business public.businesses, p_action jsonb) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  day date := (p_action ->> 'date')::date;
begin
  return jsonb_build_object('outcome', 'listed', 'day', private.local_words(day::timestamp at time zone p_business.time_zone, p_business.time_zone),
    'bookings', (select coalesce(jsonb_agg(private.booking_words(p_business, b) order by b.starts_at, b.id), '[]') from public.bookings b
      where b.business_id = p_business.id and b.status in ('pending', 'confirmed', 'completed', 'no_show') and b.deleted_at is null
        and b.starts_at >= day::timestamp at time zone p_business.time_zone and b.starts_at < (day + 1)::timestamp at time zone p_business.time_zone));
end
$$;

-- schemas/57_commands/05_finish_member_text.sql
-- Carries out what a member's text asks for, as it was read, and answers it, all in one: `p_actions` is a list of {do, ...}. A text whose token is
-- no longer the newest does nothing: false, and so the same text twice.
create or replace function public.finish_member_text(p_business uuid, p_text uuid, p_token bigint, p_actions jsonb, p_now timestamptz default now()) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.member_texts;
  business public.businesses;
  action jsonb;
  refusal text;
  results jsonb := '[]';
begin
  select * into text_row from public.member_texts t
    where t.business_id = p_business and t.id = p_text and t.lease_token = p_token and t.due_at is not null for no key update;
  if not found then
    return false;
  end if;
  select * into business from public.businesses where id = p_business;
  refusal := private.trusts(business, text_row, p_now); -- again: a phone may have changed hands since the claim
  if refusal is not null then
    perform private.end_member_text(text_row, refusal);
    return true;
  end if;
  for action in select * from jsonb_array_elements(p_actions) loop
    results := results || jsonb_build_array(private.carry_out(business, text_row.user_id, action, text_row.received_at, p_now));
  end loop;
  perform private.end_member_text(text_row, (select string_agg(concat_ws(' ', r ->> 'code', r ->> 'outcome'), ', ') from jsonb_array_elements(results) r));
  perform private.answer_command(business, text_row, results, p_now);
  return true;
end
$$;
grant execute on function public.finish_member_text to service_role;

-- A text could not be carried out: it is tried again after a growing pause, five times, then given up with an apology. False: it was no longer
-- this worker's.
create or replace function public.fail_member_text(p_business uuid, p_text uuid, p_token bigint, p_now timestamptz default now()) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.member_texts;
  business public.businesses;
begin
  update public.member_texts t set due_at = p_now + make_interval(secs => 2 ^ t.attempts)
    where t.business_id = p_business and t.id = p_text and t.lease_token = p_token and t.due_at is not null
    returning * into text_row;
  if not found then
    return false;
  end if;
  if text_row.attempts >= 5 then
    select * into business from public.businesses where id = p_business;
    perform private.give_up(business, text_row, p_now);
  end if;
  return true;
end
$$;
grant execute on function public.fail_member_text to service_role;

-- schemas/60_conversations/00_customer_and_conversation.sql
-- The customer with this proven phone, made if new.
create or replace function private.customer_by_phone(p_business uuid, p_phone text, p_now timestamptz) returns public.customers
language plpgsql set search_path = ''
as $$
declare
  customer public.customers;
begin
  select * into customer from public.customers where business_id = p_business and phone = p_phone and deleted_at is null;
  if not found then
    insert into public.customers (business_id, phone, created_at, updated_at) values (p_business, p_phone, p_now, p_now)
      on conflict (business_id, phone) where deleted_at is null do update set phone = excluded.phone
      returning * into customer;
  end if;
  return customer;
end
$$;

-- The one conversation with this peer, made if new, locked until the transaction ends: messages queue here.
create or replace function private.conversation_with(
  p_business uuid, p_channel public.channel, p_peer text, p_customer uuid, p_now timestamptz
) returns public.conversations
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations;
begin
  select * into conversation from public.conversations c
    where c.business_id = p_business and c.channel = p_channel and c.peer = p_peer for no key update;
  if not found then
    insert into public.conversations as c (business_id, channel, peer, customer_id, created_at)
      values (p_business, p_channel, p_peer, p_customer, p_now)
      on conflict (business_id, channel, peer) do update set peer = excluded.peer
      returning * into conversation;
  end if;
  return conversation;
end
$$;

-- STOP or START from a number. A START that lifts a STOP is confirmed, unless the carrier has done so (p_by_carrier).
create or replace function private.record_opt_out(
  p_business public.businesses, p_customer public.customers, p_conversation public.conversations, p_keyword text, p_by_carrier boolean, p_message uuid,
  p_now timestamptz
) returns void
language plpgsql set search_path = ''
as $$
declare
  phone text := p_conversation.peer;
  had_stopped boolean := private.opted_out(p_business.id, phone);
begin
  if not private.note_keyword(p_business.id, phone, p_keyword, p_now) and had_stopped and not p_by_carrier then
    perform private.queue_text(p_business, 'opted_in', 'reply', phone, format('opted_in:%s', p_message), p_now,
      p_customer => p_customer.id, p_conversation => p_conversation.id);
  end if;
end
$$;

-- Tells a customer who texted HELP what this number is, at most once in ten minutes, and nobody who told it to stop.
create or replace function private.answer_help(
  p_business public.businesses, p_customer public.customers, p_conversation public.conversations, p_message uuid, p_now timestamptz
) returns void
language plpgsql set search_path = ''
as $$
begin
  if not private.opted_out(p_business.id, p_conversation.peer) and not exists (
    select from public.outbox o where o.business_id = p_business.id and o.conversation_id = p_conversation.id and o.kind = 'help'
      and o.created_at > p_now - interval '10 minutes') then
    perform private.queue_text(p_business, 'help', 'reply', p_conversation.peer, format('help:%s', p_message), p_now,
      p_customer => p_customer.id, p_conversation => p_conversation.id);
  end if;
end
$$;

-- schemas/60_conversations/00d_member_texts.sql
-- The member of a business who has this phone, or null.
create or replace function private.member_by_phone(p_business uuid, p_phone text) returns uuid
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select m.user_id from public.members m
    where m.business_id = p_business and m.phone = p_phone and m.deleted_at is null
    order by m.created_at, m.user_id limit 1);
end
$$;

-- Stores what a member texted to their business's number, exactly once, due to be carried out at once. A one-word STOP or START goes into the
-- opt-out ledger and is no command. Outcomes as for a customer's text: 'stored' or 'duplicate'.
create or replace function private.receive_member_text(
  p_business public.businesses, p_phone text, p_body text, p_provider_id text, p_opt_out_type text, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  stored uuid;
  keyword text := private.opt_out_keyword(p_business.id, p_phone, p_body, p_opt_out_type);
begin
  insert into public.member_texts (business_id, user_id, phone, body, provider_id, received_at, due_at, outcome)
    values (p_business.id, private.member_by_phone(p_business.id, p_phone), p_phone, p_body, p_provider_id, p_now,
      case when keyword is null then p_now end, keyword)
    on conflict (business_id, provider_id) do nothing
    returning id into stored;
  if stored is null then
    return jsonb_build_object('outcome', 'duplicate', 'business_id', p_business.id);
  end if;
  if keyword is not null then
    perform private.note_keyword(p_business.id, p_phone, keyword, p_now);
  end if;
  return jsonb_build_object('outcome', 'stored', 'business_id', p_business.id, 'message_id', stored);
end
$$;

-- schemas/60_conversations/01_receive_message.sql
-- Appends what a customer wrote to their conversation, which must be locked, and says when it is due to be answered. What a blocked customer
-- writes is kept, not answered; what comes in while a person has the conversation is passed on to the owner. p_silent: not to be answered.
create or replace function private.store_message(
  p_business public.businesses, p_conversation public.conversations, p_customer public.customers, p_body text, p_provider_id text, p_media jsonb,
  p_silent boolean, p_now timestamptz
) returns uuid
language plpgsql set search_path = ''
as $$
declare
  stored uuid;
  answerable boolean := not p_silent and p_conversation.state <> 'human' and p_customer.blocked_at is null;
begin
  update public.conversations
    set last_seq = last_seq + 1, inbound_seq = last_seq + 1, last_inbound_at = p_now, customer_id = p_customer.id,
        state = case when state = 'closed' then 'ai'::public.conversation_state else state end,
        answered_seq = case when p_silent then last_seq + 1 else answered_seq end,
        answer_due_at = case when answerable then p_now + make_interval(secs => p_business.settle_seconds) end
    where business_id = p_business.id and id = p_conversation.id;
  insert into public.messages (business_id, conversation_id, seq, author, body, media, provider_id, created_at)
    values (p_business.id, p_conversation.id, p_conversation.last_seq + 1, 'customer', p_body, p_media, p_provider_id, p_now)
    returning id into stored;
  insert into public.pictures (business_id, message_id, position, source_url, content_type, due_at, created_at)
    select p_business.id, stored, m.n, m.media ->> 'url', coalesce(m.media ->> 'type', ''), p_now, p_now
    from jsonb_array_elements(case jsonb_typeof(p_media) when 'array' then p_media else '[]' end) with ordinality as m (media, n)
    where m.media ->> 'url' <> '';
  if not p_silent and p_conversation.state = 'human' and p_customer.blocked_at is null then
    perform private.forward_text(p_business, p_conversation, p_customer, stored, p_body, p_now);
  end if;
  return stored;
end
$$;

-- Stores a customer's text exactly once and says when it is due to be answered. The business is the one whose number was texted.
-- Returns {outcome}: 'stored', 'duplicate' (this provider id is here already) or 'unknown_number'. A one-word STOP or START goes into the
-- opt-out ledger, a one-word HELP gets the business's standing answer where the carrier gave none (p_opt_out_type); the receptionist answers neither.
create or replace function public.receive_message(
  p_to text, p_from text, p_body text, p_provider_id text, p_media jsonb default '[]', p_opt_out_type text default null,
  p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses;
  customer public.customers;
  conversation public.conversations;
  stored uuid;
  keyword text;
  wants_help boolean;
  is_score boolean;
begin
  select * into business from public.businesses where sms_number = p_to and deleted_at is null;
  if not found then
    return jsonb_build_object('outcome', 'unknown_number');
  end if;
  if private.member_by_phone(business.id, p_from) is not null then
    return private.receive_member_text(business, p_from, p_body, p_provider_id, p_opt_out_type, p_now);
  end if;
  customer := private.customer_by_phone(business.id, p_from, p_now);
  conversation := private.conversation_with(business.id, 'sms', p_from, customer.id, p_now);
  select * into customer from public.customers where business_id = business.id and id = customer.id; -- again: blocked while we waited?
  if exists (select from public.messages m where m.business_id = business.id and m.provider_id = p_provider_id) then
    return jsonb_build_object('outcome', 'duplicate', 'business_id', business.id, 'conversation_id', conversation.id);
  end if;
  keyword := private.opt_out_keyword(business.id, p_from, p_body, p_opt_out_type);
  wants_help := keyword is null and private.asks_for_help(p_body, p_opt_out_type);
  is_score := keyword is null and not wants_help and private.take_feedback(business, customer.id, conversation, p_body, p_now);
  stored := private.store_message(business, conversation, customer, p_body, p_provider_id, p_media, keyword is not null or wants_help or is_score, p_now);
  if keyword is not null then
    perform private.record_opt_out(business, customer, conversation, keyword, coalesce(p_opt_out_type = 'START', false), stored, p_now);
  elsif wants_help and p_opt_out_type is distinct from 'HELP' then
    perform private.answer_help(business, customer, conversation, stored, p_now);
  end if;
  return jsonb_build_object('outcome', 'stored', 'business_id', business.id, 'conversation_id', conversation.id, 'message_id', stored);
end
$$;
grant execute on function public.receive_message to service_role;

-- Stores what a chat visitor of a business wrote, exactly once: p_client_id is the browser's own id of the message, of this visitor alone. A visitor
-- is a customer without a proven phone from the first word on. Outcomes as for a text: 'stored' or 'duplicate'.
create or replace function public.receive_chat_message(
  p_business uuid, p_visitor uuid, p_body text, p_client_id text, p_media jsonb default '[]', p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses;
  customer public.customers;
  conversation public.conversations;
  key text := format('chat:%s:%s', p_visitor, p_client_id);
begin
  select * into business from public.businesses where id = p_business and deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such business.', hint = 'not_found';
  end if;
  select * into conversation from public.conversations c
    where c.business_id = business.id and c.channel = 'chat' and c.peer = p_visitor::text for no key update;
  if not found then
    insert into public.customers (business_id, created_at, updated_at) values (business.id, p_now, p_now) returning * into customer;
    conversation := private.conversation_with(business.id, 'chat', p_visitor::text, customer.id, p_now);
    if conversation.customer_id <> customer.id then -- two first messages at once: the other one's customer is it
      delete from public.customers where business_id = business.id and id = customer.id;
    end if;
  end if;
  select * into customer from public.customers where business_id = business.id and id = conversation.customer_id;
  if exists (select from public.messages m where m.business_id = business.id and m.provider_id = key) then
    return jsonb_build_object('outcome', 'duplicate', 'business_id', business.id, 'conversation_id', conversation.id);
  end if;
  return jsonb_build_object('outcome', 'stored', 'business_id', business.id, 'conversation_id', conversation.id,
    'message_id', private.store_message(business, conversation, customer, p_body, key, p_media,
      private.take_feedback(business, customer.id, conversation, p_body, p_now), p_now));
end
$$;
grant execute on function public.receive_chat_message to service_role;

-- schemas/60_conversations/01a_turn_context.sql
-- What an engine is told about one conversation: the business's settings, whether its receptionist is paused or has used up the day's caps, what
-- is known, the last messages and a summary of what lies before them, the newest offers, the declined booking in whose place they were made, how they
-- stand with times that come free, and the customer's open bookings.
create or replace function private.turn_context(p_conversation public.conversations, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'business_id', b.id, 'conversation_id', p_conversation.id, 'lease', p_conversation.lease_token, 'channel', p_conversation.channel, 'state', p_conversation.state,
    'upto_seq', p_conversation.inbound_seq, 'answered_seq', p_conversation.answered_seq, 'attempts', p_conversation.attempts,
    'facts', p_conversation.facts, 'now', private.local_words(p_now, b.time_zone),
    'business', jsonb_build_object('name', b.name, 'trade', b.trade, 'address', b.address, 'greeting', b.greeting, 'tone', b.tone, 'notes', b.receptionist_notes,
      'call_number', coalesce(b.call_number, b.sms_number), 'style', b.text_style, 'currency', b.currency, 'zone', b.time_zone,
      'answers', private.answers_of(b.id), 'must_not_promise', b.must_not_promise, 'paused', private.pause_words(b, p_now)),
    'capped', private.capped(b, p_now),
    'services', private.services_of(b.id),
    'hours', private.hours_of(b.id),
    'customer', (select jsonb_build_object('id', c.id, 'name', c.name, 'phone', c.phone, 'email', c.email, 'address', c.address)
      from public.customers c where c.business_id = b.id and c.id = p_conversation.customer_id),
    'messages', said.messages,
    'earlier', private.earlier_of(b, p_conversation, said.first_seq, p_now),
    'offers', private.offers_of(b, p_conversation.id, p_conversation.offer_set, p_now),
    'in_place_of', (select private.booking_words(b, k) from public.offers o
      join public.bookings k on k.business_id = o.business_id and k.id = o.in_place_of
      where o.business_id = b.id and o.conversation_id = p_conversation.id and o.set_no = p_conversation.offer_set and o.expires_at > p_now limit 1),
    'freed_times', private.freed_words(b, p_conversation),
    'freed_offer', (private.freed_offer(p_conversation, p_now)).ref,
    'bookings', (select coalesce(jsonb_agg(private.booking_words(b, k) order by k.starts_at), '[]') from public.bookings k
      where k.business_id = b.id and k.customer_id = p_conversation.customer_id and k.status in ('pending', 'confirmed')
        and k.starts_at > p_now and k.deleted_at is null))
  from public.businesses b, lateral (
    select coalesce(min(m.seq), 1) as first_seq,
      coalesce(jsonb_agg(jsonb_build_object('seq', m.seq, 'author', m.author, 'body', m.body, 'media', m.media) order by m.seq), '[]') as messages
    from (select * from public.messages m where m.business_id = b.id and m.conversation_id = p_conversation.id order by m.seq desc limit 30) m) said
  where b.id = p_conversation.business_id
$$;

-- schemas/60_conversations/04a_insert_pending.sql
-- Takes the time of an offer and writes the pending booking, or returns an empty row when somebody has the time. What was offered in place of a
-- declined booking carries over that one's name, address and notes, where the customer says nothing else.
create or replace function private.insert_pending(
  p_business public.businesses, p_conversation public.conversations, p_offer public.offers, p_customer public.customers,
  p_details jsonb, p_now timestamptz
) returns public.bookings
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings;
  service public.services;
  declined public.bookings;
  deadline record := private.deadlines(p_business, p_now, p_offer.starts_at);
  new_id uuid := gen_random_uuid();
begin
  select * into service from public.services where business_id = p_business.id and id = p_offer.service_id;
  perform private.lock_calendars(p_business.id, array[p_offer.staff_id]);
  perform private.release_offers(p_business.id, p_conversation.id);
  if not private.does_service(p_business.id, p_offer.staff_id, p_offer.service_id) -- retired since it was offered
    or p_offer.ends_at - p_offer.starts_at <> make_interval(mins => service.minutes) -- or of another length now
    or not private.take_time(
      p_business, service, p_offer.staff_id, p_offer.place_id, p_offer.starts_at, new_id, null, deadline.expires_at, p_now) then
    return null;
  end if;
  select * into declined from public.bookings where business_id = p_business.id and id = p_offer.in_place_of;
  insert into public.bookings (
    business_id, id, customer_id, service_id, staff_id, conversation_id, offer_id, source, starts_at, ends_at, service_name,
    customer_name, customer_phone, customer_email, address, place_id, notes, price_cents, currency, requested_at, nag_at, expires_at,
    updated_at, travel_assumed)
    values (
      p_business.id, new_id, p_customer.id, service.id, p_offer.staff_id, p_conversation.id, p_offer.id,
      p_conversation.channel::text::public.booking_source, p_offer.starts_at, p_offer.ends_at, service.name,
      coalesce(nullif(p_details ->> 'name', ''), nullif(declined.customer_name, ''), p_customer.name), coalesce(p_customer.phone, p_customer.claimed_phone), p_customer.email,
      case when service.at_customer then coalesce(nullif(p_details ->> 'address', ''), nullif(declined.address, ''), p_customer.address) else '' end,
      p_offer.place_id, left(coalesce(nullif(p_details ->> 'notes', ''), declined.notes, ''), 2000), service.price_cents, p_business.currency,
      p_now, deadline.nag_at, deadline.expires_at, p_now, service.at_customer and not private.place_known(p_business.id, p_offer.place_id))
    returning * into booking;
  return booking;
end
$$;

-- schemas/60_conversations/04b_request_move.sql
-- A customer picked a new time for a booking of theirs. A pending one simply takes it, and the owner is asked anew. A confirmed one keeps its
-- time until the owner agrees: both are held. The very time the owner has put to them moves it, from whichever list it was picked.
-- Outcomes: 'pencilled', 'move_requested', 'moved', 'slot_taken'.
create or replace function private.request_move(
  p_business public.businesses, p_conversation public.conversations, p_offer public.offers, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings := private.locked_booking(p_business.id, p_offer.for_booking_id, p_now, array[p_offer.staff_id]);
  service public.services := private.service_of(booking);
  old_hold uuid;
  deadline record;
  move public.moves;
begin
  perform private.release_offers(p_business.id, p_conversation.id);
  if booking.status not in ('pending', 'confirmed') or booking.starts_at <= p_now
    or p_offer.ends_at - p_offer.starts_at <> booking.ends_at - booking.starts_at
    or not private.takes_over(booking, p_offer.staff_id) then
    return jsonb_build_object('outcome', 'slot_taken');
  elsif booking.status = 'confirmed' and (booking.starts_at, booking.staff_id) = (p_offer.starts_at, p_offer.staff_id) then -- it is there already
    return jsonb_build_object('outcome', 'moved', 'booking', private.booking_words(p_business, booking));
  end if;
  select * into move from public.moves m
    where m.business_id = p_business.id and m.booking_id = booking.id and m.state = 'waiting' and m.asked_by = 'owner'
      and m.starts_at = p_offer.starts_at and m.staff_id = p_offer.staff_id;
  if found and private.accept_move(p_business, move, 'customer', null, p_now) then
    return jsonb_build_object('outcome', 'moved', 'booking', (select private.booking_words(p_business, b)
      from public.bookings b where b.business_id = p_business.id and b.id = booking.id));
  end if;
  select * into deadline from private.deadlines(p_business, p_now,
    case booking.status when 'pending' then p_offer.starts_at else least(p_offer.starts_at, booking.starts_at) end);
  if booking.status = 'confirmed' then
    move := private.open_move(p_business, booking, service, p_offer.staff_id, p_offer.starts_at, 'customer', null,
      deadline.nag_at, deadline.expires_at, p_now);
    if move.id is null then
      return jsonb_build_object('outcome', 'slot_taken');
    end if;
    update public.moves set conversation_id = p_conversation.id, offer_id = p_offer.id where business_id = p_business.id and id = move.id;
    perform private.add_event(booking, 'move_requested', 'customer', p_now, null, private.move_words(p_business, move));
    perform private.tell_members(p_business, 'requests', 'move_request', 'caused', 'move_request:' || move.id, p_now,
      p_booking => booking.id, p_detail => private.move_words(p_business, move));
    return jsonb_build_object('outcome', 'move_requested', 'booking', private.booking_words(p_business, booking));
  end if;
  select h.id into old_hold from public.holds h
    where h.business_id = p_business.id and h.booking_id = booking.id and h.move_id is null and h.offer_id is null;
  if not private.take_time(
      p_business, service, p_offer.staff_id, booking.place_id, p_offer.starts_at, booking.id, null, deadline.expires_at, p_now) then
    return jsonb_build_object('outcome', 'slot_taken');
  end if;
  delete from public.holds where business_id = p_business.id and id = old_hold;
  perform private.time_freed(p_business, booking.staff_id, booking.starts_at, booking.ends_at, p_now);
  perform private.withdraw_moves(p_business.id, booking.id, p_now);
  perform private.add_event(booking, 'rescheduled', 'customer', p_now, null,
    jsonb_build_object('old', private.local_words(booking.starts_at, p_business.time_zone)));
  update public.bookings set
      starts_at = p_offer.starts_at, ends_at = p_offer.ends_at, staff_id = p_offer.staff_id, offer_id = p_offer.id,
      nag_at = deadline.nag_at, nagged_at = null, expires_at = deadline.expires_at, updated_at = p_now
    where business_id = p_business.id and id = booking.id returning * into booking;
  perform private.tell_members(p_business, 'requests', 'request', 'caused', format('request:%s:%s', booking.id, p_offer.id), p_now, p_booking => booking.id);
  return jsonb_build_object('outcome', 'pencilled', 'booking', private.booking_words(p_business, booking));
end
$$;

-- A customer picked the time the owner proposed. Outcomes: 'moved', or 'slot_taken' when the proposal stands no longer.
create or replace function private.accept_proposal(p_business public.businesses, p_offer public.offers, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  booking public.bookings := private.locked_booking(p_business.id, p_offer.for_booking_id, p_now, array[p_offer.staff_id]);
  move public.moves;
begin
  select * into move from public.moves where business_id = p_business.id and id = p_offer.move_id;
  if private.is_moved(booking, move) then -- a second call
    return jsonb_build_object('outcome', 'moved', 'booking', private.booking_words(p_business, booking));
  elsif not private.accept_move(p_business, move, 'customer', null, p_now) then
    return jsonb_build_object('outcome', 'slot_taken');
  end if;
  select * into booking from public.bookings where business_id = p_business.id and id = booking.id;
  return jsonb_build_object('outcome', 'moved', 'booking', private.booking_words(p_business, booking));
end
$$;

-- schemas/60_conversations/08_create_lead.sql
-- Tool: notes that the team should call this customer. One open lead per conversation and kind: what is said later is put before what it says
-- already, and the owner hears of additions at most once an hour. For kind 'full' p_details also says what they wanted, in case a time comes free:
-- {service_id, staff, wish}. Outcome: 'noted'.
create or replace function public.create_lead(
  p_business uuid, p_conversation uuid, p_lease bigint, p_kind public.lead_kind, p_summary text, p_details jsonb default '{}',
  p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  customer public.customers;
  lead public.leads;
  said text := left(trim(p_summary), 300);
  key text := format('lead:%s:%s:%s', conversation.id, p_kind, conversation.inbound_seq);
begin
  select * into business from public.businesses where id = p_business;
  customer := private.note_customer(p_business, conversation.customer_id, p_details, p_now);
  select * into lead from public.leads l
    where l.business_id = p_business and l.conversation_id = conversation.id and l.kind = p_kind and l.state = 'open'
    order by l.created_at desc limit 1 for no key update;
  if not found then
    lead.id := private.add_lead(business, customer.id, conversation.id, p_kind, coalesce(customer.phone, customer.claimed_phone), said, key, p_now);
    perform private.tell_members(business, 'handoffs', 'lead', 'caused', key, p_now, p_lead => lead.id, p_conversation => conversation.id);
  elsif position(said in lead.summary) = 0 then
    update public.leads set summary = left(concat_ws(E'\n', said, nullif(lead.summary, '')), 2000) where business_id = p_business and id = lead.id;
    if p_now >= lead.created_at + interval '1 hour' then
      perform private.tell_members(business, 'handoffs', 'lead', 'caused',
        format('lead:%s:%s', lead.id, date_bin('1 hour', p_now, lead.created_at)), p_now, p_lead => lead.id, p_conversation => conversation.id);
    end if;
  end if;
  if p_kind = 'full' then
    perform private.note_wish(lead.id, customer, p_details);
  end if;
  return jsonb_build_object('outcome', 'noted');
end
$$;
grant execute on function public.create_lead to service_role;

-- schemas/60_conversations/10_due_work.sql
-- What is due now, and when something will be next: one call for a worker that wakes up.
create or replace function public.due_work(p_now timestamptz default now()) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'answer', exists (select from public.conversations where answer_due_at <= p_now and (leased_until is null or leased_until <= p_now)),
      'send', exists (select from public.outbox where state = 'waiting' and due_at <= p_now),
      'settle', exists (select from public.outbox
          where state in ('sending', 'unknown') and (leased_until <= p_now or leased_until > p_now + interval '1 day'))
        or exists (select from public.outbox where claim_token is not null and state in ('sent', 'delivered', 'failed') and leased_until <= p_now),
      'nag', exists (select from public.bookings where status = 'pending' and nagged_at is null and nag_at <= p_now and expires_at > p_now)
        or exists (select from public.moves where state = 'waiting' and nagged_at is null and nag_at <= p_now and expires_at > p_now),
      'expire', exists (select from public.bookings where status = 'pending' and expires_at <= p_now)
        or exists (select from public.moves where state = 'waiting' and expires_at <= p_now),
      'remind', exists (select from public.bookings where status = 'confirmed' and remind_at <= p_now),
      'day_end', exists (select from public.businesses where deleted_at is null and coalesce(next_day_end_at, '-infinity') <= p_now),
      'run_sheet', exists (select from public.businesses where deleted_at is null and coalesce(next_run_sheet_at, '-infinity') <= p_now),
      'handoffs', exists (select from public.conversations
        where state = 'human' and coalesce(handoff_nag_at, handoff_lapse_at, resume_at) <= p_now),
      'commands', exists (select from public.member_texts where due_at <= p_now),
      'backfill', exists (select from public.backfills where due_at <= p_now),
      'pictures', exists (select from public.pictures where due_at <= p_now),
      'measure', exists (select from public.travel_gaps),
      'holidays', exists (select from private.holidays_due(null, p_now)),
      'next_at', least(
        (select min(answer_due_at) from public.conversations where answer_due_at > p_now),
        (select min(coalesce(handoff_nag_at, handoff_lapse_at, resume_at)) from public.conversations
          where state = 'human' and coalesce(handoff_nag_at, handoff_lapse_at, resume_at) > p_now),
        (select min(due_at) from public.outbox where state = 'waiting' and due_at > p_now),
        (select min(due_at) from public.pictures where due_at > p_now),
        (select min(due_at) from public.member_texts where due_at > p_now),
        (select min(due_at) from public.backfills where due_at > p_now),
        (select min(leased_until) from public.outbox where state in ('sending', 'unknown') and leased_until > p_now),
        (select min(remind_at) from public.bookings where status = 'confirmed' and remind_at > p_now),
        (select min(coalesce(next_day_end_at, '-infinity')) from public.businesses where deleted_at is null and coalesce(next_day_end_at, '-infinity') > p_now),
        (select min(coalesce(next_run_sheet_at, '-infinity')) from public.businesses where deleted_at is null and coalesce(next_run_sheet_at, '-infinity') > p_now),
        (select min(nag_at) from public.bookings where status = 'pending' and nagged_at is null and nag_at > p_now),
        (select min(expires_at) from public.bookings where status = 'pending' and expires_at > p_now),
        (select min(nag_at) from public.moves where state = 'waiting' and nagged_at is null and nag_at > p_now),
        (select min(expires_at) from public.moves where state = 'waiting' and expires_at > p_now))));
end
$$;
grant execute on function public.due_work to service_role;

-- schemas/62_calls/00_caller_of.sql
-- The number that calls, or null when it is withheld: carriers then send a word, or that word's letters as digits (+266696687 spells ANONYMOUS).
create or replace function private.caller_of(p_from text) returns text
language sql immutable set search_path = ''
as $$
  select p_from where p_from ~ '^\+[1-9][0-9]{6,14}$'
    and p_from not in ('+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253')
$$;

-- The business that is called on this number: its own number for texts or, where only one business has it, the number it prints for calls.
create or replace function private.business_called(p_to text) returns public.businesses
language plpgsql stable set search_path = ''
as $$
declare
  business public.businesses;
begin
  select * into business from public.businesses b where b.sms_number = p_to and b.deleted_at is null;
  if not found then
    select * into business from public.businesses b where b.call_number = p_to and b.deleted_at is null
      and not exists (select from public.businesses o where o.call_number = p_to and o.id <> b.id and o.deleted_at is null);
  end if;
  return business;
end
$$;

-- schemas/62_calls/01_whom_to_ring.sql
-- The phone to ring for a call: the one the business named, else its first owner's that will do; null when there is none. Never one of p_not (the caller,
-- the number called) and never a number that texts and calls reach us by: the call would come back.
create or replace function private.whom_to_ring(p_business public.businesses, p_not text[]) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select candidate.phone
    from (
      select p_business.forward_calls_to as phone, null::timestamptz as since, null::uuid as user_id
      union all
      select m.phone, m.created_at, m.user_id from public.members m
      where m.business_id = p_business.id and m.role = 'owner' and m.deleted_at is null) candidate
    where candidate.phone is not null and candidate.phone <> all (array_remove(p_not, null))
      and not exists (select from public.businesses b where b.sms_number = candidate.phone)
    order by candidate.since nulls first, candidate.user_id limit 1);
end
$$;

-- schemas/62_calls/02_text_missed_caller.sql
-- Texts somebody whose call nobody took, so that their reply goes to the receptionist; the text becomes a message of their conversation. At most one an
-- hour. Nobody gets one who cannot read it (a landline, a withheld or foreign number), does not want it (opted out), is blocked or is one of the team.
create or replace function private.text_missed_caller(p_business public.businesses, p_call public.calls, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  customer public.customers;
  conversation public.conversations;
begin
  if not p_business.answers_missed_calls or p_call.from_number is null or p_call.from_number !~ '^\+614[0-9]{8}$'
    or p_call.from_number = p_business.forward_calls_to or private.member_by_phone(p_business.id, p_call.from_number) is not null
    or private.opted_out(p_business.id, p_call.from_number) then
    return;
  end if;
  customer := private.customer_by_phone(p_business.id, p_call.from_number, p_now);
  conversation := private.conversation_with(p_business.id, 'sms', p_call.from_number, customer.id, p_now); -- locked: two calls at once make one text
  update public.calls set customer_id = customer.id, conversation_id = conversation.id where business_id = p_call.business_id and id = p_call.id;
  if customer.blocked_at is null and not private.texted_missed_caller(p_business.id, p_call.from_number, p_now) then
    perform private.queue_text(p_business, 'missed_call', 'caused', p_call.from_number, format('missed_call:%s', p_call.id), p_now,
      p_customer => customer.id, p_conversation => conversation.id, p_detail => jsonb_build_object('call_id', p_call.id));
  end if;
end
$$;

-- Has this caller been sent such a text within the hour?
create or replace function private.texted_missed_caller(p_business uuid, p_phone text, p_now timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return exists (
    select from public.outbox o join public.customers c on c.business_id = o.business_id and c.id = o.customer_id
    where c.business_id = p_business and c.phone = p_phone and o.kind = 'missed_call' and o.recipient = p_phone
      and o.created_at > p_now - interval '1 hour');
end
$$;

-- schemas/62_calls/03_settle_call.sql
-- What became of a call, as the carrier says, in any order and however often: answered stays answered, a miss counts until then, and the caller is texted
-- once. p_heard null: only that it is over. Returns {outcome, texted: whether a text is on its way to the caller}.
create or replace function private.settle_call(p_business public.businesses, p_call uuid, p_heard public.call_outcome, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  call public.calls;
  settled public.call_outcome;
begin
  select * into call from public.calls c where c.business_id = p_business.id and c.id = p_call for no key update;
  settled := case when 'answered' in (call.outcome, p_heard) then 'answered' else coalesce(call.outcome, p_heard) end;
  update public.calls set outcome = settled, ended_at = coalesce(ended_at, p_now) where business_id = p_business.id and id = p_call;
  if settled = 'missed' and call.outcome is null then
    perform private.text_missed_caller(p_business, call, p_now);
  end if;
  return jsonb_build_object('outcome', settled,
    'texted', settled = 'missed' and private.texted_missed_caller(p_business.id, call.from_number, p_now));
end
$$;

-- The carrier's words for how a forwarded leg ended: completed or answered; busy, no-answer, failed or canceled. Null for any other.
create or replace function private.heard_of_call(p_status text) returns public.call_outcome
language sql immutable set search_path = ''
as $$
  select case when p_status in ('completed', 'answered') then 'answered'::public.call_outcome
    when p_status in ('busy', 'no-answer', 'failed', 'canceled') then 'missed'::public.call_outcome end
$$;

-- schemas/62_calls/04_receive_call.sql
-- Stores a call once under the carrier's id, or finds it again.
create or replace function private.store_call(p_business public.businesses, p_to text, p_from text, p_provider_id text, p_now timestamptz) returns public.calls
language plpgsql set search_path = ''
as $$
declare
  call public.calls;
begin
  if coalesce(p_provider_id, '') = '' then
    raise exception sqlstate 'PT400' using message = 'A call needs the carrier''s id.', hint = 'bad_input';
  end if;
  insert into public.calls (business_id, provider_id, from_number, to_number, customer_id, started_at)
    select p_business.id, p_provider_id, private.caller_of(p_from), p_to,
      (select c.id from public.customers c where c.business_id = p_business.id and c.phone = private.caller_of(p_from) and c.deleted_at is null), p_now
    on conflict (business_id, provider_id) do nothing;
  select * into call from public.calls c where c.business_id = p_business.id and c.provider_id = p_provider_id for no key update;
  return call;
end
$$;

-- A call comes in: stores it once and says which phone to ring. Returns {outcome: 'ring' | 'missed' | 'over' | 'unknown_number', business_id, call_id, ring,
-- name, texted}. With nobody to ring it is missed at once; 'over': it had ended before. p_forwarded_from: the phone that passed the call on to us, which
-- must not get it back.
create or replace function public.receive_call(
  p_to text, p_from text, p_provider_id text, p_forwarded_from text default null, p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses := private.business_called(p_to);
  call public.calls;
  phone text;
  told jsonb;
begin
  if business.id is null then
    return jsonb_build_object('outcome', 'unknown_number');
  end if;
  call := private.store_call(business, p_to, p_from, p_provider_id, p_now);
  told := jsonb_build_object('business_id', business.id, 'call_id', call.id, 'name', business.name);
  if call.ended_at is not null and call.outcome is distinct from 'missed' then
    return told || jsonb_build_object('outcome', 'over');
  end if;
  phone := private.whom_to_ring(business, array[p_to, call.from_number, p_forwarded_from]);
  if phone is null or call.ended_at is not null then
    return told || private.settle_call(business, call.id, 'missed', p_now);
  end if;
  update public.calls set forwarded_to = phone where business_id = business.id and id = call.id;
  return told || jsonb_build_object('outcome', 'ring', 'ring', phone);
end
$$;
grant execute on function public.receive_call to service_role;

-- schemas/62_calls/05_end_call.sql
-- The forwarded leg of a call ended, with the carrier's word for how (DialCallStatus). A word that says nothing changes nothing. Returns {outcome,
-- texted} of private.settle_call. Errors: PT404 no such call.
create or replace function public.end_call(p_business uuid, p_call uuid, p_status text, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses;
  call public.calls;
  heard public.call_outcome := private.heard_of_call(p_status);
begin
  select * into business from public.businesses where id = p_business;
  select * into call from public.calls where business_id = p_business and id = p_call;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such call.', hint = 'not_found';
  end if;
  if heard is null then
    return jsonb_build_object('outcome', call.outcome, 'texted', false);
  end if;
  return private.settle_call(business, call.id, heard, p_now);
end
$$;
grant execute on function public.end_call to service_role;

-- The number's own status callback on a whole call (CallStatus), which may come before anything else we hear of it. A caller who hung up while it rang was
-- missed. 'completed' says only that it is over: it is said of a call that nobody took, too. Returns whether the number is one of ours.
create or replace function public.note_call_status(
  p_to text, p_from text, p_provider_id text, p_status text, p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses := private.business_called(p_to);
  call public.calls;
begin
  if business.id is null then
    return false;
  end if;
  if private.heard_of_call(p_status) is not null and p_status <> 'answered' then
    call := private.store_call(business, p_to, p_from, p_provider_id, p_now);
    perform private.settle_call(business, call.id, case when p_status <> 'completed' then private.heard_of_call(p_status) end, p_now);
  end if;
  return true;
end
$$;
grant execute on function public.note_call_status to service_role;

-- schemas/63_calendar_links/01_calendar_event.sql
-- A booking as an entry of its customer's own calendar, by its token; null for a token nobody has. Whoever has the token may read it, so it says nothing of
-- the customer but where the job is. `sequence` grows with everything that happens to the booking; instants are in UTC.
create or replace function public.calendar_event(p_token uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'booking_id', k.id, 'business', b.name, 'call_number', coalesce(b.call_number, b.sms_number), 'service', k.service_name,
      'address', coalesce(nullif(k.address, ''), b.address), 'status', k.status, 'starts_at', k.starts_at, 'ends_at', k.ends_at,
      'sequence', e.happened, 'changed_at', greatest(k.updated_at, e.last_at))
    from public.bookings k
      join public.businesses b on b.id = k.business_id
      cross join lateral (
        select count(*) as happened, max(v.created_at) as last_at from public.booking_events v
        where v.business_id = k.business_id and v.booking_id = k.id) e
    where k.calendar_token = p_token and k.deleted_at is null and b.deleted_at is null);
end
$$;
grant execute on function public.calendar_event to service_role;

-- schemas/64_opt_outs/01_export_opt_outs.sql
-- The whole opt-out ledger of a business, oldest first, as proof of who said what and when: `words` in its `zone`, `at` as an instant in UTC.
create or replace function public.export_opt_outs(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'phone', o.phone, 'opted_out', o.opted_out, 'keyword', o.keyword, 'source', o.source,
      'words', private.local_words(o.created_at, b.time_zone), 'zone', b.time_zone, 'at', o.created_at) order by o.ledger_no), '[]')
    from public.opt_outs o join public.businesses b on b.id = o.business_id where o.business_id = p_business);
end
$$;
grant execute on function public.export_opt_outs to authenticated;

-- schemas/64_opt_outs/02_member_phones.sql
-- Every member's phone, owners first: whether it is proven to be theirs and, where it texted STOP, since when. Members see only their own membership;
-- this is what each of them may know of the others.
create or replace function public.member_phones(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  zone text := (select b.time_zone from public.businesses b where b.id = p_business);
begin
  perform private.require_member(p_business);
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'user_id', m.user_id, 'name', m.name, 'phone', m.phone, 'verified', m.phone is not null and m.phone_verified_at is not null,
      'opted_out_at', s.since, 'opted_out', case when s.since is not null then private.local_words(s.since, zone) end)
      order by m.role, m.name, m.user_id), '[]')
    from public.members m left join lateral (select private.opted_out_since(m.business_id, m.phone) as since) s on true
    where m.business_id = p_business and m.deleted_at is null);
end
$$;
grant execute on function public.member_phones to authenticated;

-- schemas/65_inbox/03_pause_receptionist.sql
-- The receptionist takes no bookings: customers hear so once and leave a message. Until p_until_local, in the business's zone, when the pause ends
-- by itself; null: until a member ends it. Outcome: 'paused', with `until` in words; `again` when it was so already.
-- Errors: 'bad_date' that has passed, or no date at all, 'no_such_time' the clocks skip it.
create or replace function private.pause_receptionist(p_business uuid, p_until_local timestamp, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  until_at timestamptz;
begin
  select * into business from public.businesses where id = p_business for no key update;
  until_at := case when p_until_local is not null then private.instant_of(p_until_local, business.time_zone) end;
  if until_at <= p_now then
    perform private.refuse('bad_date', 'That time has passed. Choose one still to come, or none. Nothing was changed.');
  end if;
  if private.pause_words(business, p_now) is not null and until_at is not distinct from business.paused_until then
    return jsonb_build_object('outcome', 'paused', 'again', true) || private.pause_words(business, p_now);
  end if;
  update public.businesses set paused_at = p_now, paused_until = until_at where id = p_business returning * into business;
  return jsonb_build_object('outcome', 'paused', 'again', false) || private.pause_words(business, p_now);
end
$$;

create or replace function public.pause_receptionist(p_business uuid, p_until_local timestamp default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.pause_receptionist(p_business, p_until_local, now());
end
$$;
grant execute on function public.pause_receptionist to authenticated;

-- Ends the pause. Outcome: 'resumed'; `again` when there was none.
create or replace function private.resume_receptionist(p_business uuid) returns jsonb
language plpgsql set search_path = ''
as $$
begin
  update public.businesses set paused_at = null, paused_until = null where id = p_business and paused_at is not null;
  return jsonb_build_object('outcome', 'resumed', 'again', not found);
end
$$;

create or replace function public.resume_receptionist(p_business uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.resume_receptionist(p_business);
end
$$;
grant execute on function public.resume_receptionist to authenticated;

-- schemas/66_texts_pages/00_failed_texts.sql
-- May a member have it sent again? A failed text, or one in doubt that nobody can be asked about any more.
create or replace function private.can_retry(p_text public.outbox) returns boolean
language sql immutable set search_path = ''
as $$
  select p_text.state = 'failed' or p_text.state = 'unknown' and p_text.settled_at is not null
$$;

-- The texts of a business that did not get through and that nobody has dismissed, newest first, p_most at most, asked for since p_since (null: ever): those
-- that failed, and those in doubt for ten minutes or more. `name` is the customer's or the member's.
create or replace function private.failed_texts(p_business uuid, p_since timestamptz, p_most int, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', o.id, 'kind', o.kind, 'medium', o.medium, 'recipient', o.recipient, 'member_id', o.member_id, 'state', o.state, 'due_at', o.due_at,
      'created_at', o.created_at, 'sent_at', o.sent_at, 'settled_at', o.settled_at, 'error_code', o.error_code, 'error', o.error, 'body', o.body,
      'retried_at', o.retried_at, 'can_retry', private.can_retry(o), 'name', coalesce(m.name, c.name, ''), 'conversation_id', o.conversation_id,
      'booking', case when b.id is not null then jsonb_build_object('id', b.id, 'service', b.service_name, 'starts_at', b.starts_at) end)
    order by o.created_at desc, o.queue_no desc), '[]')
  from (
    select * from public.outbox f
    where f.business_id = p_business and f.state in ('failed', 'unknown') and f.dismissed_at is null
      and (p_since is null or f.created_at >= p_since)
      and (f.state = 'failed' or f.settled_at is not null or f.claimed_at <= p_now - interval '10 minutes')
    order by f.created_at desc, f.queue_no desc limit p_most
  ) o
  left join public.customers c on c.business_id = o.business_id and c.id = o.customer_id
  left join public.members m on m.business_id = o.business_id and m.user_id = o.member_id
  left join public.bookings b on b.business_id = o.business_id and b.id = o.booking_id
$$;

-- As a member: all of them, the newest hundred.
create or replace function public.failed_texts(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.failed_texts(p_business, null, 100, now());
end
$$;
grant execute on function public.failed_texts to authenticated;

-- schemas/66_texts_pages/01_open_business.sql
-- What every page of a business needs, in one answer: its settings, and the signed-in member's own phone (`stopped`: since when it gets no texts,
-- in words; null: it does). PT404 once the business is closed.
create or replace function private.open_business(p_business uuid, p_member uuid) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  opened jsonb;
begin
  select jsonb_build_object(
      'id', b.id, 'name', b.name, 'time_zone', b.time_zone, 'currency', b.currency, 'travel_minutes', b.travel_minutes, 'paused_at', b.paused_at,
      'paused_until', b.paused_until, 'sms_number', b.sms_number,
      'me', jsonb_build_object('phone', m.phone, 'role', m.role, 'verified', m.phone_verified_at is not null,
        'stopped', case when s.since is not null then private.local_words(s.since, b.time_zone) end))
    into opened
    from public.businesses b join public.members m on m.business_id = b.id and m.user_id = p_member,
      lateral (select private.opted_out_since(b.id, m.phone) as since) s
    where b.id = p_business and b.deleted_at is null;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such business, or it is not yours.', hint = 'not_found';
  end if;
  return opened;
end
$$;

create or replace function public.open_business(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  return private.open_business(p_business, member);
end
$$;
grant execute on function public.open_business to authenticated;

-- The same for the front page: with how many conversations wait for a person, fifty at most, and the six newest texts of the last 14 days that did not
-- get through.
create or replace function public.open_front_page(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  return private.open_business(p_business, member) || jsonb_build_object(
    'waiting', (select count(*) from (
      select from public.conversations c where c.business_id = p_business and c.state = 'human' limit 50) waiting),
    'failed_texts', private.failed_texts(p_business, now() - interval '14 days', 6, now()));
end
$$;
grant execute on function public.open_front_page to authenticated;

-- schemas/66_texts_pages/02_retry_text.sql
-- Puts a text back into the queue as if it had never been tried. What the carrier called it goes to detail.earlier_ids, so that its late word on
-- that attempt is not taken for one on the next.
create or replace function private.send_again(p_text public.outbox, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.outbox o set
      state = 'waiting', due_at = p_now, attempts = 0, claim_token = null, claimed_at = null, leased_until = null, sent_at = null, settled_at = null,
      delivery = null, error_code = null, error = null, dismissed_at = null, retried_at = p_now, provider_id = null,
      detail = case when o.provider_id is null then o.detail
        else jsonb_set(o.detail, '{earlier_ids}', coalesce(o.detail -> 'earlier_ids', '[]') || to_jsonb(o.provider_id)) end
    where o.business_id = p_text.business_id and o.id = p_text.id;
end
$$;

-- Locks one text of a business that has not got through. PT404 when there is none such.
create or replace function private.lock_text(p_business uuid, p_text uuid) returns public.outbox
language plpgsql set search_path = ''
as $$
declare
  text_row public.outbox;
begin
  select * into text_row from public.outbox o where o.business_id = p_business and o.id = p_text for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such text, or it is not yours.', hint = 'not_found';
  end if;
  return text_row;
end
$$;

-- A member has a text that did not get through sent again. Outcome: 'retried'; 'not_failed' (on its way, arrived, or still in doubt: nothing is
-- changed); 'refused' with the `reason` of private.text_refusal when it is no longer true or wanted: it stays failed.
create or replace function private.retry_text(p_business uuid, p_text uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  text_row public.outbox := private.lock_text(p_business, p_text);
  refusal text;
begin
  if not private.can_retry(text_row) then
    return jsonb_build_object('outcome', 'not_failed', 'state', text_row.state);
  end if;
  refusal := private.text_refusal(text_row, p_now);
  if refusal is not null then
    return jsonb_build_object('outcome', 'refused', 'state', text_row.state, 'reason', refusal);
  end if;
  perform private.send_again(text_row, p_now);
  return jsonb_build_object('outcome', 'retried', 'state', 'waiting');
end
$$;

create or replace function public.retry_text(p_business uuid, p_text uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.retry_text(p_business, p_text, now());
end
$$;
grant execute on function public.retry_text to authenticated;

-- schemas/66_texts_pages/03_dismiss_text.sql
-- A member has dealt with a text that did not get through: it is listed no more. Outcome: 'dismissed' (`again`: it was before) or 'not_failed'.
create or replace function public.dismiss_text(p_business uuid, p_text uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.outbox;
begin
  perform private.require_member(p_business);
  text_row := private.lock_text(p_business, p_text);
  if text_row.state not in ('failed', 'unknown') then
    return jsonb_build_object('outcome', 'not_failed', 'state', text_row.state);
  end if;
  update public.outbox set dismissed_at = coalesce(dismissed_at, now()) where business_id = p_business and id = p_text;
  return jsonb_build_object('outcome', 'dismissed', 'state', text_row.state, 'again', text_row.dismissed_at is not null);
end
$$;
grant execute on function public.dismiss_text to authenticated;

-- schemas/66_texts_pages/04_settings_said.sql
-- Refuses settings that are not an object of these names.
create or replace function private.check_names(p_settings jsonb, p_names text[]) returns void
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
create or replace function private.switch_said(p_settings jsonb, p_name text, p_now_so boolean) returns boolean
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
create or replace function private.time_said(p_settings jsonb, p_name text, p_now_so time) returns time
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

-- schemas/66_texts_pages/05_set_my_texts.sql
-- A member chooses which texts they get (gets_requests, gets_confirmations, gets_handoffs, gets_reminders, gets_day_ends, gets_run_sheets: true or false)
-- and from when to when none (quiet_from, quiet_to: local times like 21:00, both empty: never). What is not named stays. Outcome: 'saved'; `again`
-- when it was all so before.
create or replace function private.set_my_texts(p_business uuid, p_member uuid, p_settings jsonb) returns jsonb
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

create or replace function public.set_my_texts(p_business uuid, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  return private.set_my_texts(p_business, member, p_settings);
end
$$;
grant execute on function public.set_my_texts to authenticated;

-- schemas/66_texts_pages/06_set_text_switches.sql
-- Refuses whoever does not run the business: its settings are its owners'.
create or replace function private.require_owner(p_business uuid, p_member uuid) returns void
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
create or replace function private.set_text_switches(p_business uuid, p_settings jsonb) returns jsonb
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

create or replace function public.set_text_switches(p_business uuid, p_settings jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.set_text_switches(p_business, p_settings);
end
$$;
grant execute on function public.set_text_switches to authenticated;

-- schemas/66_texts_pages/07_welcome_me.sql
-- A member wants the text again that links their phone. Outcome: 'queued', or why not, nothing changed: 'no_phone', 'no_number' (the business has none to
-- text from), 'verified' already, 'stopped' (that phone sent STOP), 'on_its_way', 'too_soon' (the last one was asked for less than ten minutes ago).
-- The first one to a phone is sent again where it failed, for linking goes by it; else another is queued.
create or replace function private.welcome_me(p_business uuid, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  member public.members;
  first public.outbox;
  key text;
  outcome text;
begin
  select * into business from public.businesses b where b.id = p_business;
  select * into member from public.members m where m.business_id = p_business and m.user_id = p_member for no key update;
  key := format('welcome:%s:%s', p_member, member.phone);
  select * into first from public.outbox o where o.business_id = p_business and o.dedupe_key = key for no key update;
  outcome := case
    when member.phone is null then 'no_phone'
    when business.sms_number is null then 'no_number'
    when member.phone_verified_at is not null then 'verified'
    when private.opted_out(p_business, member.phone) then 'stopped'
    when first.state in ('waiting', 'sending') then 'on_its_way'
    when exists (
      select from public.outbox o where o.business_id = p_business and o.member_id = p_member and o.kind = 'welcome' and o.recipient = member.phone
        and greatest(o.created_at, o.retried_at) > p_now - interval '10 minutes') then 'too_soon'
    else 'queued' end;
  if outcome = 'queued' and first.state in ('failed', 'skipped') then
    perform private.send_again(first, p_now);
  elsif outcome = 'queued' then
    perform private.queue_text(business, 'welcome', 'caused', member.phone, case when first.id is null then key else format('%s:%s', key, p_now) end, p_now,
      p_member => p_member, p_detail => jsonb_build_object('name', member.name, 'number', business.sms_number));
  end if;
  return jsonb_build_object('outcome', outcome);
end
$$;

create or replace function public.welcome_me(p_business uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  return private.welcome_me(p_business, member, now());
end
$$;
grant execute on function public.welcome_me to authenticated;

-- schemas/66_texts_pages/08_set_reminders.sql
-- Whether the customer of a booking is reminded of this and their other bookings. Outcome: 'saved'; `again` when it was so before.
create or replace function public.set_reminders(p_business uuid, p_booking uuid, p_wanted boolean) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  customer public.customers;
begin
  perform private.require_member(p_business);
  select c.* into customer from public.customers c
    join public.bookings b on b.business_id = c.business_id and b.customer_id = c.id
    where c.business_id = p_business and b.id = p_booking and b.deleted_at is null for no key update of c;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such booking, or it is not yours.', hint = 'not_found';
  end if;
  update public.customers set gets_reminders = p_wanted, updated_at = now() where business_id = p_business and id = customer.id;
  return jsonb_build_object('outcome', 'saved', 'again', customer.gets_reminders = p_wanted);
end
$$;
grant execute on function public.set_reminders to authenticated;

-- schemas/70_tenants/01_provision_business.sql
-- Makes or updates a business from its file, as one transaction; calling it again with the same file changes nothing. Staff and services are
-- matched by name; those no longer named are retired, never erased, so no booking is lost. Weekly hours are the file's; of dates, blocked
-- times, holidays, bases and drives (`entries`, see private.apply_entry) only what the file says differently from last time is done, so what
-- members changed since stays. Members' users must exist. Returns the business's id.
create or replace function public.provision_business(p_file jsonb, p_now timestamptz default now()) returns uuid
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
