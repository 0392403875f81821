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
