create table public.offers (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  conversation_id uuid not null,
  set_no int not null,
  position int not null,
  ref text not null,
  service_id uuid not null,
  staff_id uuid not null,
  place_id uuid,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  for_booking_id uuid,
  move_id uuid,
  in_place_of uuid,
  primary key (business_id, id),
  foreign key (business_id, conversation_id) references public.conversations (business_id, id),
  foreign key (business_id, service_id) references public.services (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id),
  foreign key (business_id, place_id) references public.places (business_id, id),
  unique (business_id, conversation_id, set_no, position),
  unique (business_id, conversation_id, ref),
  check (ends_at > starts_at)
);
create index offers_service_idx on public.offers (business_id, service_id);
create index offers_staff_idx on public.offers (business_id, staff_id);
create index offers_place_idx on public.offers (business_id, place_id);

alter table public.offers enable row level security;

create policy "Members see what their customers were offered" on public.offers for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.offers to authenticated, service_role;

comment on table public.offers is 'A free start shown to one conversation, with its set, position and expiry.';
comment on column public.offers.ref is 'The only name by which the receptionist can pick this time.';
comment on column public.offers.for_booking_id is 'Picking it moves this booking; null: it makes a new one.';
comment on column public.offers.move_id is 'Picking it accepts this proposal of the owner.';
comment on column public.offers.in_place_of is 'The declined booking in whose place it was offered; picking it makes a new one that carries over what was known.';
