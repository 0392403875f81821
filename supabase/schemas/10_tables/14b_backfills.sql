create type public.backfill_state as enum ('waiting', 'offered', 'taken', 'ended');
comment on type public.backfill_state is
  'waiting: the next lead is to be asked. offered: one lead has been texted and the time is kept for them. taken: a lead took it. '
  'ended: nobody more to ask, or the time is taken, too near or past.';

create table public.backfills (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  staff_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  state public.backfill_state not null default 'waiting',
  due_at timestamptz,
  lead_id uuid,
  offer_id uuid,
  tried uuid[] not null default '{}',
  created_at timestamptz not null,
  primary key (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id),
  foreign key (business_id, lead_id) references public.leads (business_id, id),
  foreign key (business_id, offer_id) references public.offers (business_id, id),
  check (ends_at > starts_at),
  check ((state in ('waiting', 'offered')) = (due_at is not null)),
  check (state <> 'offered' or lead_id is not null and offer_id is not null)
);
create index backfills_due_idx on public.backfills (due_at) where due_at is not null;
create index backfills_staff_idx on public.backfills (business_id, staff_id);
create index backfills_lead_idx on public.backfills (business_id, lead_id);
create index backfills_offer_idx on public.backfills (business_id, offer_id);

alter table public.backfills enable row level security;

create policy "Members see which freed times went to whom" on public.backfills for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.backfills to authenticated, service_role;

comment on table public.backfills is 'A stretch of a calendar that came free, on its way down the list of those who asked to hear of one.';
comment on column public.backfills.due_at is 'When its next step is to be taken; null: there is none.';
comment on column public.backfills.lead_id is 'Who was asked last.';
comment on column public.backfills.tried is 'The leads it was offered to; none of them is asked again.';

alter table public.offers add foreign key (business_id, in_place_of) references public.bookings (business_id, id);
create index offers_in_place_of_idx on public.offers (business_id, in_place_of);
