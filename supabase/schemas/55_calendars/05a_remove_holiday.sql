-- Takes back a holiday of the business's own: that date goes by the weekly hours again. Returns {outcome: 'removed' or 'nothing_there'}.
-- Errors: 'public_holiday', which can only be opened.
create function public.remove_holiday(p_business uuid, p_on_date date) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  before jsonb := private.holiday_kept(p_business, p_on_date);
begin
  if exists (select from public.holidays h where h.business_id = p_business and h.on_date = p_on_date and not h.own) then
    perform private.refuse('public_holiday', 'That is a public holiday. If you work on it, open it instead.');
  end if;
  delete from public.holidays where business_id = p_business and on_date = p_on_date;
  perform private.note_setting(p_business, member, 'holidays', before, null, now());
  return jsonb_build_object('outcome', case when before is null then 'nothing_there' else 'removed' end);
end
$$;
grant execute on function public.remove_holiday to authenticated;
