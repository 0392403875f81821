-- A member has dealt with a text that did not get through: it is listed no more. Outcome: 'dismissed' (`again`: it was before) or 'not_failed'.
create function public.dismiss_text(p_business uuid, p_text uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.outbox;
begin
  perform private.require_member(p_business);
  text_row := private.lock_text(p_business, p_text);
  if text_row.state not in ('failed', 'unknown') then
    return jsonb_build_object('outcome', 'not_failed', 'state', text_row.state);
  end if;
  update public.outbox set dismissed_at = coalesce(dismissed_at, now()) where business_id = p_business and id = p_text;
  return jsonb_build_object('outcome', 'dismissed', 'state', text_row.state, 'again', text_row.dismissed_at is not null);
end
$$;
grant execute on function public.dismiss_text to authenticated;
