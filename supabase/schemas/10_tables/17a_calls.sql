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
