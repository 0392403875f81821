-- The next instant after p_now at which clocks of a business show p_time. One that they skip comes as much later.
create function private.next_time(p_business public.businesses, p_time time, p_now timestamptz) returns timestamptz
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select min(at) from (
      select ((p_now at time zone p_business.time_zone)::date + n + p_time) at time zone p_business.time_zone as at from generate_series(0, 2) n) coming
    where at > p_now);
end
$$;

-- Asks members, once a day at day_end_time, what became of the bookings that have ended and nobody said so of: one text that lists them with their
-- codes. Nothing when there are none, or when nobody wants it. Those asked about before they ended, and moved since, are asked about again. A business
-- whose time was not worked out yet only gets that. Returns how many businesses.
create function public.day_ends_due(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses;
  leaves timestamptz; -- the text, in contact hours
  jobs jsonb;
  done int := 0;
begin
  for business in
    select * from public.businesses where deleted_at is null and coalesce(next_day_end_at, '-infinity') <= p_now
    order by next_day_end_at limit 100 for no key update skip locked
  loop
    update public.businesses set next_day_end_at = private.next_time(business, business.day_end_time, p_now) where id = business.id;
    done := done + 1;
    leaves := private.in_contact_hours(business, p_now);
    continue when business.next_day_end_at is null or not exists (
      select from public.members m where m.business_id = business.id and m.gets_day_ends and m.phone is not null and m.deleted_at is null);
    with ended as (
      update public.bookings b set asked_at = p_now
        where b.business_id = business.id and b.status = 'confirmed' and b.deleted_at is null and (b.asked_at is null or b.asked_at < b.ends_at)
          and b.starts_at > p_now - interval '4 days' and b.ends_at > p_now - interval '3 days' and b.ends_at <= p_now
        returning b.*
    )
    select jsonb_agg(jsonb_build_object('id', e.id, 'code', e.code, 'customer', e.customer_name, 'service', e.service_name,
        'at', private.local_words(e.starts_at, business.time_zone),
        'today', private.today_of(business, e.starts_at) = private.today_of(business, leaves)) order by e.starts_at, e.id)
      into jobs from ended e;
    if jobs is not null then
      perform private.tell_members(business, 'day_ends', 'day_end', 'proactive', 'day_end:' || business.next_day_end_at, p_now,
        p_detail => jsonb_build_object('jobs', jobs));
    end if;
  end loop;
  return done;
end
$$;
grant execute on function public.day_ends_due to service_role;

-- Has somebody said of every booking in such a text what became of it, or moved it, before the text could leave?
create function private.day_is_settled(p_text public.outbox) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return not exists (
    select from jsonb_array_elements(p_text.detail -> 'jobs') j
    join public.bookings b on b.business_id = p_text.business_id and b.id = (j ->> 'id')::uuid and b.status = 'confirmed'
      and b.asked_at >= b.ends_at);
end
$$;
