create table public.messages (
  business_id uuid not null, -- through its conversation
  id uuid not null default gen_random_uuid(),
  conversation_id uuid not null,
  seq int not null,
  author public.message_author not null,
  body text not null default '',
  media jsonb not null default '[]',
  provider_id text,
  created_at timestamptz not null default now(),
  primary key (business_id, id),
  foreign key (business_id, conversation_id) references public.conversations (business_id, id),
  unique (business_id, conversation_id, seq),
  unique (business_id, provider_id)
);

alter table public.messages enable row level security;

create policy "Members see their business's messages" on public.messages for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.messages to authenticated, service_role;
alter publication supabase_realtime add table public.messages;

comment on table public.messages is 'Every text of a conversation, in order, stored once.';
comment on column public.messages.provider_id is 'The carrier''s own id of an inbound text (Twilio''s MessageSid), or a chat browser''s; on words of ours, what they were said meanwhile for.';

create table public.turns (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  conversation_id uuid not null,
  upto_seq int not null,
  engine text not null,
  outcome text not null,
  record jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (business_id, id),
  foreign key (business_id, conversation_id) references public.conversations (business_id, id)
);
create index turns_conversation_idx on public.turns (business_id, conversation_id);

alter table public.turns enable row level security;

create policy "Members see how their receptionist answered" on public.turns for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.turns to authenticated, service_role;

comment on table public.turns is 'One answer of the receptionist: which engine, which tools, what the truth gate said, what it cost.';
