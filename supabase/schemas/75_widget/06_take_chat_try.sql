-- Takes one from each of several allowances of the chat at once or from none, counted over all processes. p_keys: hashes of whom and what is counted;
-- p_most: how many each has in p_seconds from its first. Outcome 'taken', or 'too_many' with `wait_seconds` until the next can be taken and
-- `of`: the number, from 1, of the allowance that is longest used up. What counts no longer is removed, a little by each call.
create function private.take_chat_try(p_keys text[], p_most int[], p_seconds int[], p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  full_one record;
begin
  if coalesce(cardinality(p_keys), 0) = 0 or cardinality(p_most) is distinct from cardinality(p_keys)
    or cardinality(p_seconds) is distinct from cardinality(p_keys)
    or exists (select from unnest(p_keys, p_most, p_seconds) t (k, m, s) where (k ~ '^[0-9a-f]{32,64}$' and m >= 0 and s between 1 and 86400) is not true) then
    perform private.refuse('bad_try', 'This cannot be counted.');
  end if;
  -- All keys are locked in one order before any is judged, so that of tries at one moment exactly as many as allowed get through.
  insert into private.tries as t (key, used, ends_at)
    select 'chat:' || k, 0, p_now + make_interval(secs => s) from unnest(p_keys, p_seconds) a (k, s) order by k
    on conflict (key) do update set
      used = case when t.ends_at <= p_now then 0 else t.used end,
      ends_at = case when t.ends_at <= p_now then excluded.ends_at else t.ends_at end;
  select t.ends_at, a.n into full_one
    from private.tries t join unnest(p_keys, p_most) with ordinality a (k, most, n) on t.key = 'chat:' || a.k and t.used >= a.most
    order by t.ends_at desc limit 1;
  if found then
    return jsonb_build_object('outcome', 'too_many', 'of', full_one.n, 'wait_seconds', ceil(extract(epoch from full_one.ends_at - p_now))::int);
  end if;
  update private.tries t set used = t.used + 1 where t.key in (select 'chat:' || k from unnest(p_keys) k);
  delete from private.tries t
    where t.key in (select o.key from private.tries o where o.ends_at <= p_now order by o.ends_at limit 20 for update skip locked);
  return '{"outcome": "taken"}';
end
$$;

create function public.take_chat_try(p_keys text[], p_most int[], p_seconds int[]) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.take_chat_try(p_keys, p_most, p_seconds, clock_timestamp());
end
$$;
grant execute on function public.take_chat_try to service_role;
