-- The receptionist: handing over and back, pausing, questions and answers, caps.

alter table public.businesses
  add column resume_after_minutes int not null default 720 check (resume_after_minutes between 1 and 10080),
  add column handoff_nag_minutes int not null default 30 check (handoff_nag_minutes between 1 and 1440),
  add column paused_at timestamptz,
  add column paused_until timestamptz,
  add column must_not_promise text not null default '',
  add column daily_tokens bigint not null default 2000000 check (daily_tokens >= 0),
  add column daily_cost_microdollars bigint not null default 5000000 check (daily_cost_microdollars >= 0);
comment on column public.businesses.resume_after_minutes is 'A conversation that no person has touched for so long after it was handed over is the receptionist''s again.';
comment on column public.businesses.handoff_nag_minutes is 'When the owner is reminded of a handed-over customer; after as long again the customer may leave a message.';
comment on column public.businesses.paused_at is 'Since when its receptionist takes no bookings; null: it does.';
comment on column public.businesses.paused_until is 'When the pause ends by itself; null: when somebody ends it.';
comment on column public.businesses.must_not_promise is 'What the receptionist must never promise, in the owner''s own words.';
comment on column public.businesses.daily_tokens is 'Tokens of Claude for one local day; once used up the offline engine answers until midnight.';
comment on column public.businesses.daily_cost_microdollars is 'The same in millionths of a US dollar.';

alter table public.customers add column blocked_reason text not null default '';
comment on column public.customers.blocked_at is 'Since when their texts are only kept: not answered, passed on to nobody. Their bookings stay.';

alter table public.conversations
  add column handed_off_at timestamptz,
  add column person_acted_at timestamptz,
  add column handoff_nag_at timestamptz,
  add column handoff_lapse_at timestamptz,
  add column resume_at timestamptz;
create index conversations_handoff_idx on public.conversations ((coalesce(handoff_nag_at, handoff_lapse_at, resume_at)))
  where state = 'human';
comment on column public.conversations.handed_off_at is 'Since when a person has it; null: the receptionist does.';
comment on column public.conversations.person_acted_at is 'The newest act of a person since then; null: nobody has yet.';
comment on column public.conversations.handoff_nag_at is 'When the owner is to be reminded of it; null: reminded, or a person has acted.';
comment on column public.conversations.handoff_lapse_at is 'Once reminded: when the customer is to hear that the team is tied up; null: heard, or a person has acted.';
comment on column public.conversations.resume_at is 'When the receptionist takes it back silently, if neither of those two is to come first.';

-- conversations a person has had until now go back to the receptionist like any other that stays idle
update public.conversations c set handed_off_at = coalesce(c.last_inbound_at, c.created_at), resume_at = now() + make_interval(mins => 720)
  where c.state = 'human';

drop function private.add_message(uuid, uuid, public.message_author, text, timestamptz);

-- schemas/10_tables/05a_answers.sql
create table public.answers (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  question text not null check (length(question) between 1 and 200),
  answer text not null check (length(answer) between 1 and 600),
  position int not null default 0,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (business_id, id)
);
create unique index answers_question_idx on public.answers (business_id, lower(question)) where deleted_at is null;

alter table public.answers enable row level security;

create policy "Members see their business's answers" on public.answers for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.answers to authenticated, service_role;

comment on table public.answers is 'Questions customers ask, with the business''s own answers: the receptionist says them as they are written.';

-- schemas/10_tables/10a_usage_days.sql
create table public.usage_days (
  business_id uuid not null references public.businesses (id),
  on_date date not null,
  turns int not null default 0,
  tokens bigint not null default 0,
  cost_microdollars bigint not null default 0,
  stopped_replies int not null default 0,
  primary key (business_id, on_date)
);

alter table public.usage_days enable row level security;

create policy "Members see what their receptionist used" on public.usage_days for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.usage_days to authenticated, service_role;

comment on table public.usage_days is 'What the turns of one day of a business, by its own calendar, used of Claude: added up as each turn ends, so that a cap costs one row to check.';
comment on column public.usage_days.cost_microdollars is 'Millionths of a US dollar. Turns of a model whose price is not known add nothing.';
comment on column public.usage_days.stopped_replies is 'Replies of an engine that the truth gate did not let pass; a template took their place.';

-- schemas/10_tables/10b_pictures.sql
create table public.pictures (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  message_id uuid not null,
  position int not null,
  source_url text not null,
  content_type text not null default '',
  content bytea check (octet_length(content) <= 8388608),
  due_at timestamptz,
  attempts int not null default 0,
  error text,
  created_at timestamptz not null,
  kept_at timestamptz,
  primary key (business_id, id),
  foreign key (business_id, message_id) references public.messages (business_id, id),
  unique (business_id, message_id, position)
);
create index pictures_due_idx on public.pictures (due_at) where due_at is not null;

alter table public.pictures enable row level security;

create policy "Members see what their customers sent" on public.pictures for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.pictures to authenticated, service_role;

comment on table public.pictures is 'Pictures of a message, fetched from the carrier, who deletes them in time.';
comment on column public.pictures.source_url is 'Where the carrier has it; only our account may fetch it there.';
comment on column public.pictures.due_at is 'When it is to be fetched next; null: kept, or given up, and error says why.';

-- schemas/40_texts/06_text_refusal.sql
-- Why a text must not leave now, or null. Asked again just before sending, from the rows as they are then: is it still true?
create or replace function private.text_refusal(p_text public.outbox) returns text
language plpgsql stable set search_path = ''
as $$
declare
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
    when p_text.kind in ('moved', 'moved_copy') and booking.starts_at <> (p_text.detail ->> 'starts_at')::timestamptz then 'moved again since'
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
      end::public.booking_status[]) is false then format('the booking is %s', booking.status)
  end;
end
$$;

-- schemas/40_texts/07_text_context.sql
-- All a template may print: the business, the booking in words, the offers it lists, a message's own body.
create or replace function private.text_context(p_text public.outbox, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'business', jsonb_build_object('id', b.id, 'name', b.name, 'address', b.address, 'call_number', coalesce(b.call_number, b.sms_number), 'style', b.text_style),
    'booking', (select private.booking_words(b, k) from public.bookings k where k.business_id = p_text.business_id and k.id = p_text.booking_id),
    'lead', (select jsonb_build_object('kind', l.kind, 'summary', l.summary, 'phone', l.phone, 'name', c.name)
      from public.leads l join public.customers c on c.business_id = l.business_id and c.id = l.customer_id
      where l.business_id = p_text.business_id and l.id = p_text.lead_id),
    'offers', private.offers_of(b, p_text.conversation_id, p_text.offer_set, p_now),
    'message', (select m.body from public.messages m where m.business_id = p_text.business_id and m.id = p_text.message_id),
    'detail', p_text.detail)
  from public.businesses b where b.id = p_text.business_id
$$;

-- schemas/40_texts/08a_add_message.sql
-- Appends one message to a conversation under its next sequence number; p_id names it.
create or replace function private.add_message(
  p_business uuid, p_conversation uuid, p_author public.message_author, p_body text, p_now timestamptz, p_id uuid default null
) returns public.messages
language plpgsql set search_path = ''
as $$
declare
  number int;
  added public.messages;
begin
  update public.conversations set last_seq = last_seq + 1
    where business_id = p_business and id = p_conversation
    returning last_seq into number;
  insert into public.messages (business_id, id, conversation_id, seq, author, body, created_at)
    values (p_business, coalesce(p_id, gen_random_uuid()), p_conversation, number, p_author, p_body, p_now)
    returning * into added;
  return added;
end
$$;

-- schemas/40_texts/10_fail_text.sql
-- Records that a claimed text did not leave, or that nobody can tell. p_outcome: 'retry' puts it back with a growing pause
-- (eight tries, then failed), 'failed' gives up, 'unknown' waits for the carrier's word; an e-mail's ends there. Error 21610 (the carrier holds an
-- opt-out) goes into the ledger. Returns false, changing nothing, when the claim is no longer this worker's or the carrier's own word
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
  if p_outcome not in ('retry', 'failed', 'unknown') then
    raise exception sqlstate 'PT400' using message = 'A text ends as retry, failed or unknown.', hint = 'bad_input';
  end if;
  update public.outbox set
      state = case
        when p_outcome = 'unknown' then 'unknown'
        when p_outcome = 'failed' or attempts >= 8 then 'failed'
        else 'waiting' end::public.text_state,
      due_at = p_now + make_interval(secs => least(900, 2 ^ attempts) * (0.75 + random() / 2)),
      error_code = p_error_code, error = p_error, body = coalesce(p_body, body),
      leased_until = case when p_outcome <> 'unknown' or medium = 'sms' then p_now + interval '30 seconds' end,
      claim_token = null,
      settled_at = case when p_outcome = 'failed' or (p_outcome = 'retry' and attempts >= 8) or (p_outcome = 'unknown' and medium = 'email') then p_now end
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
-- server cannot be asked, so an e-mail in doubt stays so, where people see it. Returns how many.
create or replace function public.release_stuck_texts(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  released int;
begin
  with stuck as (
    select business_id, id from public.outbox where state = 'sending' and leased_until <= p_now
    order by leased_until limit 100 for no key update skip locked
  )
  update public.outbox o set
      state = 'unknown', claim_token = null, leased_until = case o.medium when 'sms' then p_now end, settled_at = case o.medium when 'email' then p_now end,
      error = case o.medium when 'email' then 'It may have left: we stopped while sending it, and a mail server cannot be asked. It is not sent again.' end
    from stuck where o.business_id = stuck.business_id and o.id = stuck.id;
  get diagnostics released = row_count;
  return released;
end
$$;
grant execute on function public.release_stuck_texts to service_role;

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
  stops boolean := p_keyword not in ('START', 'UNSTOP');
  open_booking public.bookings;
begin
  insert into public.opt_outs (business_id, phone, opted_out, keyword, source, created_at)
    values (p_business.id, p_phone, stops, p_keyword, 'text', p_now);
  if not stops or p_customer.blocked_at is not null then
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

-- schemas/60_conversations/00a_settings_words.sql
-- A business's services as an engine and a page read them.
create or replace function private.services_of(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', s.id, 'name', s.name, 'aliases', s.aliases, 'minutes', s.minutes, 'price_cents', s.price_cents, 'at_customer', s.at_customer,
      'staff', (select coalesce(jsonb_agg(t.name order by t.position), '[]')
        from public.service_staff ss join public.staff t on t.business_id = ss.business_id and t.id = ss.staff_id
        where ss.business_id = s.business_id and ss.service_id = s.id and t.deleted_at is null)) order by s.position), '[]')
  from public.services s where s.business_id = p_business and s.deleted_at is null
$$;

-- Weekly hours of the whole business: the earliest opening and latest closing of any calendar in use, per ISO weekday.
create or replace function private.hours_of(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('weekday', h.weekday, 'opens', h.opens, 'closes', h.closes) order by h.weekday), '[]')
  from (select w.weekday, to_char(min(w.opens), 'FMHH12:MI AM') as opens, to_char(max(w.closes), 'FMHH12:MI AM') as closes
    from public.working_hours w join public.staff t on t.business_id = w.business_id and t.id = w.staff_id
    where w.business_id = p_business and t.deleted_at is null group by w.weekday) h
$$;

-- A business's own questions and answers, in its order.
create or replace function private.answers_of(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('question', a.question, 'answer', a.answer) order by a.position, a.created_at), '[]')
  from public.answers a where a.business_id = p_business and a.deleted_at is null
$$;

-- The pause a business's receptionist is in: since when, and until when in words, null until somebody ends it. Null: it is in none.
create or replace function private.pause_words(p_business public.businesses, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('since', p_business.paused_at, 'until',
    case when p_business.paused_until is not null then private.local_words(p_business.paused_until, p_business.time_zone) end)
  where p_business.paused_at <= p_now and (p_business.paused_until is null or p_business.paused_until > p_now)
$$;

-- schemas/60_conversations/00b_usage.sql
-- The day it is for a business.
create or replace function private.today_of(p_business public.businesses, p_now timestamptz) returns date
language sql stable set search_path = ''
as $$
  select (p_now at time zone p_business.time_zone)::date
$$;

-- Adds what a turn used of Claude, and how many replies the truth gate stopped in it, as its record says, to its business's day; a turn without
-- either writes nothing.
create or replace function private.add_usage(p_business public.businesses, p_record jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  used bigint := (select coalesce(sum((p_record -> 'usage' ->> kind)::bigint), 0)
    from unnest(array['input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_write_tokens']) kind);
  cost bigint := coalesce((p_record -> 'usage' ->> 'cost_microdollars')::bigint, 0);
  stopped int := (select count(distinct g ->> 'reply')
    from jsonb_array_elements(case jsonb_typeof(p_record -> 'gate') when 'array' then p_record -> 'gate' else '[]' end) g);
begin
  if used > 0 or cost > 0 or stopped > 0 then
    insert into public.usage_days as d (business_id, on_date, turns, tokens, cost_microdollars, stopped_replies)
      values (p_business.id, private.today_of(p_business, p_now), 1, used, cost, stopped)
      on conflict (business_id, on_date) do update
        set turns = d.turns + 1, tokens = d.tokens + excluded.tokens, cost_microdollars = d.cost_microdollars + excluded.cost_microdollars,
            stopped_replies = d.stopped_replies + excluded.stopped_replies;
  end if;
end
$$;

-- Has the business used up what it allows for today, in tokens or in money?
create or replace function private.capped(p_business public.businesses, p_now timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
declare
  today public.usage_days;
begin
  select * into today from public.usage_days d where d.business_id = p_business.id and d.on_date = private.today_of(p_business, p_now);
  return coalesce(today.tokens, 0) >= p_business.daily_tokens or coalesce(today.cost_microdollars, 0) >= p_business.daily_cost_microdollars;
end
$$;

-- schemas/60_conversations/00c_earlier.sql
-- What lies before the message p_first_seq of a conversation, from rows: how many messages and since when; the customer's newest five bookings
-- that are over, and newest three leads, made before it. Null when nothing does.
create or replace function private.earlier_of(p_business public.businesses, p_conversation public.conversations, p_first_seq int, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  first_at timestamptz := coalesce((select m.created_at from public.messages m
    where m.business_id = p_business.id and m.conversation_id = p_conversation.id and m.seq = p_first_seq), p_now);
  earlier jsonb := jsonb_build_object(
    'messages', p_first_seq - 1,
    'since', (select private.local_words(m.created_at, p_business.time_zone) from public.messages m
      where m.business_id = p_business.id and m.conversation_id = p_conversation.id and m.seq = 1 and p_first_seq > 1),
    'bookings', (select coalesce(jsonb_agg(jsonb_build_object('service', b.service_name, 'status', b.status,
        'words', private.local_words(b.starts_at, p_business.time_zone)) order by b.starts_at), '[]')
      from (select * from public.bookings k
        where k.business_id = p_business.id and k.customer_id = p_conversation.customer_id and k.deleted_at is null and k.requested_at < first_at
          and (k.starts_at <= p_now or k.status not in ('pending', 'confirmed'))
        order by k.starts_at desc limit 5) b),
    'leads', (select coalesce(jsonb_agg(jsonb_build_object('kind', l.kind, 'state', l.state, 'summary', l.summary,
        'words', private.local_words(l.created_at, p_business.time_zone)) order by l.created_at), '[]')
      from (select * from public.leads d
        where d.business_id = p_business.id and d.customer_id = p_conversation.customer_id and d.created_at < first_at
        order by d.created_at desc limit 3) l));
begin
  return case when earlier ->> 'messages' <> '0' or earlier -> 'bookings' <> '[]' or earlier -> 'leads' <> '[]' then earlier end;
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
  is_keyword boolean;
  keyword text := upper(trim(p_body));
begin
  select * into business from public.businesses where sms_number = p_to and deleted_at is null;
  if not found then
    return jsonb_build_object('outcome', 'unknown_number');
  end if;
  customer := private.customer_by_phone(business.id, p_from, p_now);
  conversation := private.conversation_with(business.id, 'sms', p_from, customer.id, p_now);
  select * into customer from public.customers where business_id = business.id and id = customer.id; -- again: blocked while we waited?
  if exists (select from public.messages m where m.business_id = business.id and m.provider_id = p_provider_id) then
    return jsonb_build_object('outcome', 'duplicate', 'business_id', business.id, 'conversation_id', conversation.id);
  end if;
  is_keyword := coalesce(p_opt_out_type in ('STOP', 'START'), false)
    or keyword in ('STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'OPTOUT', 'START', 'UNSTOP');
  stored := private.store_message(business, conversation, customer, p_body, p_provider_id, p_media, is_keyword, p_now);
  if is_keyword then
    perform private.record_opt_out(business, customer, p_from, coalesce(p_opt_out_type, keyword), p_now);
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

-- schemas/60_conversations/01a_turn_context.sql
-- What an engine is told about one conversation: the business's settings, whether its receptionist is paused or has used up the day's caps, what
-- is known, the last messages and a summary of what lies before them, the newest offers, and the customer's open bookings.
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
    'bookings', (select coalesce(jsonb_agg(private.booking_words(b, k) order by k.starts_at), '[]') from public.bookings k
      where k.business_id = b.id and k.customer_id = p_conversation.customer_id and k.status in ('pending', 'confirmed')
        and k.starts_at > p_now and k.deleted_at is null))
  from public.businesses b, lateral (
    select coalesce(min(m.seq), 1) as first_seq,
      coalesce(jsonb_agg(jsonb_build_object('seq', m.seq, 'author', m.author, 'body', m.body, 'media', m.media) order by m.seq), '[]') as messages
    from (select * from public.messages m where m.business_id = b.id and m.conversation_id = p_conversation.id order by m.seq desc limit 30) m) said
  where b.id = p_conversation.business_id
$$;

-- schemas/60_conversations/07_hand_off.sql
-- Tool: a person takes over. The receptionist goes silent, a lead is made, the owner gets the urgent text with context and number, and the
-- clock of public.handoffs_due starts. Once per conversation until it is handed back.
create or replace function public.hand_off(
  p_business uuid, p_conversation uuid, p_lease bigint, p_context text, p_details jsonb default '{}', p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  customer public.customers;
  lead uuid;
  key text := format('handoff:%s:%s', conversation.id, conversation.inbound_seq);
begin
  select * into business from public.businesses where id = p_business;
  customer := private.note_customer(p_business, conversation.customer_id, p_details, p_now);
  update public.conversations
    set state = 'human', handed_off_at = p_now, person_acted_at = null, handoff_lapse_at = null,
        handoff_nag_at = private.in_contact_hours(business, p_now + make_interval(mins => business.handoff_nag_minutes)),
        resume_at = p_now + make_interval(mins => business.resume_after_minutes)
    where business_id = p_business and id = conversation.id and state <> 'human';
  lead := private.add_lead(business, customer.id, conversation.id, 'handoff',
    coalesce(nullif(p_details ->> 'phone', ''), customer.phone, customer.claimed_phone), left(p_context, 300), key, p_now);
  perform private.tell_members(business, 'handoffs', 'handoff', 'caused', key, p_now, p_lead => lead, p_conversation => conversation.id);
  return jsonb_build_object('outcome', 'handed_off');
end
$$;
grant execute on function public.hand_off to service_role;

-- schemas/60_conversations/07a_end_handoff.sql
-- The conversation is the receptionist's again, with p_facts. What the customer wrote meanwhile counts as answered: a person had it.
-- False, changing nothing, when no person has it.
create or replace function private.end_handoff(p_conversation public.conversations, p_facts jsonb) returns boolean
language plpgsql set search_path = ''
as $$
begin
  update public.conversations
    set state = 'ai', facts = p_facts, handed_off_at = null, person_acted_at = null, handoff_nag_at = null, handoff_lapse_at = null,
        resume_at = null, answered_seq = inbound_seq, answer_due_at = null
    where business_id = p_conversation.business_id and id = p_conversation.id and state = 'human';
  return found;
end
$$;

-- Passes a customer's text on to those who have the conversation.
create or replace function private.forward_text(
  p_business public.businesses, p_conversation public.conversations, p_customer public.customers, p_message uuid, p_body text, p_now timestamptz
) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.tell_members(p_business, 'handoffs', 'forward', 'caused', 'forward:' || p_message, p_now, p_conversation => p_conversation.id,
    p_detail => jsonb_build_object('name', p_customer.name, 'body', left(p_body, 600),
      'phone', case when p_conversation.channel = 'sms' then p_conversation.peer else p_customer.claimed_phone end));
end
$$;

-- schemas/60_conversations/07b_handoffs_due.sql
-- Takes the next due step of each conversation a person has, a hundred at a time; several workers may call it at once. Returns how many steps.
-- Nobody has acted yet: at handoff_nag_at the owner is reminded, once; after as long again, in contact hours, the customer hears that the team
-- is tied up and the receptionist takes a message (the stage 'message' of its facts). Otherwise it takes the conversation back at resume_at.
create or replace function public.handoffs_due(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations;
  business public.businesses;
  done int := 0;
begin
  for conversation in
    select * from public.conversations
    where state = 'human' and coalesce(handoff_nag_at, handoff_lapse_at, resume_at) <= p_now
    order by coalesce(handoff_nag_at, handoff_lapse_at, resume_at) limit 100 for no key update skip locked
  loop
    select * into business from public.businesses where id = conversation.business_id;
    if conversation.handoff_nag_at is not null then
      perform private.nag_handoff(business, conversation, p_now);
    elsif conversation.handoff_lapse_at is not null then
      perform private.lapse_handoff(business, conversation, p_now);
    else
      perform private.end_handoff(conversation, conversation.facts);
    end if;
    done := done + 1;
  end loop;
  return done;
end
$$;
grant execute on function public.handoffs_due to service_role;

-- The owner is reminded that a customer still waits for them.
create or replace function private.nag_handoff(p_business public.businesses, p_conversation public.conversations, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.conversations
    set handoff_nag_at = null,
        handoff_lapse_at = private.in_contact_hours(p_business, p_now + make_interval(mins => p_business.handoff_nag_minutes))
    where business_id = p_conversation.business_id and id = p_conversation.id;
  perform private.tell_members(p_business, 'handoffs', 'handoff_nag', 'proactive',
    format('handoff_nag:%s:%s', p_conversation.id, p_conversation.handed_off_at), p_now, p_conversation => p_conversation.id,
    p_detail => jsonb_build_object('since', private.local_words(p_conversation.handed_off_at, p_business.time_zone)),
    p_lead => (select l.id from public.leads l
      where l.business_id = p_conversation.business_id and l.conversation_id = p_conversation.id and l.kind = 'handoff'
      order by l.created_at desc limit 1));
end
$$;

-- Nobody came: the customer is told so once, and what they write next is taken as a message. By chat the receptionist says it when they write.
create or replace function private.lapse_handoff(p_business public.businesses, p_conversation public.conversations, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.end_handoff(p_conversation, p_conversation.facts || '{"stage": "message"}');
  perform private.queue_text(p_business, 'still_busy', 'proactive', case when p_conversation.channel = 'sms' then p_conversation.peer end,
    format('still_busy:%s:%s', p_conversation.id, p_conversation.handed_off_at), p_now,
    p_customer => p_conversation.customer_id, p_conversation => p_conversation.id);
end
$$;

-- schemas/60_conversations/08_create_lead.sql
-- Tool: notes that the team should call this customer. One open lead per conversation and kind: what is said later is put before what it says
-- already, and the owner hears of additions at most once an hour. Outcome: 'noted'.
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
  return jsonb_build_object('outcome', 'noted');
end
$$;
grant execute on function public.create_lead to service_role;

-- schemas/60_conversations/09_finish_turn.sql
-- Ends a turn: its replies become messages and texts, what was learnt is kept, the lease is given back, and what it used of Claude, and how many
-- replies the truth gate stopped, is added to the day. When the customer wrote again meanwhile and nothing was done that they must hear about (p_must_say), the replies are dropped and the
-- turn is taken again with the newer text: 'superseded'. When a person took the conversation over or blocked the customer meanwhile they are
-- dropped too: 'overtaken'; what must be said is said all the same, but not to somebody blocked. Otherwise 'answered'. Texts that came in while
-- the turn handed the conversation to a person are passed on, not answered.
create or replace function public.finish_turn(
  p_business uuid, p_conversation uuid, p_lease bigint, p_upto_seq int, p_replies text[], p_facts jsonb, p_engine text,
  p_record jsonb default '{}', p_must_say boolean default false, p_now timestamptz default now()
) returns text
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations := private.leased(p_business, p_conversation, p_lease);
  business public.businesses;
  customer public.customers;
  newer public.messages;
  stored public.messages;
  reply text;
  outcome text;
begin
  select * into business from public.businesses where id = p_business;
  select * into customer from public.customers where business_id = p_business and id = conversation.customer_id;
  outcome := case
    when customer.blocked_at is not null or conversation.person_acted_at is not null and not p_must_say then 'overtaken'
    when conversation.inbound_seq > p_upto_seq and conversation.state <> 'human' and not p_must_say then 'superseded'
    else 'answered' end;
  insert into public.turns (business_id, conversation_id, upto_seq, engine, outcome, record, created_at)
    values (p_business, p_conversation, p_upto_seq, p_engine, outcome, p_record, p_now);
  perform private.add_usage(business, p_record, p_now);
  if outcome <> 'answered' then
    -- the turn did not fail, so it does not count towards giving up
    update public.conversations set leased_until = null, attempts = 0 where business_id = p_business and id = p_conversation;
    return outcome;
  end if;
  foreach reply in array p_replies loop
    stored := private.add_message(p_business, p_conversation, 'receptionist', reply, p_now);
    if conversation.channel = 'sms' then
      perform private.queue_text(business, 'reply', 'reply', conversation.peer, 'reply:' || stored.id, p_now,
        p_customer => conversation.customer_id, p_conversation => conversation.id, p_message => stored.id);
    end if;
  end loop;
  if conversation.state = 'human' then
    for newer in
      select * from public.messages m
      where m.business_id = p_business and m.conversation_id = p_conversation and m.author = 'customer' and m.seq > p_upto_seq order by m.seq
    loop
      perform private.forward_text(business, conversation, customer, newer.id, newer.body, p_now);
    end loop;
  end if;
  update public.conversations
    set facts = p_facts, answered_seq = greatest(answered_seq, p_upto_seq), leased_until = null, attempts = 0,
        answer_due_at = case when inbound_seq > p_upto_seq and state <> 'human' then answer_due_at end
    where business_id = p_business and id = p_conversation;
  return outcome;
end
$$;
grant execute on function public.finish_turn to service_role;

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
      'settle', exists (select from public.outbox where state in ('sending', 'unknown') and leased_until <= p_now),
      'nag', exists (select from public.bookings where status = 'pending' and nagged_at is null and nag_at <= p_now and expires_at > p_now)
        or exists (select from public.moves where state = 'waiting' and nagged_at is null and nag_at <= p_now and expires_at > p_now),
      'expire', exists (select from public.bookings where status = 'pending' and expires_at <= p_now)
        or exists (select from public.moves where state = 'waiting' and expires_at <= p_now),
      'handoffs', exists (select from public.conversations
        where state = 'human' and coalesce(handoff_nag_at, handoff_lapse_at, resume_at) <= p_now),
      'pictures', exists (select from public.pictures where due_at <= p_now),
      'measure', exists (select from public.travel_gaps),
      'holidays', exists (select from private.holidays_due(null, p_now)),
      'next_at', least(
        (select min(answer_due_at) from public.conversations where answer_due_at > p_now),
        (select min(coalesce(handoff_nag_at, handoff_lapse_at, resume_at)) from public.conversations
          where state = 'human' and coalesce(handoff_nag_at, handoff_lapse_at, resume_at) > p_now),
        (select min(due_at) from public.outbox where state = 'waiting' and due_at > p_now),
        (select min(due_at) from public.pictures where due_at > p_now),
        (select min(leased_until) from public.outbox where state in ('sending', 'unknown') and leased_until > p_now),
        (select min(nag_at) from public.bookings where status = 'pending' and nagged_at is null and nag_at > p_now),
        (select min(expires_at) from public.bookings where status = 'pending' and expires_at > p_now),
        (select min(nag_at) from public.moves where state = 'waiting' and nagged_at is null and nag_at > p_now),
        (select min(expires_at) from public.moves where state = 'waiting' and expires_at > p_now))));
end
$$;
grant execute on function public.due_work to service_role;

-- schemas/60_conversations/11_pictures.sql
-- Claims pictures that are to be fetched from the carrier, each for a minute and with a growing pause; after eight tries it is given up.
create or replace function public.claim_pictures(p_now timestamptz default now(), p_most int default 5) returns setof jsonb
language sql security definer set search_path = ''
as $$
  with due as (
    select business_id, id from public.pictures where due_at <= p_now order by due_at limit p_most for no key update skip locked
  ),
  claimed as (
    update public.pictures p set attempts = attempts + 1,
        due_at = case when attempts < 7 then p_now + interval '1 minute' + make_interval(secs => least(3600, 15 * 2 ^ attempts)) end
      from due where p.business_id = due.business_id and p.id = due.id
      returning p.*
  )
  select jsonb_build_object('business_id', c.business_id, 'id', c.id, 'url', c.source_url) from claimed c
$$;
grant execute on function public.claim_pictures to service_role;

-- Keeps a fetched picture, p_content in base64. False, changing nothing, when it is kept already.
create or replace function public.keep_picture(
  p_business uuid, p_picture uuid, p_content_type text, p_content text, p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
begin
  update public.pictures set content = decode(p_content, 'base64'), content_type = p_content_type, kept_at = p_now, due_at = null, error = null
    where business_id = p_business and id = p_picture and kept_at is null;
  return found;
end
$$;
grant execute on function public.keep_picture to service_role;

-- Notes why a picture could not be fetched. p_final: it never can be.
create or replace function public.fail_picture(p_business uuid, p_picture uuid, p_error text, p_final boolean) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.pictures set error = left(p_error, 300), due_at = case when not p_final then due_at end
    where business_id = p_business and id = p_picture and kept_at is null;
end
$$;
grant execute on function public.fail_picture to service_role;

-- schemas/65_inbox/00_conversation_of.sql
-- A business's conversation, locked: what the receptionist, the customer and the clock do to it waits.
create or replace function private.conversation_of(p_business uuid, p_conversation uuid) returns public.conversations
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations;
begin
  select * into conversation from public.conversations c where c.business_id = p_business and c.id = p_conversation for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such conversation, or it is not yours.', hint = 'not_found';
  end if;
  return conversation;
end
$$;

-- A person acts in a conversation: it is theirs until handed back or left idle, nothing in it waits for the receptionist, nobody is reminded of it.
create or replace function private.person_acts(p_conversation public.conversations, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.conversations c
    set state = 'human', handed_off_at = case when c.state = 'human' then coalesce(c.handed_off_at, p_now) else p_now end, person_acted_at = p_now,
        handoff_nag_at = null, handoff_lapse_at = null, answered_seq = c.inbound_seq, answer_due_at = null,
        facts = case when c.facts ->> 'stage' = 'message' then c.facts - 'stage' else c.facts end,
        resume_at = p_now + (select make_interval(mins => b.resume_after_minutes) from public.businesses b where b.id = c.business_id)
    where c.business_id = p_conversation.business_id and c.id = p_conversation.id;
end
$$;

-- schemas/65_inbox/01_take_over.sql
-- A member takes a conversation over: the receptionist is silent in it, and what it was about to say is dropped unless it did something the customer
-- must hear of. Outcome: 'taken_over'; `again` when a person had acted in it already.
create or replace function private.take_over(p_business uuid, p_conversation uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations := private.conversation_of(p_business, p_conversation);
begin
  perform private.person_acts(conversation, p_now);
  return jsonb_build_object('outcome', 'taken_over', 'again', conversation.state = 'human' and conversation.person_acted_at is not null);
end
$$;

create or replace function public.take_over(p_business uuid, p_conversation uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.take_over(p_business, p_conversation, now());
end
$$;
grant execute on function public.take_over to authenticated;

-- A member gives a conversation back: the receptionist answers the customer's next text. What they wrote meanwhile counts as answered.
-- Outcome: 'handed_back'; `again` when no person had it.
create or replace function public.hand_back(p_business uuid, p_conversation uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  conversation public.conversations;
begin
  perform private.require_member(p_business);
  conversation := private.conversation_of(p_business, p_conversation);
  return jsonb_build_object('outcome', 'handed_back', 'again', not private.end_handoff(conversation, conversation.facts));
end
$$;
grant execute on function public.hand_back to authenticated;

-- schemas/65_inbox/02_reply_to_customer.sql
-- A member answers a customer in their own words, which takes the conversation over. The words become a message of it and, by SMS, a text.
-- p_id names the message, so that the same call again sends nothing twice. Outcome: 'sent', with `message_id`; `again` when it had been.
-- Errors: 'bad_input' nothing or too much to say; 'opted_out', 'blocked' they may not be written to.
create or replace function private.reply_to_customer(p_business uuid, p_conversation uuid, p_body text, p_id uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  conversation public.conversations := private.conversation_of(p_business, p_conversation);
  business public.businesses;
  stored public.messages;
  words text := trim(p_body);
begin
  select * into stored from public.messages m where m.business_id = p_business and m.conversation_id = p_conversation and m.id = p_id;
  if found then
    return jsonb_build_object('outcome', 'sent', 'message_id', stored.id, 'again', true);
  end if;
  select * into business from public.businesses where id = p_business;
  perform private.refuse_to_write(conversation);
  if coalesce(length(words), 0) not between 1 and 1600 then
    perform private.refuse('bad_input', 'Write something, at most 1600 characters. Nothing was sent.');
  end if;
  stored := private.add_message(p_business, p_conversation, 'owner', words, p_now, p_id);
  if conversation.channel = 'sms' then
    perform private.queue_text(business, 'reply', 'caused', conversation.peer, 'reply:' || stored.id, p_now,
      p_customer => conversation.customer_id, p_conversation => conversation.id, p_message => stored.id);
  end if;
  perform private.person_acts(conversation, p_now);
  return jsonb_build_object('outcome', 'sent', 'message_id', stored.id, 'again', false);
end
$$;

-- Refuses, in words, where the customer may not be written to.
create or replace function private.refuse_to_write(p_conversation public.conversations) returns void
language plpgsql set search_path = ''
as $$
begin
  if exists (select from public.customers c
      where c.business_id = p_conversation.business_id and c.id = p_conversation.customer_id and c.blocked_at is not null) then
    perform private.refuse('blocked', 'This customer is blocked. Unblock them to write to them. Nothing was sent.');
  elsif p_conversation.channel = 'sms' and private.opted_out(p_conversation.business_id, p_conversation.peer) then
    perform private.refuse('opted_out', 'They texted STOP, so this number gets no texts from you until they text START. Nothing was sent; you can call them.');
  end if;
end
$$;

create or replace function public.reply_to_customer(p_business uuid, p_conversation uuid, p_body text, p_id uuid default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.reply_to_customer(p_business, p_conversation, p_body, p_id, now());
end
$$;
grant execute on function public.reply_to_customer to authenticated;

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
create or replace function public.resume_receptionist(p_business uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  update public.businesses set paused_at = null, paused_until = null where id = p_business and paused_at is not null;
  return jsonb_build_object('outcome', 'resumed', 'again', not found);
end
$$;
grant execute on function public.resume_receptionist to authenticated;

-- schemas/65_inbox/04_block_customer.sql
-- A customer's texts are only kept from now on: not answered, passed on to nobody. What the receptionist was about to say to them is dropped, times
-- kept for them are free again. Their bookings stay. Outcome: 'blocked', with those still to come as `bookings`; `again` when they were.
create or replace function private.block_customer(p_business uuid, p_customer uuid, p_reason text, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  customer public.customers;
  conversation uuid;
begin
  select * into business from public.businesses where id = p_business;
  for conversation in -- locked before the customer, as a turn does
    select c.id from public.conversations c where c.business_id = p_business and c.customer_id = p_customer order by c.id for no key update
  loop
    update public.conversations set answer_due_at = null, handoff_nag_at = null, handoff_lapse_at = null
      where business_id = p_business and id = conversation;
    perform private.release_offers(p_business, conversation);
  end loop;
  select * into customer from public.customers c
    where c.business_id = p_business and c.id = p_customer and c.deleted_at is null for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such customer, or they are not yours.', hint = 'not_found';
  end if;
  update public.customers
    set blocked_at = coalesce(blocked_at, p_now), blocked_reason = left(coalesce(p_reason, ''), 300), updated_at = p_now
    where business_id = p_business and id = p_customer;
  return jsonb_build_object('outcome', 'blocked', 'again', customer.blocked_at is not null, 'bookings',
    (select coalesce(jsonb_agg(private.booking_words(business, b) order by b.starts_at), '[]') from public.bookings b
      where b.business_id = p_business and b.customer_id = p_customer and b.status in ('pending', 'confirmed') and b.starts_at > p_now
        and b.deleted_at is null));
end
$$;

create or replace function public.block_customer(p_business uuid, p_customer uuid, p_reason text default '') returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.block_customer(p_business, p_customer, p_reason, now());
end
$$;
grant execute on function public.block_customer to authenticated;

-- Their next text is answered again; those sent while they were blocked are not. Outcome: 'unblocked'; `again` when they were not blocked.
create or replace function public.unblock_customer(p_business uuid, p_customer uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  customer public.customers;
begin
  perform private.require_member(p_business);
  perform from public.conversations c where c.business_id = p_business and c.customer_id = p_customer order by c.id for no key update;
  select * into customer from public.customers c
    where c.business_id = p_business and c.id = p_customer and c.deleted_at is null for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such customer, or they are not yours.', hint = 'not_found';
  end if;
  if customer.blocked_at is null then
    return jsonb_build_object('outcome', 'unblocked', 'again', true);
  end if;
  update public.customers set blocked_at = null, blocked_reason = '', updated_at = now() where business_id = p_business and id = p_customer;
  update public.conversations set answered_seq = inbound_seq where business_id = p_business and customer_id = p_customer;
  return jsonb_build_object('outcome', 'unblocked', 'again', false);
end
$$;
grant execute on function public.unblock_customer to authenticated;

-- schemas/65_inbox/05_read_picture.sql
-- A picture a customer sent: {content_type, content}, the content in base64 and null until it has been fetched.
create or replace function public.read_picture(p_business uuid, p_picture uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  picture public.pictures;
begin
  perform private.require_member(p_business);
  select * into picture from public.pictures where business_id = p_business and id = p_picture;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such picture.', hint = 'not_found';
  end if;
  return jsonb_build_object('content_type', picture.content_type, 'content', encode(picture.content, 'base64'));
end
$$;
grant execute on function public.read_picture to authenticated;

-- schemas/70_tenants/00_provision_parts.sql
-- Somebody, or something, named again after having been retired is the same one: their bookings count. p_table: staff or services.
create or replace function private.revive(p_table text, p_business uuid, p_name text) returns void
language plpgsql set search_path = ''
as $$
begin
  execute format(
    'update public.%1$I set deleted_at = null where business_id = $1 and id = ('
    '  select id from public.%1$I t where t.business_id = $1 and lower(t.name) = lower($2) and t.deleted_at is not null'
    '    and not exists (select from public.%1$I live where live.business_id = $1 and lower(live.name) = lower($2) and live.deleted_at is null)'
    '  order by t.deleted_at desc limit 1)', p_table)
    using p_business, p_name;
end
$$;

-- Staff of a business's file, with their weekly hours, which replace those there are: [{name, hours: [{weekday, opens, closes}]}].
create or replace function private.provision_staff(p_business uuid, p_staff jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  item record;
  calendar uuid;
  sentence text;
  named text;
begin
  update public.staff set deleted_at = p_now
    where business_id = p_business and deleted_at is null
      and not lower(name) in (select lower(x ->> 'name') from jsonb_array_elements(p_staff) x);
  for item in select x.value as file, x.ordinality as place from jsonb_array_elements(p_staff) with ordinality x loop
    perform private.revive('staff', p_business, item.file ->> 'name');
    insert into public.staff (business_id, name, position) values (p_business, item.file ->> 'name', item.place)
      on conflict (business_id, lower(name)) where deleted_at is null do update set position = excluded.position
      returning id into calendar;
    begin
      perform private.set_working_hours(p_business, calendar, item.file -> 'hours', p_now);
    exception when sqlstate 'PT400' then
      get stacked diagnostics sentence = message_text, named = pg_exception_hint;
      perform private.refuse(named, format('hours of %s: %s', item.file ->> 'name', sentence));
    end;
  end loop;
end
$$;

-- Services of a business's file: [{name, minutes, aliases?, price_cents?, at_customer?, buffers?, notice_minutes?, staff?: [names]}]; no staff: everyone.
create or replace function private.provision_services(p_business uuid, p_services jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  item record;
  service uuid;
begin
  update public.services set deleted_at = p_now
    where business_id = p_business and deleted_at is null
      and not lower(name) in (select lower(x ->> 'name') from jsonb_array_elements(p_services) x);
  for item in select x.value as file, x.ordinality as place from jsonb_array_elements(p_services) with ordinality x loop
    perform private.revive('services', p_business, item.file ->> 'name');
    perform private.whole_number(item.file -> 'minutes', 5, 1440, 'bad_minutes', format('How many minutes %s takes', item.file ->> 'name'));
    insert into public.services as s (
      business_id, name, position, minutes, price_cents, aliases, at_customer, buffer_before_minutes, buffer_after_minutes, notice_minutes)
      values (p_business, item.file ->> 'name', item.place, (item.file ->> 'minutes')::int, (item.file ->> 'price_cents')::int,
        array(select jsonb_array_elements_text(coalesce(item.file -> 'aliases', '[]'))),
        coalesce((item.file ->> 'at_customer')::boolean, false), coalesce((item.file ->> 'buffer_before_minutes')::int, 0),
        coalesce((item.file ->> 'buffer_after_minutes')::int, 0), (item.file ->> 'notice_minutes')::int)
      on conflict (business_id, lower(name)) where deleted_at is null do update set
        position = excluded.position, minutes = excluded.minutes, price_cents = excluded.price_cents, aliases = excluded.aliases,
        at_customer = excluded.at_customer, buffer_before_minutes = excluded.buffer_before_minutes,
        buffer_after_minutes = excluded.buffer_after_minutes, notice_minutes = excluded.notice_minutes
      returning id into service;
    delete from public.service_staff where business_id = p_business and service_id = service;
    insert into public.service_staff (business_id, service_id, staff_id)
      select p_business, service, t.id from public.staff t
      where t.business_id = p_business and t.deleted_at is null
        and (item.file -> 'staff' is null or item.file -> 'staff' = 'null' or lower(t.name) in (select lower(jsonb_array_elements_text(item.file -> 'staff'))));
  end loop;
end
$$;

-- Questions and answers of a business's file, in its order: [{question, answer}]. Those no longer asked are retired.
create or replace function private.provision_answers(p_business uuid, p_answers jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.answers set deleted_at = p_now
    where business_id = p_business and deleted_at is null
      and not lower(question) in (select lower(x ->> 'question') from jsonb_array_elements(p_answers) x);
  insert into public.answers as a (business_id, question, answer, position, created_at)
    select p_business, x.value ->> 'question', x.value ->> 'answer', x.ordinality, p_now from jsonb_array_elements(p_answers) with ordinality x
    on conflict (business_id, lower(question)) where deleted_at is null do update
      set question = excluded.question, answer = excluded.answer, position = excluded.position;
end
$$;

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
      set role = excluded.role, name = excluded.name, email = excluded.email, phone = excluded.phone, deleted_at = null;
  return business;
end
$$;
grant execute on function public.provision_business to service_role;
