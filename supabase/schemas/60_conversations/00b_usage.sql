-- The day it is for a business.
create function private.today_of(p_business public.businesses, p_now timestamptz) returns date
language sql stable set search_path = ''
as $$
  select (p_now at time zone p_business.time_zone)::date
$$;

-- Adds what a turn used of Claude, and how many replies the truth gate stopped in it, as its record says, to its business's day; a turn without
-- either writes nothing.
create function private.add_usage(p_business public.businesses, p_record jsonb, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  used bigint := (select coalesce(sum((p_record -> 'usage' ->> kind)::bigint), 0)
    from unnest(array['input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_write_tokens']) kind);
  cost bigint := coalesce((p_record -> 'usage' ->> 'cost_microdollars')::bigint, 0);
  stopped int := (select count(distinct g ->> 'reply')
    from jsonb_array_elements(case jsonb_typeof(p_record -> 'gate') when 'array' then p_record -> 'gate' else '[]' end) g);
begin
  if used > 0 or cost > 0 or stopped > 0 then
    insert into public.usage_days as d (business_id, on_date, turns, tokens, cost_microdollars, stopped_replies)
      values (p_business.id, private.today_of(p_business, p_now), 1, used, cost, stopped)
      on conflict (business_id, on_date) do update
        set turns = d.turns + 1, tokens = d.tokens + excluded.tokens, cost_microdollars = d.cost_microdollars + excluded.cost_microdollars,
            stopped_replies = d.stopped_replies + excluded.stopped_replies;
  end if;
end
$$;

-- Has the business used up what it allows for today, in tokens or in money?
create function private.capped(p_business public.businesses, p_now timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
declare
  today public.usage_days;
begin
  select * into today from public.usage_days d where d.business_id = p_business.id and d.on_date = private.today_of(p_business, p_now);
  return coalesce(today.tokens, 0) >= p_business.daily_tokens or coalesce(today.cost_microdollars, 0) >= p_business.daily_cost_microdollars;
end
$$;
