-- A move in the words its texts and pages use: the old time and the new one, each with its calendar.
create function private.move_words(p_business public.businesses, p_move public.moves) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'move_id', p_move.id, 'asked_by', p_move.asked_by, 'state', p_move.state, 'reason', p_move.reason,
      'old', private.local_words(p_move.old_starts_at, p_business.time_zone), 'old_staff', o.name,
      'new', private.local_words(p_move.starts_at, p_business.time_zone), 'new_staff', n.name,
      'starts_at', p_move.starts_at, 'answer_by', private.local_words(p_move.expires_at, p_business.time_zone))
    from public.staff o, public.staff n
    where o.business_id = p_move.business_id and o.id = p_move.old_staff_id
      and n.business_id = p_move.business_id and n.id = p_move.staff_id);
end
$$;
