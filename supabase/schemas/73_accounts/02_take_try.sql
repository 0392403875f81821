-- How many tries of a sort one address, and one account, have in ten minutes. Null: there is no such sort.
create function private.tries_allowed(p_what text) returns int[]
language sql immutable set search_path = ''
as $$
  select case p_what when 'sign_in' then array[40, 10] when 'link' then array[20, 5] when 'password' then array[40, 10] when 'tap' then array[100] end
$$;

-- Takes one try, counted over all processes, from the allowance of each key at once or of none. p_keys: hashes of the address and, where it is about one,
-- of the account, in this order. Outcome 'taken', or 'too_many' with `wait_seconds` until the next can be taken. p_give_back: what was tried went well and
-- does not count; the same keys get it back. What counts no longer is removed, a little by each call.
create function private.take_try(p_what text, p_keys text[], p_give_back boolean, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  allowed int[] := private.tries_allowed(p_what);
  keys text[];
  wait timestamptz;
begin
  if allowed is null or coalesce(cardinality(p_keys), 0) <> cardinality(allowed)
    or exists (select from unnest(p_keys) k where k is null or k !~ '^[0-9a-f]{32,64}$') then
    perform private.refuse('bad_try', 'This cannot be counted.');
  end if;
  keys := array(select format('%s:%s:%s', p_what, n, k) from unnest(p_keys) with ordinality t (k, n));
  if p_give_back then
    perform from private.tries t where t.key = any (keys) order by t.key for no key update;
    update private.tries t set used = t.used - 1 where t.key = any (keys) and t.used > 0 and t.ends_at > p_now;
    return '{"outcome": "given_back"}';
  end if;
  -- All keys are locked in one order before any is judged, so that of tries at one moment exactly as many as allowed get through.
  insert into private.tries as t (key, used, ends_at)
    select k, 0, p_now + interval '10 minutes' from unnest(keys) k order by k
    on conflict (key) do update set
      used = case when t.ends_at <= p_now then 0 else t.used end,
      ends_at = case when t.ends_at <= p_now then excluded.ends_at else t.ends_at end;
  select max(t.ends_at) into wait from private.tries t, unnest(keys, allowed) a (key, most) where t.key = a.key and t.used >= a.most;
  if wait is not null then
    return jsonb_build_object('outcome', 'too_many', 'wait_seconds', ceil(extract(epoch from wait - p_now))::int);
  end if;
  update private.tries t set used = t.used + 1 where t.key = any (keys);
  delete from private.tries t
    where t.key in (select o.key from private.tries o where o.ends_at <= p_now order by o.ends_at limit 20 for update skip locked);
  return '{"outcome": "taken"}';
end
$$;

create function public.take_try(p_what text, p_keys text[], p_give_back boolean default false) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return private.take_try(p_what, p_keys, p_give_back, clock_timestamp());
end
$$;
grant execute on function public.take_try to anon;
