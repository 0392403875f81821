-- Every member's phone, owners first: whether it is proven to be theirs and, where it texted STOP, since when. Members see only their own membership;
-- this is what each of them may know of the others.
create function public.member_phones(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  zone text := (select b.time_zone from public.businesses b where b.id = p_business);
begin
  perform private.require_member(p_business);
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'user_id', m.user_id, 'name', m.name, 'phone', m.phone, 'verified', m.phone is not null and m.phone_verified_at is not null,
      'opted_out_at', s.since, 'opted_out', case when s.since is not null then private.local_words(s.since, zone) end)
      order by m.role, m.name, m.user_id), '[]')
    from public.members m left join lateral (select private.opted_out_since(m.business_id, m.phone) as since) s on true
    where m.business_id = p_business and m.deleted_at is null);
end
$$;
grant execute on function public.member_phones to authenticated;
