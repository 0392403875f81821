create table public.invitations (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  email text not null check (email = lower(email) and length(email) <= 254 and email ~ '^[^\s@]+@[^\s@]+\.[^\s@]+$'),
  name text not null check (length(name) between 1 and 100),
  phone text check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  role public.member_role not null,
  state text not null default 'requested' check (state in ('requested', 'sent', 'failed', 'withdrawn')),
  requested_by uuid not null,
  requested_at timestamptz not null,
  due_at timestamptz not null,
  attempts int not null default 0,
  claim_token uuid,
  user_id uuid,
  sent_at timestamptz,
  error text not null default '',
  primary key (business_id, id),
  unique (business_id, email)
);
create index invitations_due_idx on public.invitations (due_at) where state = 'requested';

alter table public.invitations enable row level security;

create policy "Members see who was invited" on public.invitations for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.invitations to authenticated, service_role;

comment on table public.invitations is 'People whom an owner wants as members; a worker makes their sign-in and sends the mail, and then they are.';
comment on column public.invitations.error is 'Why it did not go out, in words; empty: no reason.';
comment on column public.invitations.user_id is 'Whose sign-in it is, once it went out.';
