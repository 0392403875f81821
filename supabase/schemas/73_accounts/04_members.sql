-- The members of a business, locked in one order, so that no two changes at once can leave it without an owner. Refuses to touch the last one.
create function private.lock_member(p_business uuid, p_member uuid, p_stays_owner boolean) returns public.members
language plpgsql set search_path = ''
as $$
declare
  member public.members;
begin
  perform from public.members m where m.business_id = p_business order by m.user_id for no key update;
  select * into member from public.members m where m.business_id = p_business and m.user_id = p_member and m.deleted_at is null;
  if member.role = 'owner' and not p_stays_owner and not exists (
    select from public.members m
    where m.business_id = p_business and m.role = 'owner' and m.deleted_at is null and m.user_id <> p_member) then
    perform private.refuse('last_owner', 'A business needs an owner, and this is the last one. Make somebody else an owner first.');
  end if;
  return member;
end
$$;

-- Another phone of a member: it is not linked until they answer the welcome text, which is sent. The same one changes nothing.
create function private.give_phone(p_member public.members, p_phone text, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  new_phone text := private.members_phone(p_member.business_id, p_phone, p_member.user_id);
begin
  if new_phone is distinct from p_member.phone then
    update public.members m set phone = new_phone, phone_verified_at = null where m.business_id = p_member.business_id and m.user_id = p_member.user_id;
    perform private.welcome_me(p_member.business_id, p_member.user_id, p_now);
  end if;
end
$$;

-- An owner changes a member's role ('owner' or 'member'), name and phone; all three are said. Outcome 'saved'; `again` when it was all so before.
create function private.change_member(p_business uuid, p_member uuid, p_change jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  was public.members;
  made public.members;
begin
  perform private.check_names(p_change, array['role', 'name', 'phone']);
  if p_change ->> 'role' is null or p_change ->> 'role' not in ('owner', 'member') then
    perform private.refuse('bad_role', 'Choose what they may do.');
  elsif coalesce(trim(p_change ->> 'name'), '') = '' then
    perform private.refuse('no_name', 'Say who it is: a name is needed.');
  end if;
  was := private.lock_member(p_business, p_member, p_change ->> 'role' = 'owner');
  if was.user_id is null then
    raise exception sqlstate 'PT404' using message = 'There is no such member.', hint = 'not_found';
  end if;
  update public.members m set role = (p_change ->> 'role')::public.member_role, name = left(trim(p_change ->> 'name'), 100)
    where m.business_id = p_business and m.user_id = p_member;
  perform private.give_phone(was, p_change ->> 'phone', p_now);
  select * into made from public.members m where m.business_id = p_business and m.user_id = p_member;
  return jsonb_build_object('outcome', 'saved', 'again', made is not distinct from was);
end
$$;

create function public.change_member(p_business uuid, p_colleague uuid, p_change jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.change_member(p_business, p_colleague, p_change, now());
end
$$;
grant execute on function public.change_member to authenticated;

-- An owner removes a member, who from then on sees nothing, gets no texts, and whose links are dead. Outcome 'removed'; `again`: they were no member.
create function private.remove_member(p_business uuid, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  member public.members := private.lock_member(p_business, p_member, false);
begin
  update public.members m set deleted_at = p_now where m.business_id = p_business and m.user_id = p_member and m.deleted_at is null;
  update public.invitations i set state = 'withdrawn', claim_token = null where i.business_id = p_business and (i.user_id = p_member or i.email = lower(member.email));
  return jsonb_build_object('outcome', 'removed', 'again', member.user_id is null);
end
$$;

create function public.remove_member(p_business uuid, p_colleague uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  return private.remove_member(p_business, p_colleague, now());
end
$$;
grant execute on function public.remove_member to authenticated;

-- A member's own phone, E.164; empty: none. Another one is not linked until they answer the welcome text, which is sent. Outcome 'saved'; `again`.
create function private.set_my_phone(p_business uuid, p_member uuid, p_phone text, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  was public.members := private.lock_member(p_business, p_member, true);
begin
  perform private.give_phone(was, p_phone, p_now);
  return jsonb_build_object('outcome', 'saved', 'again', was.phone is not distinct from nullif(p_phone, ''));
end
$$;

create function public.set_my_phone(p_business uuid, p_phone text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  return private.set_my_phone(p_business, member, p_phone, now());
end
$$;
grant execute on function public.set_my_phone to authenticated;
