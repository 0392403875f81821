create table public.business_files (
  business_id uuid primary key references public.businesses (id),
  entries jsonb not null default '[]' check (jsonb_typeof(entries) = 'array')
);

alter table public.business_files enable row level security;

create policy "Members see what their business's file said" on public.business_files for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.business_files to authenticated, service_role;

comment on table public.business_files is
  'What a business''s file said when it was last applied: dates, blocked times, holidays, bases and drives. What it still says the same is '
  'not applied again, so that what members changed since stays as they changed it.';
