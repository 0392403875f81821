-- Stores a call once under the carrier's id, or finds it again.
create function private.store_call(p_business public.businesses, p_to text, p_from text, p_provider_id text, p_now timestamptz) returns public.calls
language plpgsql set search_path = ''
as $$
declare
  call public.calls;
begin
  if coalesce(p_provider_id, '') = '' then
    raise exception sqlstate 'PT400' using message = 'A call needs the carrier''s id.', hint = 'bad_input';
  end if;
  insert into public.calls (business_id, provider_id, from_number, to_number, customer_id, started_at)
    select p_business.id, p_provider_id, private.caller_of(p_from), p_to,
      private.customer_with_phone(p_business.id, private.caller_of(p_from)), p_now
    on conflict (business_id, provider_id) do nothing;
  select * into call from public.calls c where c.business_id = p_business.id and c.provider_id = p_provider_id for no key update;
  return call;
end
$$;

-- A call comes in: stores it once and says which phone to ring. Returns {outcome: 'ring' | 'missed' | 'over' | 'unknown_number', business_id, call_id, ring,
-- name, texted}. With nobody to ring it is missed at once; 'over': it had ended before. p_forwarded_from: the phone that passed the call on to us, which
-- must not get it back.
create function public.receive_call(
  p_to text, p_from text, p_provider_id text, p_forwarded_from text default null, p_now timestamptz default now()
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses := private.business_called(p_to);
  call public.calls;
  phone text;
  told jsonb;
begin
  if business.id is null then
    return jsonb_build_object('outcome', 'unknown_number');
  end if;
  call := private.store_call(business, p_to, p_from, p_provider_id, p_now);
  told := jsonb_build_object('business_id', business.id, 'call_id', call.id, 'name', business.name);
  if call.ended_at is not null and call.outcome is distinct from 'missed' then
    return told || jsonb_build_object('outcome', 'over');
  end if;
  phone := private.whom_to_ring(business, array[p_to, call.from_number, p_forwarded_from]);
  if phone is null or call.ended_at is not null then
    return told || private.settle_call(business, call.id, 'missed', p_now);
  end if;
  update public.calls set forwarded_to = phone where business_id = business.id and id = call.id;
  return told || jsonb_build_object('outcome', 'ring', 'ring', phone);
end
$$;
grant execute on function public.receive_call to service_role;
