-- A blocked time of the business that is in force, locked; PT404 when there is none.
create function private.block_meant(p_business uuid, p_block uuid) returns public.blocked_times
language plpgsql set search_path = ''
as $$
declare
  block public.blocked_times;
begin
  select * into block from public.blocked_times where business_id = p_business and id = p_block for update;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such blocked time, or it is not yours.', hint = 'not_found';
  end if;
  return block;
end
$$;

-- Leaves out one date of a blocked time that repeats. Returns {outcome: 'skipped', 'already_skipped' or 'already_removed'}. Errors:
-- 'not_recurring', and 'not_its_date' for a date on which it would not start.
create function public.skip_blocked_date(p_business uuid, p_block uuid, p_date date) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  block public.blocked_times;
begin
  block := private.block_meant(p_business, p_block);
  perform private.date_meant(p_date);
  if block.deleted_at is not null then
    return jsonb_build_object('outcome', 'already_removed');
  elsif block.frequency is null then
    perform private.refuse('not_recurring', 'It happens only once: remove it instead.');
  elsif not p_date in (select private.rule_dates(block, p_date, p_date)) then
    perform private.refuse('not_its_date', 'It does not start on that date.');
  elsif p_date = any (block.except_dates) then
    return jsonb_build_object('outcome', 'already_skipped');
  end if;
  update public.blocked_times set except_dates = except_dates || p_date where business_id = p_business and id = p_block;
  perform private.note_setting(p_business, member, 'blocks', to_jsonb(block), to_jsonb(private.block_meant(p_business, p_block)), now());
  return jsonb_build_object('outcome', 'skipped');
end
$$;
grant execute on function public.skip_blocked_date to authenticated;

-- The time can be booked again. Returns {outcome: 'removed' or 'already_removed'}.
create function public.remove_blocked_time(p_business uuid, p_block uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
  block public.blocked_times := private.block_meant(p_business, p_block);
begin
  if block.deleted_at is not null then
    return jsonb_build_object('outcome', 'already_removed');
  end if;
  update public.blocked_times set deleted_at = now() where business_id = p_business and id = p_block;
  perform private.note_setting(p_business, member, 'blocks', to_jsonb(block), null, now());
  return jsonb_build_object('outcome', 'removed');
end
$$;
grant execute on function public.remove_blocked_time to authenticated;
