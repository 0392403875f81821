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
