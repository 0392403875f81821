create table public.calendar_pushes (
  business_id uuid not null references public.businesses (id),
  source_id uuid not null,
  booking_id uuid not null,
  version text not null,
  pushed_at timestamptz not null,
  primary key (business_id, source_id, booking_id),
  foreign key (business_id, source_id) references public.calendar_sources (business_id, id),
  foreign key (business_id, booking_id) references public.bookings (business_id, id)
);
create index calendar_pushes_booking_idx on public.calendar_pushes (business_id, booking_id);

alter table public.calendar_pushes enable row level security;

create policy "Members see which bookings went to their other calendars" on public.calendar_pushes for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.calendar_pushes to authenticated, service_role;

comment on table public.calendar_pushes is 'Which state of a booking a calendar kept elsewhere was last given.';
