create table public.lead_events (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  lead_id uuid not null,
  state text not null check (state in ('to_call', 'no_answer', 'called', 'booked', 'not_interested')),
  note text not null default '',
  member_id uuid not null,
  created_at timestamptz not null,
  primary key (business_id, id),
  foreign key (business_id, lead_id) references public.leads (business_id, id)
);
create index lead_events_lead_idx on public.lead_events (business_id, lead_id, created_at);

alter table public.lead_events enable row level security;

create policy "Members see what became of people to call" on public.lead_events for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.lead_events to authenticated, service_role;

comment on table public.lead_events is 'What members noted about people to call, by whom and when. Rows are only added.';
