create table public.conversations (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  customer_id uuid not null,
  channel public.channel not null,
  peer text not null,
  state public.conversation_state not null default 'ai',
  facts jsonb not null default '{}',
  last_seq int not null default 0,
  inbound_seq int not null default 0,
  answered_seq int not null default 0,
  offer_set int not null default 0,
  answer_due_at timestamptz,
  lease_token bigint not null default 0,
  leased_until timestamptz,
  attempts int not null default 0,
  created_at timestamptz not null default now(),
  last_inbound_at timestamptz,
  handed_off_at timestamptz,
  person_acted_at timestamptz,
  handoff_nag_at timestamptz,
  handoff_lapse_at timestamptz,
  resume_at timestamptz,
  trial jsonb,
  primary key (business_id, id),
  foreign key (business_id, customer_id) references public.customers (business_id, id)
);
create unique index conversations_peer_idx on public.conversations (business_id, channel, peer);
create index conversations_customer_idx on public.conversations (business_id, customer_id);
create index conversations_answer_due_idx on public.conversations (answer_due_at) where answer_due_at is not null;
create index conversations_handoff_idx on public.conversations ((coalesce(handoff_nag_at, handoff_lapse_at, resume_at)))
  where state = 'human';

alter table public.conversations enable row level security;

create policy "Members see their business's conversations" on public.conversations for select to authenticated
  using (trial is null and business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.conversations to authenticated, service_role;
alter publication supabase_realtime add table public.conversations;

comment on table public.conversations is 'One thread with one customer on one channel.';
comment on column public.conversations.peer is 'The other end: an E.164 phone, or a chat visitor''s id.';
comment on column public.conversations.facts is 'What the receptionist has gathered so far, in its own words.';
comment on column public.conversations.inbound_seq is 'Sequence of the newest message from the customer.';
comment on column public.conversations.answered_seq is 'Every message up to here has been answered.';
comment on column public.conversations.lease_token is 'Grows with each claim: a worker whose token is old can no longer write.';
comment on column public.conversations.handed_off_at is 'Since when a person has it; null: the receptionist does.';
comment on column public.conversations.person_acted_at is 'The newest act of a person since then; null: nobody has yet.';
comment on column public.conversations.handoff_nag_at is 'When the owner is to be reminded of it; null: reminded, or a person has acted.';
comment on column public.conversations.handoff_lapse_at is 'Once reminded: when the customer is to hear that the team is tied up; null: heard, or a person has acted.';
comment on column public.conversations.resume_at is 'When the receptionist takes it back silently, if neither of those two is to come first.';
comment on column public.conversations.trial is 'Null: a customer''s own. Otherwise a member tries the receptionist: all that this has brought about, kept here and nowhere else.';
