-- The receptionist takes no bookings: customers hear so once and leave a message. Until p_until_local, in the business's zone, when the pause ends
-- by itself; null: until a member ends it. Outcome: 'paused', with `until` in words; `again` when it was so already.
-- Errors: 'bad_date' that has passed, or no date at all, 'no_such_time' the clocks skip it.
create function private.pause_receptionist(p_business uuid, p_until_local timestamp, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  until_at timestamptz;
begin
  select * into business from public.businesses where id = p_business for no key update;
  until_at := case when p_until_local is not null then private.instant_of(p_until_local, business.time_zone) end;
  if until_at <= p_now then
    perform private.refuse('bad_date', 'That time has passed. Choose one still to come, or none. Nothing was changed.');
  end if;
  if private.pause_words(business, p_now) is not null and until_at is not distinct from business.paused_until then
    return jsonb_build_object('outcome', 'paused', 'again', true) || private.pause_words(business, p_now);
  end if;
  update public.businesses set paused_at = p_now, paused_until = until_at where id = p_business returning * into business;
  return jsonb_build_object('outcome', 'paused', 'again', false) || private.pause_words(business, p_now);
end
$$;

create function public.pause_receptionist(p_business uuid, p_until_local timestamp default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.pause_receptionist(p_business, p_until_local, now());
end
$$;
grant execute on function public.pause_receptionist to authenticated;

-- Ends the pause. Outcome: 'resumed'; `again` when there was none.
create function private.resume_receptionist(p_business uuid) returns jsonb
language plpgsql set search_path = ''
as $$
begin
  update public.businesses set paused_at = null, paused_until = null where id = p_business and paused_at is not null;
  return jsonb_build_object('outcome', 'resumed', 'again', not found);
end
$$;

create function public.resume_receptionist(p_business uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.resume_receptionist(p_business);
end
$$;
grant execute on function public.resume_receptionist to authenticated;
