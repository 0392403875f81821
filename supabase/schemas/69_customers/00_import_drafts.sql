create table public.import_drafts (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('customers', 'calendar')),
  file_name text not null default '',
  staff_id uuid,
  read jsonb not null,
  unread jsonb not null default '[]',
  made_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  done_at timestamptz,
  result jsonb,
  primary key (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id)
);
create index import_drafts_staff_idx on public.import_drafts (business_id, staff_id);

alter table public.import_drafts enable row level security;

create policy "Owners see what their business is importing" on public.import_drafts for select to authenticated
  using (business_id in (
    select business_id from public.members where user_id = (select auth.uid()) and role = 'owner' and deleted_at is null));

grant select on public.import_drafts to authenticated, service_role;

comment on table public.import_drafts is 'A file as it was read, kept for a day between its preview and its import.';
comment on column public.import_drafts.kind is 'customers: rows of people. calendar: events, which become bookings and blocked times.';
comment on column public.import_drafts.staff_id is 'Of a calendar: whose it is; null: bookings go to whoever is free, the rest blocks the whole business.';
comment on column public.import_drafts.read is 'The rows, each with its line or number in the file.';
comment on column public.import_drafts.unread is 'What could not be read: [{line, why}].';
comment on column public.import_drafts.result is 'What became of it, once it was imported.';
