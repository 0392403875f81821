-- The business's zone; PT404 when there is no such business.
create function private.zone_of(p_business uuid) returns text
language plpgsql stable set search_path = ''
as $$
declare
  zone text := (select b.time_zone from public.businesses b where b.id = p_business);
begin
  if zone is null then
    raise exception sqlstate 'PT404' using message = 'There is no such business, or it is not yours.', hint = 'not_found';
  end if;
  return zone;
end
$$;

-- Keeps a blocked time and says which booked times it touches: {outcome: 'added', block, clashes}.
create function private.keep_block(p_block public.blocked_times, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
begin
  p_block.reason := private.reason_said(p_block.reason);
  perform private.lock_calendars(p_block.business_id, private.calendars_meant(p_block.business_id, p_block.staff_id));
  select * into business from public.businesses where id = p_block.business_id;
  p_block.id := gen_random_uuid();
  insert into public.blocked_times (business_id, id, staff_id, reason, during, frequency, every_n, weekdays, month_day, first_date, last_date,
      occurrences, from_time, to_time, except_dates, created_by, created_at)
    values (p_block.business_id, p_block.id, p_block.staff_id, p_block.reason, p_block.during, p_block.frequency,
      coalesce(p_block.every_n, 1), p_block.weekdays, p_block.month_day, p_block.first_date, p_block.last_date, p_block.occurrences,
      p_block.from_time, p_block.to_time, coalesce(p_block.except_dates, '{}'), p_block.created_by, p_now);
  if p_block.created_by is not null then
    perform private.note_setting(p_block.business_id, p_block.created_by, 'blocks', null, to_jsonb(p_block), p_now);
  end if;
  return jsonb_build_object('outcome', 'added', 'block', p_block.id,
    'clashes', private.booked_in_block(business, p_block.id, p_block.staff_id, p_now));
end
$$;

-- Blocks one stretch, from and to in local time, on one calendar or (p_staff null) in the whole business. Returns {outcome: 'added', block,
-- clashes}; clashes are the booked times it touches. Errors: 'bad_range' it ends before or as it starts, and those of private.instant_of.
create function private.add_blocked_time(
  p_business uuid, p_staff uuid, p_from timestamp, p_to timestamp, p_reason text, p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  zone text := private.zone_of(p_business);
  block public.blocked_times;
begin
  if p_to <= p_from then
    perform private.refuse('bad_range', 'It has to end after it starts.');
  end if;
  block.business_id := p_business;
  block.staff_id := p_staff;
  block.reason := p_reason;
  block.during := tstzrange(private.instant_of(p_from, zone), private.instant_of(p_to, zone));
  block.created_by := p_member;
  return private.keep_block(block, p_now);
end
$$;

create function public.add_blocked_time(p_business uuid, p_staff uuid, p_from timestamp, p_to timestamp, p_reason text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.add_blocked_time(p_business, p_staff, p_from, p_to, p_reason, private.require_member(p_business), now());
end
$$;
grant execute on function public.add_blocked_time to authenticated;

-- Blocks stretches that repeat in local time; see private.rule_of for how they are said. A stretch that the clocks skip in part is
-- shorter that day. Returns as private.add_blocked_time.
create function private.add_recurring_block(p_business uuid, p_staff uuid, p_rule jsonb, p_reason text, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  block public.blocked_times := private.rule_of(p_rule, private.zone_of(p_business));
begin
  block.business_id := p_business;
  block.staff_id := p_staff;
  block.reason := p_reason;
  block.created_by := p_member;
  return private.keep_block(block, p_now);
end
$$;

create function public.add_recurring_block(p_business uuid, p_staff uuid, p_rule jsonb, p_reason text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.add_recurring_block(p_business, p_staff, p_rule, p_reason, private.require_member(p_business), now());
end
$$;
grant execute on function public.add_recurring_block to authenticated;
