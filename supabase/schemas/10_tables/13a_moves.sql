create table public.moves (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  booking_id uuid not null,
  asked_by public.actor_kind not null check (asked_by in ('customer', 'owner')),
  asked_by_user uuid,
  state public.move_state not null default 'waiting',
  staff_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  old_staff_id uuid not null,
  old_starts_at timestamptz not null,
  conversation_id uuid,
  offer_id uuid,
  requested_at timestamptz not null,
  nag_at timestamptz,
  nagged_at timestamptz,
  expires_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  reason text not null default '',
  primary key (business_id, id),
  foreign key (business_id, booking_id) references public.bookings (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id),
  foreign key (business_id, old_staff_id) references public.staff (business_id, id),
  foreign key (business_id, conversation_id) references public.conversations (business_id, id),
  foreign key (business_id, offer_id) references public.offers (business_id, id),
  check (ends_at > starts_at)
);
create unique index moves_waiting_idx on public.moves (business_id, booking_id) where state = 'waiting';
create index moves_booking_idx on public.moves (business_id, booking_id, requested_at);
create index moves_staff_idx on public.moves (business_id, staff_id);
create index moves_old_staff_idx on public.moves (business_id, old_staff_id);
create index moves_conversation_idx on public.moves (business_id, conversation_id);
create index moves_offer_idx on public.moves (business_id, offer_id);
create index moves_expires_idx on public.moves (expires_at) where state = 'waiting';
create index moves_nag_idx on public.moves (nag_at) where state = 'waiting' and nagged_at is null;

alter table public.holds add foreign key (business_id, move_id) references public.moves (business_id, id) deferrable initially deferred;
create index holds_move_idx on public.holds (business_id, move_id);

alter table public.offers add foreign key (business_id, for_booking_id) references public.bookings (business_id, id);
alter table public.offers add foreign key (business_id, move_id) references public.moves (business_id, id);
create index offers_for_booking_idx on public.offers (business_id, for_booking_id);
create index offers_move_idx on public.offers (business_id, move_id);

alter table public.moves enable row level security;

create policy "Members see their business's moves" on public.moves for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.moves to authenticated, service_role;
alter publication supabase_realtime add table public.moves;

comment on table public.moves is 'A new time asked for an existing booking. Until the other side agrees both times are held and the old one stands.';
comment on column public.moves.asked_by is 'customer: the owner decides. owner: the customer decides.';
