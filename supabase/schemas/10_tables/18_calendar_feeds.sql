create table public.calendar_feeds (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  staff_id uuid,
  nonce text not null check (length(nonce) between 16 and 64),
  token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default now(),
  read_at timestamptz,
  primary key (business_id, id),
  foreign key (business_id, user_id) references public.members (business_id, user_id) on delete cascade,
  foreign key (business_id, staff_id) references public.staff (business_id, id),
  unique nulls not distinct (business_id, user_id, staff_id)
);
create index calendar_feeds_staff_idx on public.calendar_feeds (business_id, staff_id);

alter table public.calendar_feeds enable row level security;

create policy "Members see their own feeds" on public.calendar_feeds for select to authenticated
  using (user_id = (select auth.uid())
    and business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.calendar_feeds to authenticated, service_role;

comment on table public.calendar_feeds is 'Private addresses at which a member''s own calendar reads the bookings. The address itself is not stored.';
comment on column public.calendar_feeds.staff_id is 'Null: every calendar of the business.';
comment on column public.calendar_feeds.nonce is 'What the dashboard makes the address of, together with a key of its own that is not here.';
comment on column public.calendar_feeds.token_hash is 'SHA-256 of the address''s token, in hex.';
comment on column public.calendar_feeds.read_at is 'When a calendar last asked, to the hour or so; null: none has yet.';
