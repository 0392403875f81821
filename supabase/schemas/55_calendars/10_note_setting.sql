-- Keeps who changed a setting, and what it was before and after; nothing where it stayed as it was. p_what: which, as public.settings_events says.
create function private.note_setting(p_business uuid, p_member uuid, p_what text, p_before jsonb, p_after jsonb, p_now timestamptz) returns void
language sql set search_path = ''
as $$
  insert into public.settings_events (business_id, member_id, what, before, after, created_at)
    select p_business, p_member, p_what, p_before, p_after, p_now where p_before is distinct from p_after
$$;

-- Who changed one of these settings last, and when in words: {name, words}; null when nobody has.
create function private.last_change(p_business public.businesses, p_what text[]) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('name', coalesce(nullif(m.name, ''), m.email, 'somebody'), 'words', private.local_words(e.created_at, p_business.time_zone))
  from public.settings_events e
  left join public.members m on m.business_id = e.business_id and m.user_id = e.member_id
  where e.business_id = p_business.id and e.what = any (p_what)
  order by e.created_at desc limit 1
$$;

-- The weekly hours of one calendar: [{weekday, opens, closes}], in order.
create function private.weekly_hours(p_business uuid, p_staff uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('weekday', w.weekday, 'opens', to_char(w.opens, 'HH24:MI'), 'closes', to_char(w.closes, 'HH24:MI'))
    order by w.weekday, w.opens), '[]')
  from public.working_hours w where w.business_id = p_business and w.staff_id = p_staff
$$;

-- A date's own hours: [{staff, on_date, opens, closes, reason}] of one calendar, or (null) of all; no times: closed.
create function private.hours_of_date(p_business uuid, p_staff uuid, p_on_date date) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('staff', d.staff_id, 'on_date', d.on_date, 'opens', to_char(d.opens, 'HH24:MI'),
    'closes', to_char(d.closes, 'HH24:MI'), 'reason', d.reason) order by d.staff_id, d.opens), '[]')
  from public.date_hours d where d.business_id = p_business and d.on_date = p_on_date and (p_staff is null or d.staff_id = p_staff)
$$;

-- The reason somebody gives, without the spaces around it. 'bad_reason' over 200 characters.
create function private.reason_said(p_reason text) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  if length(btrim(p_reason)) > 200 then
    perform private.refuse('bad_reason', 'The reason has at most 200 characters.');
  end if;
  return coalesce(btrim(p_reason), '');
end
$$;
