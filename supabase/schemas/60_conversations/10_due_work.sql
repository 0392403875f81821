-- What is due now, and when something will be next: one call for a worker that wakes up.
create function public.due_work(p_now timestamptz default now()) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'answer', exists (select from public.conversations where answer_due_at <= p_now and (leased_until is null or leased_until <= p_now)),
      'send', exists (select from public.outbox where state = 'waiting' and due_at <= p_now),
      'settle', exists (select from public.outbox
          where state in ('sending', 'unknown') and (leased_until <= p_now or leased_until > p_now + interval '1 day'))
        or exists (select from public.outbox where claim_token is not null and state in ('sent', 'delivered', 'failed') and leased_until <= p_now),
      'nag', exists (select from public.bookings where status = 'pending' and nagged_at is null and nag_at <= p_now and expires_at > p_now)
        or exists (select from public.moves where state = 'waiting' and nagged_at is null and nag_at <= p_now and expires_at > p_now),
      'expire', exists (select from public.bookings where status = 'pending' and expires_at <= p_now)
        or exists (select from public.moves where state = 'waiting' and expires_at <= p_now),
      'remind', exists (select from public.bookings where status = 'confirmed' and remind_at <= p_now),
      'day_end', exists (select from public.businesses where deleted_at is null and coalesce(next_day_end_at, '-infinity') <= p_now),
      'run_sheet', exists (select from public.businesses where deleted_at is null and coalesce(next_run_sheet_at, '-infinity') <= p_now),
      'handoffs', exists (select from public.conversations
        where state = 'human' and coalesce(handoff_nag_at, handoff_lapse_at, resume_at) <= p_now),
      'commands', exists (select from public.member_texts where due_at <= p_now),
      'backfill', exists (select from public.backfills where due_at <= p_now),
      'pictures', exists (select from public.pictures where due_at <= p_now),
      'measure', exists (select from public.travel_gaps),
      'holidays', exists (select from private.holidays_due(null, p_now)),
      'invite', exists (select from public.invitations where state = 'requested' and due_at <= p_now),
      'sync', exists (select from public.calendar_sources s
        where (s.due_at <= p_now or private.has_bookings_to_send(s)) and (s.leased_until is null or s.leased_until <= p_now)),
      'next_at', least(
        (select min(answer_due_at) from public.conversations where answer_due_at > p_now),
        (select min(coalesce(handoff_nag_at, handoff_lapse_at, resume_at)) from public.conversations
          where state = 'human' and coalesce(handoff_nag_at, handoff_lapse_at, resume_at) > p_now),
        (select min(due_at) from public.outbox where state = 'waiting' and due_at > p_now),
        (select min(due_at) from public.pictures where due_at > p_now),
        (select min(due_at) from public.invitations where state = 'requested' and due_at > p_now),
        (select min(due_at) from public.calendar_sources where due_at > p_now),
        (select min(due_at) from public.member_texts where due_at > p_now),
        (select min(due_at) from public.backfills where due_at > p_now),
        (select min(leased_until) from public.outbox where state in ('sending', 'unknown') and leased_until > p_now),
        (select min(remind_at) from public.bookings where status = 'confirmed' and remind_at > p_now),
        (select min(coalesce(next_day_end_at, '-infinity')) from public.businesses where deleted_at is null and coalesce(next_day_end_at, '-infinity') > p_now),
        (select min(coalesce(next_run_sheet_at, '-infinity')) from public.businesses where deleted_at is null and coalesce(next_run_sheet_at, '-infinity') > p_now),
        (select min(nag_at) from public.bookings where status = 'pending' and nagged_at is null and nag_at > p_now),
        (select min(expires_at) from public.bookings where status = 'pending' and expires_at > p_now),
        (select min(nag_at) from public.moves where state = 'waiting' and nagged_at is null and nag_at > p_now),
        (select min(expires_at) from public.moves where state = 'waiting' and expires_at > p_now))));
end
$$;
grant execute on function public.due_work to service_role;
