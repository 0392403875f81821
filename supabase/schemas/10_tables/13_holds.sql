create table public.holds (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  staff_id uuid not null,
  booking_id uuid,
  offer_id uuid,
  owner_id uuid not null generated always as (coalesce(booking_id, offer_id)) stored,
  occupied tstzrange not null,
  at_customer boolean not null default false,
  place_id uuid,
  expires_at timestamptz,
  move_id uuid,
  primary key (business_id, id),
  foreign key (business_id, staff_id) references public.staff (business_id, id),
  foreign key (business_id, booking_id) references public.bookings (business_id, id) deferrable initially deferred,
  foreign key (business_id, offer_id) references public.offers (business_id, id),
  foreign key (business_id, place_id) references public.places (business_id, id),
  check (booking_id is not null or offer_id is not null),
  check (not isempty(occupied) and lower_inc(occupied) and not upper_inc(occupied)),
  -- so that a search need not look further back: a job of 24 hours with 8 of buffer on either side
  constraint no_longer_than_40_hours check (upper(occupied) - lower(occupied) <= interval '40 hours'),
  -- The conflict rule: one calendar, one owner of any instant. A booking may overlap itself while it moves. The time stands before the owner,
  -- so that the index keeps neighbours in time together: a check looks at one stretch, not at a calendar's whole history.
  constraint no_two_holds_overlap exclude using gist (
    business_id with =, staff_id with =, occupied with &&, owner_id with <>
  )
);
-- All that a search reads, so that it need not visit the table; and a calendar belongs to one business, which the planner cannot guess: without
-- that it would take any index of the table for as good as this one.
create index holds_calendar_idx on public.holds (business_id, staff_id, upper(occupied))
  include (occupied, at_customer, place_id, expires_at, owner_id, offer_id, id);
create statistics public.holds_of_a_calendar (dependencies) on business_id, staff_id from public.holds;
create index holds_lapsing_idx on public.holds (business_id, staff_id, expires_at) where expires_at is not null;
create index holds_kept_idx on public.holds (expires_at) where offer_id is not null;
create index holds_booking_idx on public.holds (business_id, booking_id);
create index holds_offer_idx on public.holds (business_id, offer_id);
create index holds_place_idx on public.holds (business_id, place_id);

alter table public.holds enable row level security;

create policy "Members see what holds their calendars" on public.holds for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.holds to authenticated, service_role;

comment on table public.holds is 'Taken stretches of a calendar. The exclusion constraint, not any look beforehand, prevents double booking.';
comment on column public.holds.occupied is 'From start less the buffer before to end plus the buffer after, end excluded.';
comment on column public.holds.offer_id is 'Kept for who was offered it. With a booking too: a new time offered for that booking.';
comment on column public.holds.move_id is 'The new time of a move that is not agreed yet; null: the time of the booking or offer itself.';
comment on column public.holds.expires_at is 'Past it the hold no longer counts; null: until it is released.';
