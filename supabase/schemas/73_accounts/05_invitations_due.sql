-- Invitations to be sent, at most five, for one worker: `token` goes with the result. One whose worker died is due again after two minutes; one that was
-- tried five times has failed.
create function public.claim_invitations(p_now timestamptz default now()) returns setof jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  update public.invitations i set state = 'failed', error = 'The mail could not be sent. Try again later.'
    where i.state = 'requested' and i.due_at <= p_now and i.attempts >= 5;
  return query
  with due as (
    select i.business_id, i.id from public.invitations i where i.state = 'requested' and i.due_at <= p_now
    order by i.due_at limit 5 for no key update skip locked
  )
  update public.invitations i set claim_token = gen_random_uuid(), due_at = p_now + interval '2 minutes', attempts = i.attempts + 1
    from due where i.business_id = due.business_id and i.id = due.id
    returning jsonb_build_object('business_id', i.business_id, 'id', i.id, 'token', i.claim_token, 'email', i.email);
end
$$;
grant execute on function public.claim_invitations to service_role;

-- An invitation went out: its person is a member now. p_user null: there was such a sign-in already, it is found by its address. Outcome 'sent', or 'gone':
-- it was taken back or claimed anew meanwhile, or who asked for it is no owner any more, and nobody became a member.
create function public.finish_invitation(p_business uuid, p_invitation uuid, p_token uuid, p_user uuid default null, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  invited public.invitations;
  person uuid;
  business_members public.members;
begin
  select * into invited from public.invitations i
    where i.business_id = p_business and i.id = p_invitation and i.claim_token = p_token and i.state = 'requested' for no key update;
  if not found then
    return '{"outcome": "gone"}';
  elsif not exists (
    select from public.members m
    where m.business_id = p_business and m.user_id = invited.requested_by and m.role = 'owner' and m.deleted_at is null) then
    update public.invitations i set state = 'withdrawn', claim_token = null where i.business_id = p_business and i.id = p_invitation;
    return '{"outcome": "gone"}';
  end if;
  person := coalesce(p_user, (select u.id from auth.users u where lower(u.email) = invited.email order by u.created_at limit 1));
  insert into public.members as m (business_id, user_id, role, name, email, phone, created_at)
  values (p_business, person, invited.role, invited.name, invited.email, invited.phone, p_now)
  on conflict (business_id, user_id) do update set
    role = excluded.role, name = excluded.name, email = excluded.email, phone = excluded.phone, deleted_at = null,
    phone_verified_at = case when m.phone = excluded.phone then m.phone_verified_at end
    where m.deleted_at is not null
  returning m.* into business_members;
  update public.invitations i set state = 'sent', user_id = person, sent_at = p_now, claim_token = null, error = ''
    where i.business_id = p_business and i.id = p_invitation;
  if business_members.user_id is not null then
    perform private.welcome_me(p_business, person, p_now);
  end if;
  return '{"outcome": "sent"}';
end
$$;
grant execute on function public.finish_invitation to service_role;

-- An invitation did not go out: for good, and the owner reads why; or, p_retry, it is tried again in a minute.
create function public.fail_invitation(p_business uuid, p_invitation uuid, p_token uuid, p_error text, p_retry boolean default false, p_now timestamptz default now())
returns void
language sql security definer set search_path = ''
as $$
  update public.invitations i set
      state = case when p_retry then i.state else 'failed' end, error = left(p_error, 300), claim_token = null,
      due_at = case when p_retry then p_now + interval '1 minute' else i.due_at end
    where i.business_id = p_business and i.id = p_invitation and i.claim_token = p_token and i.state = 'requested'
$$;
grant execute on function public.fail_invitation to service_role;
