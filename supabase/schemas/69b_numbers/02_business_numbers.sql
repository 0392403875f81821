-- A business's numbers from the local day p_from to p_to inclusive (400 days at most): `totals`, `weeks` (Mondays; a week's figures are those of its days
-- within the period), `sources` and `both` (by week and source). Each: conversations, requested, confirmed, handled, answered, minutes (median from request to answer; null: none),
-- missed, marks, mark (mean; null: none). See private.counted for what counts. `minutes_saved`: per conversation the assistant handled.
create function private.business_numbers(p_business uuid, p_from date, p_to date) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
  if p_from is null or p_to is null or p_to < p_from or p_to - p_from > 400 then
    perform private.refuse('bad_period', 'Choose a first day and a last day after it, at most 400 days apart.');
  end if;
  return (
    with counted as (
      select c.*, date_trunc('week', c.day)::date as week from private.counted(p_business, p_from, p_to) c
    ), figures as (
      select grouping(c.week) as all_weeks, grouping(c.source) as all_sources, c.week, c.source, jsonb_build_object(
          'week', c.week, 'source', c.source,
          'conversations', count(*) filter (where c.kind = 'conversations'), 'requested', count(*) filter (where c.kind = 'requested'),
          'confirmed', count(*) filter (where c.kind = 'confirmed'), 'handled', count(*) filter (where c.kind = 'handled'),
          'answered', count(*) filter (where c.kind = 'answered'),
          'minutes', percentile_cont(0.5) within group (order by c.minutes::float8) filter (where c.kind = 'answered'),
          'missed', count(*) filter (where c.kind = 'missed'),
          'marks', count(*) filter (where c.kind = 'marks'), 'mark', avg(c.score)) as said
      from counted c group by grouping sets ((), (c.week), (c.source), (c.week, c.source))
    )
    select jsonb_build_object(
      'minutes_saved', b.minutes_saved_per_conversation,
      'totals', (select f.said from figures f where f.all_weeks = 1 and f.all_sources = 1),
      'weeks', (select coalesce(jsonb_agg(f.said order by f.week), '[]') from figures f where f.all_weeks = 0 and f.all_sources = 1),
      'sources', (select coalesce(jsonb_agg(f.said order by f.source), '[]') from figures f where f.all_weeks = 1 and f.all_sources = 0),
      'both', (select coalesce(jsonb_agg(f.said order by f.week, f.source), '[]') from figures f where f.all_weeks = 0 and f.all_sources = 0))
    from public.businesses b where b.id = p_business);
end
$$;

create function public.business_numbers(p_business uuid, p_from date, p_to date) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return private.business_numbers(p_business, p_from, p_to);
end
$$;
grant execute on function public.business_numbers to authenticated;

-- The rows behind one of these figures (p_kind as in private.counted; p_source: of that source alone), newest first, 50 after the one at p_at with the
-- id p_id: {rows, count, more}.
create function public.number_rows(
  p_business uuid, p_kind text, p_from date, p_to date, p_at timestamptz default null, p_id uuid default null,
  p_source text default null
) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return (
    with counted as (
      select * from private.counted(p_business, p_from, p_to) c where c.kind = p_kind and (p_source is null or c.source = p_source)
    ), found as (
      select * from counted c where p_at is null or (c.at, c.id) < (p_at, p_id) order by c.at desc, c.id desc limit 51
    ), shown as (
      select f.*, row_number() over (order by f.at desc, f.id desc) as place from found f
    )
    select jsonb_build_object('count', (select count(*) from counted), 'more', (select count(*) > 50 from found),
      'rows', (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'at', s.at, 'source', s.source, 'minutes', s.minutes, 'score', s.score,
          'name', coalesce(b.customer_name, u.name, ''), 'service', b.service_name, 'phone', coalesce(b.customer_phone, u.phone, u.claimed_phone)) order by s.place), '[]')
        from shown s
          left join public.bookings b on b.business_id = p_business and b.id = s.id
          left join public.conversations t on t.business_id = p_business and t.id = s.id
          left join public.customers u on u.business_id = p_business and u.id = t.customer_id
        where s.place <= 50)));
end
$$;
grant execute on function public.number_rows to authenticated;

-- An owner says how many minutes a conversation that the assistant handled saves, 0 to 120. Outcome: 'saved'; `again` when it was so before.
create function public.set_minutes_saved(p_business uuid, p_minutes int) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.require_owner(p_business, private.require_member(p_business));
  if p_minutes is null or p_minutes not between 0 and 120 then
    perform private.refuse('bad_minutes', 'Give the minutes as a whole number from 0 to 120.');
  end if;
  update public.businesses b set minutes_saved_per_conversation = p_minutes where b.id = p_business and b.minutes_saved_per_conversation <> p_minutes;
  return jsonb_build_object('outcome', 'saved', 'again', not found);
end
$$;
grant execute on function public.set_minutes_saved to authenticated;
