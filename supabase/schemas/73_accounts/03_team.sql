-- Who is in the business and who is invited, for any member of it. `here`: they have signed in at least once.
create function private.team(p_business uuid, p_member uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object(
    'members', (
      select jsonb_agg(jsonb_build_object('id', m.user_id, 'name', m.name, 'email', m.email, 'role', m.role, 'phone', m.phone,
        'verified', m.phone_verified_at is not null, 'me', m.user_id = p_member, 'here', u.last_sign_in_at is not null, 'invitation', i.id)
        order by m.role, m.created_at, m.user_id)
      from public.members m
      left join auth.users u on u.id = m.user_id
      left join public.invitations i on i.business_id = m.business_id and i.user_id = m.user_id
      where m.business_id = p_business and m.deleted_at is null),
    'invitations', (
      select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'name', i.name, 'email', i.email, 'role', i.role, 'state', i.state, 'error', i.error)
        order by i.requested_at, i.id), '[]')
      from public.invitations i
      where i.business_id = p_business and i.state in ('requested', 'failed') and not exists (
        select from public.members m where m.business_id = i.business_id and m.user_id = i.user_id and m.deleted_at is null)))
$$;

create function public.team(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return private.team(p_business, private.require_member(p_business));
end
$$;
grant execute on function public.team to authenticated;

-- A phone as members have it, E.164 or null for none; one of a colleague is refused, for texts from it are answered as theirs.
create function private.members_phone(p_business uuid, p_phone text, p_except uuid) returns text
language plpgsql stable set search_path = ''
as $$
declare
  wanted text := nullif(p_phone, '');
begin
  if wanted !~ '^\+[1-9][0-9]{6,14}$' then
    perform private.refuse('bad_phone', 'That phone number isn''t complete.');
  elsif exists (
    select from public.members m
    where m.business_id = p_business and m.phone = wanted and m.deleted_at is null and m.user_id is distinct from p_except) then
    perform private.refuse('phone_taken', 'A colleague has that phone number already.');
  end if;
  return wanted;
end
$$;

-- An owner wants somebody as a member: name, email, role ('owner' or 'member') and, if there is one, phone. A worker does the rest. Outcomes 'requested';
-- 'member': they are one already; 'waiting': they were invited less than ten minutes ago; 'too_many': fifty people are in or invited.
create function private.invite_member(p_business uuid, p_owner uuid, p_person jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  wanted_email text := lower(trim(coalesce(p_person ->> 'email', '')));
  wanted_name text := left(trim(coalesce(p_person ->> 'name', '')), 100);
  was public.invitations;
begin
  perform private.check_names(p_person, array['name', 'email', 'phone', 'role']);
  perform from public.businesses b where b.id = p_business for no key update;
  if length(wanted_email) > 254 or wanted_email !~ '^[^\s@]+@[^\s@]+\.[^\s@]+$' then
    perform private.refuse('bad_email', 'That e-mail address isn''t complete.');
  elsif wanted_name = '' then
    perform private.refuse('no_name', 'Say who it is: a name is needed.');
  elsif p_person ->> 'role' is null or p_person ->> 'role' not in ('owner', 'member') then
    perform private.refuse('bad_role', 'Choose what they may do.');
  elsif exists (select from public.members m where m.business_id = p_business and lower(m.email) = wanted_email and m.deleted_at is null) then
    return '{"outcome": "member"}';
  end if;
  select * into was from public.invitations i where i.business_id = p_business and i.email = wanted_email;
  if was.state = 'requested' or (was.state = 'sent' and was.requested_at > p_now - interval '10 minutes') then
    return '{"outcome": "waiting"}';
  elsif 50 <= (select count(*) from public.members m where m.business_id = p_business and m.deleted_at is null)
      + (select count(*) from public.invitations i where i.business_id = p_business and i.state in ('requested', 'failed')) then
    return '{"outcome": "too_many"}';
  end if;
  insert into public.invitations as i (business_id, email, name, phone, role, requested_by, requested_at, due_at)
  values (p_business, wanted_email, wanted_name, private.members_phone(p_business, p_person ->> 'phone', was.user_id),
    (p_person ->> 'role')::public.member_role, p_owner, p_now, p_now)
  on conflict (business_id, email) do update set
    name = excluded.name, phone = excluded.phone, role = excluded.role, state = 'requested', requested_by = excluded.requested_by,
    requested_at = excluded.requested_at, due_at = excluded.due_at, attempts = 0, claim_token = null, error = '', user_id = null, sent_at = null;
  return '{"outcome": "requested"}';
end
$$;

create function public.invite_member(p_business uuid, p_person jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  perform private.require_owner(p_business, member);
  return private.invite_member(p_business, member, p_person, now());
end
$$;
grant execute on function public.invite_member to authenticated;

-- An owner wants an invitation sent again that failed, or whose person has not signed in. Outcomes 'requested'; 'too_soon': the last was less than ten
-- minutes ago; 'on_its_way'; 'here': they have signed in; 'gone'.
create function private.resend_invitation(p_business uuid, p_owner uuid, p_invitation uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  was public.invitations;
  outcome text;
begin
  select * into was from public.invitations i where i.business_id = p_business and i.id = p_invitation for no key update;
  outcome := case
    when was.id is null or was.state = 'withdrawn' then 'gone'
    when was.state = 'requested' then 'on_its_way'
    when exists (select from auth.users u where u.id = was.user_id and u.last_sign_in_at is not null) then 'here'
    when was.state = 'sent' and was.requested_at > p_now - interval '10 minutes' then 'too_soon'
    else 'requested' end;
  if outcome = 'requested' then
    update public.invitations i set state = 'requested', requested_by = p_owner, requested_at = p_now, due_at = p_now, attempts = 0, claim_token = null, error = ''
      where i.business_id = p_business and i.id = p_invitation;
  end if;
  return jsonb_build_object('outcome', outcome);
end
$$;

create function public.resend_invitation(p_business uuid, p_invitation uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  perform private.require_owner(p_business, member);
  return private.resend_invitation(p_business, member, p_invitation, now());
end
$$;
grant execute on function public.resend_invitation to authenticated;

-- An owner takes an invitation back that has not gone out. Outcome 'withdrawn'; `again`: there was none to take back.
create function public.withdraw_invitation(p_business uuid, p_invitation uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  perform private.require_owner(p_business, member);
  update public.invitations i set state = 'withdrawn', claim_token = null
    where i.business_id = p_business and i.id = p_invitation and i.state in ('requested', 'failed');
  return jsonb_build_object('outcome', 'withdrawn', 'again', not found);
end
$$;
grant execute on function public.withdraw_invitation to authenticated;
