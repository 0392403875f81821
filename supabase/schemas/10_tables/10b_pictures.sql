create table public.pictures (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  message_id uuid not null,
  position int not null,
  source_url text not null,
  content_type text not null default '',
  content bytea check (octet_length(content) <= 8388608),
  due_at timestamptz,
  attempts int not null default 0,
  error text,
  created_at timestamptz not null,
  kept_at timestamptz,
  primary key (business_id, id),
  foreign key (business_id, message_id) references public.messages (business_id, id),
  unique (business_id, message_id, position)
);
create index pictures_due_idx on public.pictures (due_at) where due_at is not null;

alter table public.pictures enable row level security;

create policy "Members see what their customers sent" on public.pictures for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.pictures to authenticated, service_role;

comment on table public.pictures is 'Pictures of a message, fetched from the carrier, who deletes them in time.';
comment on column public.pictures.source_url is 'Where the carrier has it; only our account may fetch it there.';
comment on column public.pictures.due_at is 'When it is to be fetched next; null: kept, or given up, and error says why.';
