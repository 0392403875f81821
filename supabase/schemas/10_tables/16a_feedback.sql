create table public.feedback (
  business_id uuid not null references public.businesses (id),
  booking_id uuid not null,
  customer_id uuid not null,
  asked_at timestamptz not null,
  score int check (score between 1 and 5),
  answered_at timestamptz,
  primary key (business_id, booking_id),
  foreign key (business_id, booking_id) references public.bookings (business_id, id),
  foreign key (business_id, customer_id) references public.customers (business_id, id),
  check ((score is null) = (answered_at is null))
);
create index feedback_customer_idx on public.feedback (business_id, customer_id);

alter table public.feedback enable row level security;

create policy "Members see what customers thought" on public.feedback for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.feedback to authenticated, service_role;

comment on table public.feedback is 'Marks, 1 to 5, that customers were asked for after their bookings.';
comment on column public.feedback.asked_at is 'When the booking was completed; the text itself waits for contact hours.';
