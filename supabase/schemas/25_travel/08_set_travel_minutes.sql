-- A place as an owner names it, made if new. Errors: 'bad_place' nothing, too long, or a postcode that is none.
create function private.place_said(p_business uuid, p_suburb text, p_postcode text) returns uuid
language plpgsql set search_path = ''
as $$
declare
  suburb text := coalesce(regexp_replace(btrim(p_suburb), '\s+', ' ', 'g'), '');
  postcode text := coalesce(btrim(p_postcode), '');
begin
  if suburb = '' and postcode = '' then
    perform private.refuse('bad_place', 'Give a suburb, a postcode, or both.');
  elsif length(suburb) > 60 then
    perform private.refuse('bad_place', 'A suburb has at most 60 letters.');
  elsif postcode !~ '^([0-9]{4})?$' then
    perform private.refuse('bad_place', format('%L is not a postcode: it has four digits.', postcode));
  end if;
  return private.place_of(p_business, suburb, postcode);
end
$$;

-- What the owner says a drive takes, in minutes, one way or both; it goes before anything measured and for every spelling of the two places.
-- Null minutes take it back, and the drive is measured again. Returns {outcome: 'set' | 'removed'}. Errors: 'bad_place' (private.place_said),
-- 'bad_minutes' below 0 or over a day.
create function private.set_travel_minutes(
  p_business uuid, p_from_suburb text, p_from_postcode text, p_to_suburb text, p_to_postcode text, p_minutes int, p_both_ways boolean,
  p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  leaves uuid;
  reaches uuid;
  touched uuid[];
begin
  if p_minutes not between 0 and 1440 then
    perform private.refuse('bad_minutes', format('A drive takes from 0 to 1440 minutes, not %s.', p_minutes));
  end if;
  leaves := private.place_said(p_business, p_from_suburb, p_from_postcode);
  reaches := private.place_said(p_business, p_to_suburb, p_to_postcode);
  delete from public.travel_times t
    using (values (leaves, reaches), (reaches, leaves)) as drive (a, b)
    where t.business_id = p_business and t.source = 'owner' and (p_both_ways or drive.a = leaves)
      and t.from_place_id in (select private.same_places(p_business, drive.a))
      and t.to_place_id in (select private.same_places(p_business, drive.b));
  if p_minutes is not null then
    insert into public.travel_times (business_id, from_place_id, to_place_id, minutes, source, created_at)
      select distinct p_business, drive.a, drive.b, p_minutes, 'owner', p_now
        from (values (leaves, reaches), (reaches, leaves)) as drive (a, b) where p_both_ways or drive.a = leaves
      on conflict (business_id, from_place_id, to_place_id) do update
        set minutes = excluded.minutes, source = excluded.source, created_at = excluded.created_at;
    perform private.spread_owners_minutes(p_business, p_now);
  end if;
  insert into public.travel_gaps (business_id, place_id)
    select p_business, p.id from public.places p
    where p.business_id = p_business and p.id in (leaves, reaches) and (p.latitude is null or p_minutes is null);
  touched := array(select private.same_places(p_business, leaves) union select private.same_places(p_business, reaches));
  perform private.retell_travel_assumed(p_business, touched, p_now);
  return jsonb_build_object('outcome', case when p_minutes is null then 'removed' else 'set' end);
end
$$;

create function public.set_travel_minutes(
  p_business uuid, p_from_suburb text, p_from_postcode text, p_to_suburb text, p_to_postcode text, p_minutes int,
  p_both_ways boolean default true
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  made jsonb := private.set_travel_minutes(
    p_business, p_from_suburb, p_from_postcode, p_to_suburb, p_to_postcode, p_minutes, coalesce(p_both_ways, true), now());
begin
  perform private.note_setting(p_business, member, 'travel', null, jsonb_build_object('from', p_from_suburb, 'from_postcode', p_from_postcode,
    'to', p_to_suburb, 'to_postcode', p_to_postcode, 'minutes', p_minutes, 'both_ways', coalesce(p_both_ways, true)), now());
  return made;
end
$$;
grant execute on function public.set_travel_minutes to authenticated;
