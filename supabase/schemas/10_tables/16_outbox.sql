create table public.outbox (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  queue_no bigint not null generated always as identity,
  kind text not null,
  class public.text_class not null,
  medium public.text_medium not null default 'sms',
  recipient text not null,
  member_id uuid,
  customer_id uuid,
  conversation_id uuid,
  message_id uuid,
  booking_id uuid,
  lead_id uuid,
  offer_set int,
  detail jsonb not null default '{}',
  dedupe_key text not null,
  state public.text_state not null default 'waiting',
  due_at timestamptz not null,
  attempts int not null default 0,
  claim_token uuid,
  claimed_at timestamptz,
  leased_until timestamptz,
  body text,
  encoding text,
  segments int,
  provider_id text,
  delivery text,
  error_code int,
  error text,
  created_at timestamptz not null,
  sent_at timestamptz,
  settled_at timestamptz,
  flags text[] not null default '{}',
  retried_at timestamptz,
  doubted_at timestamptz,
  dismissed_at timestamptz,
  primary key (business_id, id),
  foreign key (business_id, customer_id) references public.customers (business_id, id),
  foreign key (business_id, conversation_id) references public.conversations (business_id, id),
  foreign key (business_id, message_id) references public.messages (business_id, id),
  foreign key (business_id, booking_id) references public.bookings (business_id, id),
  foreign key (business_id, lead_id) references public.leads (business_id, id),
  foreign key (business_id, member_id) references public.members (business_id, user_id) on delete set null (member_id),
  unique (business_id, dedupe_key)
);
create index outbox_waiting_idx on public.outbox (due_at, queue_no) where state = 'waiting';
create index outbox_sending_idx on public.outbox (leased_until) where state in ('sending', 'unknown');
create index outbox_unrecorded_idx on public.outbox (leased_until) where claim_token is not null and state in ('sent', 'delivered', 'failed');
create unique index outbox_provider_idx on public.outbox (business_id, provider_id);
create index outbox_booking_idx on public.outbox (business_id, booking_id);
create index outbox_conversation_idx on public.outbox (business_id, conversation_id);
create index outbox_customer_idx on public.outbox (business_id, customer_id);
create index outbox_message_idx on public.outbox (business_id, message_id);
create index outbox_lead_idx on public.outbox (business_id, lead_id);
create index outbox_failed_idx on public.outbox (business_id, created_at desc) where state in ('failed', 'unknown');
create index outbox_member_idx on public.outbox (business_id, member_id);

alter table public.outbox enable row level security;

create policy "Members see the texts sent in their name" on public.outbox for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.outbox to authenticated, service_role;
alter publication supabase_realtime add table public.outbox;

comment on table public.outbox is 'Texts waiting, sending and sent. No text leaves except through a row here.';
comment on column public.outbox.queue_no is 'Texts due together leave in this order.';
comment on column public.outbox.kind is 'Names the template.';
comment on column public.outbox.dedupe_key is 'The same cause never makes a second text.';
comment on column public.outbox.body is 'As it was rendered when it was last sent.';
comment on column public.outbox.delivery is 'The carrier''s newest word on it.';
comment on column public.outbox.flags is 'What is odd about its wording: over its budget of segments, or words of promotion.';
comment on column public.outbox.doubted_at is 'Since when its sending is in doubt, where that is later than its claim.';
comment on column public.outbox.retried_at is 'When a member last had a failed one sent again.';
comment on column public.outbox.dismissed_at is 'When a member took a failed one off the list of those that did not get through.';
