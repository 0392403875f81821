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
  gets_reminders boolean not null default true,
  gets_day_ends boolean not null default true,
  gets_run_sheets boolean not null default false,
  quiet_from time,
  quiet_to time,
  primary key (business_id, user_id),
  constraint members_quiet_check check ((quiet_from is null) = (quiet_to is null) and (quiet_from is null or quiet_from <> quiet_to))
);
create index members_user_id_idx on public.members (user_id);

alter table public.members enable row level security;

create policy "A person sees their own memberships" on public.members for select to authenticated
  using (user_id = (select auth.uid()));

create policy "Members see their own business" on public.businesses for select to authenticated
  using (id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.members to authenticated, service_role;

comment on table public.members is 'A person who signs in to a business, and the texts they want.';
comment on column public.members.phone_verified_at is 'When a text came from this phone after the welcome text had gone to it; null: not yet, and it commands nothing.';
comment on column public.members.quiet_from is 'From this local time of day until quiet_to no text reaches them but the answer to one of theirs; null: at any hour.';
