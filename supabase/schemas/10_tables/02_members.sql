create table public.members (
  business_id uuid not null references public.businesses (id),
  user_id uuid not null references auth.users (id) on delete cascade,
  role public.member_role not null default 'owner',
  name text not null default '',
  email text not null,
  phone text check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  phone_verified_at timestamptz,
  gets_requests boolean not null default true,
  gets_confirmations boolean not null default true,
  gets_handoffs boolean not null default true,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (business_id, user_id)
);
create index members_user_id_idx on public.members (user_id);

alter table public.members enable row level security;

create policy "A person sees their own memberships" on public.members for select to authenticated
  using (user_id = (select auth.uid()));

create policy "Members see their own business" on public.businesses for select to authenticated
  using (id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.members to authenticated, service_role;

comment on table public.members is 'A person who signs in to a business, and the texts they want.';
