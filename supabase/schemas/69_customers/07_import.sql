-- Keeps a file as it was read, for its preview: p_rows as private.match_customers or private.match_events reads them, p_unread [{line, why}]. Those of
-- before that have expired go. Owners only. Errors: 'too_long' more than 2,000 people or 500 events, 'nothing' nothing to import.
create function private.keep_import(
  p_business uuid, p_id uuid, p_kind text, p_file text, p_staff uuid, p_rows jsonb, p_unread jsonb, p_member uuid, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  most int := case p_kind when 'customers' then 2000 else 500 end;
begin
  if jsonb_array_length(p_rows) > most then
    perform private.refuse('too_long', format('That file has more than %s rows. Split it, and import one part after the other.', to_char(most, 'FM9,999')));
  elsif p_staff is not null then
    perform private.calendars_meant(p_business, p_staff);
  end if;
  delete from public.import_drafts d where d.business_id = p_business and d.expires_at <= p_now;
  insert into public.import_drafts (business_id, id, kind, file_name, staff_id, read, unread, made_by, created_at, expires_at)
    values (p_business, p_id, p_kind, left(p_file, 200), p_staff, p_rows, p_unread, p_member, p_now, p_now + interval '1 day')
    on conflict do nothing;
  return jsonb_build_object('outcome', 'kept');
end
$$;

create function public.keep_import(
  p_business uuid, p_id uuid, p_kind text, p_file text, p_rows jsonb, p_unread jsonb default '[]', p_staff uuid default null
) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  perform private.require_owner(p_business, member);
  return private.keep_import(p_business, p_id, p_kind, p_file, p_staff, p_rows, p_unread, member, now());
end
$$;
grant execute on function public.keep_import to authenticated;

-- A kept file that has not expired, locked; PT404 otherwise.
create function private.import_draft(p_business uuid, p_draft uuid, p_now timestamptz) returns public.import_drafts
language plpgsql set search_path = ''
as $$
declare
  draft public.import_drafts;
begin
  select * into draft from public.import_drafts d
    where d.business_id = p_business and d.id = p_draft and d.expires_at > p_now for no key update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'That file is not kept any more. Choose it again.', hint = 'not_found';
  end if;
  return draft;
end
$$;

-- What an import would do: {kind, file, unread, counts: {what: how many}, rows: the first 200 with `what` each, done, result}. Of customers `what` is
-- 'new', 'known' (with `known`) or 'same' (as the line `same_as`). Owners only.
create function public.import_preview(p_business uuid, p_draft uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  draft public.import_drafts;
  looked jsonb;
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  draft := private.import_draft(p_business, p_draft, now());
  if draft.kind = 'customers' then
    select coalesce(jsonb_agg(to_jsonb(m) || jsonb_build_object('what',
      case when m.same_as is not null then 'same' when m.known is not null then 'known' else 'new' end) order by m.line), '[]') into looked
      from private.match_customers(p_business, draft.read) m;
  else
    select coalesce(jsonb_agg(to_jsonb(e) order by e.starts_at, e.line), '[]') into looked from private.match_events(p_business, draft.read) e;
  end if;
  return jsonb_build_object('kind', draft.kind, 'file', draft.file_name, 'unread', draft.unread, 'done', draft.done_at is not null, 'result', draft.result,
    'counts', (select coalesce(jsonb_object_agg(w.what, w.n), '{}') from (
      select r ->> 'what' as what, count(*) as n from jsonb_array_elements(looked) r group by 1) w),
    'rows', (select coalesce(jsonb_agg(r order by n), '[]') from jsonb_array_elements(looked) with ordinality as l (r, n) where n <= 200));
end
$$;
grant execute on function public.import_preview to authenticated;

-- Imports a kept file. Outcome: 'imported' with `result`; `again` when it had been, nothing is done twice. Owners only.
create function public.run_import(p_business uuid, p_draft uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  draft public.import_drafts;
  told jsonb;
begin
  perform private.require_owner(p_business, member);
  perform pg_advisory_xact_lock(hashtextextended(p_business::text, 69)); -- two files at once: one after the other
  draft := private.import_draft(p_business, p_draft, now());
  if draft.done_at is not null then
    return jsonb_build_object('outcome', 'imported', 'again', true, 'kind', draft.kind, 'result', draft.result);
  end if;
  told := case draft.kind when 'customers' then private.import_customers(p_business, draft.read, now())
    else private.import_events(p_business, draft.staff_id, draft.read, member, now()) end;
  update public.import_drafts set done_at = now(), result = told where business_id = p_business and id = p_draft;
  return jsonb_build_object('outcome', 'imported', 'again', false, 'kind', draft.kind, 'result', told);
end
$$;
grant execute on function public.run_import to authenticated;
