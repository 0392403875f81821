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
create unique index bookings_calendar_token_idx on public.bookings (calendar_token);
comment on column public.bookings.code is 'What members call it by text, as in Y7K: a digit and a letter or two, of its own among the business''s bookings of late.';
comment on column public.bookings.remind_at is 'While confirmed: when both sides are to be reminded; null: reminded, or there is no need.';
comment on column public.bookings.asked_at is 'When members were asked what became of it.';
comment on column public.bookings.calendar_token is 'Whoever has it may read the booking as a calendar entry.';

alter table public.outbox add column flags text[] not null default '{}', add column retried_at timestamptz;
create index outbox_failed_idx on public.outbox (business_id, created_at desc) where state in ('failed', 'unknown');
comment on column public.outbox.flags is 'What is odd about its wording: over its budget of segments, or words of promotion.';
comment on column public.outbox.retried_at is 'When a member last had a failed one sent again.';

drop function private.queue_text(public.businesses, text, public.text_class, text, text, timestamptz, uuid, uuid, uuid, uuid, uuid, uuid, int, jsonb);
drop function private.tell_customer(public.businesses, public.bookings, text, public.text_class, text, timestamptz, int, jsonb);
drop function private.text_refusal(public.outbox);

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

-- schemas/40_texts/01a_keywords.sql
-- The carrier's keyword that a text is, in capitals, or null: its own word for it (OptOutType) goes before ours. One word alone is a keyword, never a
-- sentence with one in it. YES is one only from somebody who has told this business to stop.
create or replace function private.opt_out_keyword(p_business uuid, p_phone text, p_body text, p_opt_out_type text) returns text
language plpgsql stable set search_path = ''
as $$
declare
  word text := upper(trim(both from regexp_replace(p_body, '[[:space:].!]+', ' ', 'g')));
begin
  return case
    when p_opt_out_type in ('STOP', 'START') then p_opt_out_type
    when word in ('STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'OPTOUT', 'START', 'UNSTOP') then word
    when word = 'YES' and private.opted_out(p_business, p_phone) then word
  end;
end
$$;

-- Puts a keyword into the ledger. Returns whether it stops us.
create or replace function private.note_keyword(p_business uuid, p_phone text, p_keyword text, p_now timestamptz) returns boolean
language plpgsql set search_path = ''
as $$
declare
  stops boolean := p_keyword not in ('START', 'UNSTOP', 'YES');
begin
  insert into public.opt_outs (business_id, phone, opted_out, keyword, source, created_at)
    values (p_business, p_phone, stops, p_keyword, 'text', p_now);
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
-- Why a text must not leave now, or null. Asked again just before sending, from the rows as they are then: is it still true? Still wanted?
create or replace function private.text_refusal(p_text public.outbox, p_now timestamptz) returns text
language plpgsql stable set search_path = ''
as $$
declare
  business public.businesses;
  booking public.bookings;
  conversation public.conversations;
  move_state public.move_state;
begin
  if p_text.medium = 'sms' and private.opted_out(p_text.business_id, p_text.recipient) then
    return 'opted out';
  end if;
  if p_text.customer_id is not null and exists (
    select from public.customers c
    where c.business_id = p_text.business_id and c.id = p_text.customer_id and c.blocked_at is not null) then
    return 'blocked';
  end if;
  if p_text.member_id is not null and not exists (
    select from public.members m where m.business_id = p_text.business_id and m.user_id = p_text.member_id and m.deleted_at is null and m.phone = p_text.recipient) then
    return 'no longer a member''s phone';
  end if;
  if p_text.kind in ('reminder', 'feedback', 'missed_call', 'backfill') then
    select * into business from public.businesses b where b.id = p_text.business_id;
    if not (case p_text.kind when 'reminder' then business.sends_reminders when 'feedback' then business.asks_feedback
        when 'missed_call' then business.answers_missed_calls else business.fills_freed_times end) then
      return 'switched off';
    end if;
  end if;
  if p_text.kind in ('handoff_nag', 'still_busy') then
    select * into conversation from public.conversations c where c.business_id = p_text.business_id and c.id = p_text.conversation_id;
    return case
      when conversation.person_acted_at is not null or p_text.kind = 'still_busy' and conversation.state = 'human' then 'a person has it now'
      when p_text.kind = 'handoff_nag' and conversation.state <> 'human' then 'handed back'
      when p_text.kind = 'still_busy' and conversation.last_inbound_at > p_text.created_at then 'they have written again'
    end;
  end if;
  if p_text.booking_id is null then
    return null;
  end if;
  select * into booking from public.bookings b where b.business_id = p_text.business_id and b.id = p_text.booking_id;
  select m.state into move_state from public.moves m
    where m.business_id = p_text.business_id and m.id = (p_text.detail ->> 'move_id')::uuid;
  return case
    when p_text.kind in ('move_request', 'move_nag', 'proposal') and move_state <> 'waiting' then format('the move is %s', move_state)
    when p_text.kind in ('moved', 'moved_copy', 'reminder', 'reminder_copy', 'running_late') and booking.starts_at <> (p_text.detail ->> 'starts_at')::timestamptz then 'moved again since'
    when p_text.kind in ('reminder', 'reminder_copy') and booking.starts_at <= p_now then 'it has begun'
    when booking.status = any (case p_text.kind
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
      end::public.booking_status[]) is false then format('the booking is %s', booking.status)
  end;
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
-- Claims due texts for one worker, oldest first, and gives what is needed to render and send them. A text no longer true or
-- wanted is skipped; one that came due in quiet hours is put off; both are left out of the answer.
-- The claim is kept before anything is sent: a worker that dies leaves 'sending', which release_stuck_texts turns into 'unknown'.
create or replace function public.claim_texts(p_now timestamptz default now(), p_most int default 10, p_lease_seconds int default 60) returns setof jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.outbox;
  business public.businesses;
  refusal text;
  earliest timestamptz;
  token uuid;
begin
  for text_row in
    select * from public.outbox o where o.state = 'waiting' and o.due_at <= p_now
    order by o.due_at, o.queue_no limit p_most for no key update skip locked
  loop
    select * into business from public.businesses b where b.id = text_row.business_id;
    refusal := private.text_refusal(text_row, p_now);
    earliest := private.may_leave_at(text_row, business, p_now);
    if refusal is not null then
      update public.outbox set state = 'skipped', error = refusal, settled_at = p_now
        where business_id = text_row.business_id and id = text_row.id;
    elsif earliest > p_now then
      update public.outbox set due_at = earliest
        where business_id = text_row.business_id and id = text_row.id;
    else
      token := gen_random_uuid();
      update public.outbox set state = 'sending', attempts = attempts + 1, claim_token = token, claimed_at = p_now,
          leased_until = p_now + make_interval(secs => p_lease_seconds)
        where business_id = text_row.business_id and id = text_row.id;
      return next jsonb_build_object(
        'business_id', text_row.business_id, 'id', text_row.id, 'token', token, 'kind', text_row.kind, 'medium', text_row.medium,
        'recipient', text_row.recipient, 'sender', business.sms_number, 'messaging_service_sid', business.messaging_service_sid,
        'attempts', text_row.attempts + 1, 'created_at', text_row.created_at, 'context', private.text_context(text_row, p_now));
    end if;
  end loop;
end
$$;
grant execute on function public.claim_texts to service_role;

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
  for width in 1..2 loop
    for attempt in 1..12 loop
      found_code := (2 + floor(random() * 8))::int::text;
      for n in 1..width loop
        found_code := found_code || substr(letters, 1 + floor(random() * length(letters))::int, 1);
      end loop;
      if not exists (
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

-- STOP or START from a number. The owner is told when the customer, if not blocked, has something open: STOP never cancels it.
create or replace function private.record_opt_out(
  p_business public.businesses, p_customer public.customers, p_phone text, p_keyword text, p_now timestamptz
) returns void
language plpgsql set search_path = ''
as $$
declare
  open_booking public.bookings;
begin
  if not private.note_keyword(p_business.id, p_phone, p_keyword, p_now) or p_customer.blocked_at is not null then
    return;
  end if;
  select * into open_booking from public.bookings b
    where b.business_id = p_business.id and b.customer_id = p_customer.id and b.status in ('pending', 'confirmed') and b.starts_at > p_now
    order by b.starts_at limit 1;
  if found then
    perform private.add_event(open_booking, 'customer_opted_out', 'customer', p_now);
    perform private.tell_members(p_business, 'handoffs', 'opted_out', 'caused', format('opted_out:%s:%s', open_booking.id, p_now), p_now,
      p_booking => open_booking.id);
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
-- opt-out ledger and is not answered.
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
  stored := private.store_message(business, conversation, customer, p_body, p_provider_id, p_media, keyword is not null, p_now);
  if keyword is not null then
    perform private.record_opt_out(business, customer, p_from, keyword, p_now);
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
    'message_id', private.store_message(business, conversation, customer, p_body, key, p_media, false, p_now));
end
$$;
grant execute on function public.receive_chat_message to service_role;
