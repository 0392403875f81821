-- The forwarded leg of a call ended, with the carrier's word for how (DialCallStatus). A word that says nothing changes nothing. Returns {outcome,
-- texted} of private.settle_call. Errors: PT404 no such call.
create function public.end_call(p_business uuid, p_call uuid, p_status text, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses;
  call public.calls;
  heard public.call_outcome := private.heard_of_call(p_status);
begin
  select * into business from public.businesses where id = p_business;
  select * into call from public.calls where business_id = p_business and id = p_call;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such call.', hint = 'not_found';
  end if;
  if heard is null then
    return jsonb_build_object('outcome', call.outcome, 'texted', false);
  end if;
  return private.settle_call(business, call.id, heard, p_now);
end
$$;
grant execute on function public.end_call to service_role;

-- The number's own status callback on a whole call (CallStatus), which may come before anything else we hear of it. A caller who hung up while it rang was
-- missed. 'completed' says only that it is over: it is said of a call that nobody took, too. Returns whether the number is one of ours.
create function public.note_call_status(
  p_to text, p_from text, p_provider_id text, p_status text, p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  business public.businesses := private.business_called(p_to);
  call public.calls;
begin
  if business.id is null then
    return false;
  end if;
  if private.heard_of_call(p_status) is not null and p_status <> 'answered' then
    call := private.store_call(business, p_to, p_from, p_provider_id, p_now);
    perform private.settle_call(business, call.id, case when p_status <> 'completed' then private.heard_of_call(p_status) end, p_now);
  end if;
  return true;
end
$$;
grant execute on function public.note_call_status to service_role;
