-- What asking for a time and being refused one need beforehand, in 400 businesses: conversations under lease, each with an offer. `way` says who uses it: one of
-- the two ways to ask, on days of their own, or a refusal, whose offer is of a time somebody has.
create table public.bench_requests as
with wanted as (
  select distinct on (n, (f.at at time zone b.time_zone)::date) n, b.id as business, s.id as service, private.bench_id('staff', n) as staff,
    case when s.at_customer then private.bench_id('place', 12 * n + 1) end as place, f.at as starts_at
  from generate_series(1, 400) n
  join public.businesses b on b.id = private.bench_id('business', n)
  join public.services s on s.business_id = b.id
  cross join lateral private.free_starts(b, s, private.bench_id('staff', n),
    case when s.at_customer then private.bench_id('place', 12 * n + 1) end, now() + interval '1 day', now() + interval '15 days', now()) as f (at)
  order by n, (f.at at time zone b.time_zone)::date, f.at
),
taken as (
  select k.* from generate_series(1, 400) n
  cross join lateral (
    select n, k.business_id, k.service_id, k.staff_id, k.place_id, k.starts_at from public.bookings k
    where k.business_id = private.bench_id('business', n) and k.status = 'confirmed' and k.starts_at > now() + interval '1 day'
    order by k.starts_at limit 1) k
)
select case when row_number() over (partition by n order by starts_at) % 2 = 0 then 'ours' else 'bare' end as way, w.*,
  gen_random_uuid() as customer, gen_random_uuid() as conversation, gen_random_uuid() as offer
from wanted w
union all
select 'refused', t.*, gen_random_uuid(), gen_random_uuid(), gen_random_uuid() from taken t;
insert into public.customers (business_id, id, name, phone)
select business, customer, 'Jo', '+6142' || 1000000 + row_number() over () from public.bench_requests;
insert into public.conversations (business_id, id, customer_id, channel, peer, offer_set, lease_token, leased_until)
select business, conversation, customer, 'sms', conversation::text, 1, 1, now() + interval '1 day' from public.bench_requests;
insert into public.offers (business_id, id, conversation_id, set_no, position, ref, service_id, staff_id, place_id, starts_at, ends_at, expires_at)
select business, offer, conversation, 1, 1, 't1-1', service, staff, place, starts_at, starts_at + interval '1 hour', now() + interval '1 day'
from public.bench_requests;
analyze public.customers, public.conversations, public.offers;

-- The least that asking for a time must do: the locks of the conversation and the calendar, the bare reads of a search, and the rows it leaves.
create function public.bench_ask(
  p_business uuid, p_service uuid, p_staff uuid, p_place uuid, p_starts timestamptz, p_customer uuid, p_conversation uuid, p_offer uuid
) returns text
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  booking uuid := gen_random_uuid();
  ends timestamptz := p_starts + interval '1 hour';
begin
  perform from public.conversations c where c.business_id = p_business and c.id = p_conversation for no key update;
  perform pg_advisory_xact_lock(hashtextextended(p_business::text || p_staff::text, 0));
  perform private.bench_floor(p_business, p_service, p_staff, p_place, p_starts, p_starts + interval '1 microsecond');
  insert into public.holds (business_id, staff_id, booking_id, occupied, at_customer, place_id, expires_at)
    values (p_business, p_staff, booking, tstzrange(p_starts, ends), p_place is not null, p_place, p_starts) on conflict do nothing;
  insert into public.bookings (
    business_id, id, customer_id, service_id, staff_id, conversation_id, offer_id, source, starts_at, ends_at, service_name, customer_name,
    customer_phone, address, place_id, currency, requested_at, nag_at, expires_at)
    values (p_business, booking, p_customer, p_service, p_staff, p_conversation, p_offer, 'sms', p_starts, ends, 'Job', 'Jo', '+61420000000',
      '', p_place, 'AUD', now(), now(), p_starts);
  insert into public.booking_events (business_id, booking_id, kind, actor, created_at) values (p_business, booking, 'requested', 'receptionist', now());
  insert into public.outbox (business_id, kind, class, recipient, dedupe_key, due_at, created_at, member_id, booking_id)
    select p_business, 'request', 'caused', m.phone, 'request:' || booking || m.user_id, now(), now(), m.user_id, booking
    from public.members m where m.business_id = p_business;
  return 'pencilled';
end
$$
