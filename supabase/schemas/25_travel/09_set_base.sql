-- Where a calendar's day starts and ends: the drives from there to the first job and back from the last must fit. Neither suburb nor postcode
-- clears it. Returns {outcome: 'set' | 'cleared' | 'unchanged'}. Errors: 'bad_place' (private.place_said), PT404 no such calendar.
create function private.set_base(p_business uuid, p_staff uuid, p_suburb text, p_postcode text) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  base uuid;
begin
  if coalesce(btrim(p_suburb), '') <> '' or coalesce(btrim(p_postcode), '') <> '' then
    base := private.place_said(p_business, p_suburb, p_postcode);
  end if;
  if p_staff is null then
    raise exception sqlstate 'PT404' using message = 'There is no such calendar, or it is not yours.', hint = 'not_found';
  end if;
  perform private.lock_calendars(p_business, private.calendars_meant(p_business, p_staff));
  update public.staff set base_place_id = base where business_id = p_business and id = p_staff and base_place_id is distinct from base;
  if not found then
    return jsonb_build_object('outcome', 'unchanged');
  end if;
  if base is not null then
    insert into public.travel_gaps (business_id, place_id) values (p_business, base);
  end if;
  return jsonb_build_object('outcome', case when base is null then 'cleared' else 'set' end);
end
$$;

create function public.set_base(p_business uuid, p_staff uuid, p_suburb text, p_postcode text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  before uuid := (select base_place_id from public.staff s where s.business_id = p_business and s.id = p_staff);
  made jsonb := private.set_base(p_business, p_staff, p_suburb, p_postcode);
begin
  perform private.note_setting(p_business, member, 'base', jsonb_build_object('staff', p_staff, 'place', before), jsonb_build_object('staff', p_staff,
    'place', (select base_place_id from public.staff s where s.business_id = p_business and s.id = p_staff)), now());
  return made;
end
$$;
grant execute on function public.set_base to authenticated;
