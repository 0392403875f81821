-- A small schema of the same make as the product's: composite keys, row-level security, functions that refuse.
create extension if not exists btree_gist with schema extensions;

create type public.state as enum ('pending', 'confirmed', 'cancelled');

create table public.shops (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  slug text unique,
  opened timestamptz not null default now(),
  settings jsonb not null default '{}'
);

create table public.people (
  shop_id uuid not null references public.shops (id),
  user_id uuid not null,
  primary key (shop_id, user_id)
);

create table public.chairs (
  shop_id uuid not null references public.shops (id),
  id uuid not null default gen_random_uuid(),
  label text not null,
  secret_note text,
  primary key (shop_id, id)
);

create table public.visits (
  shop_id uuid not null,
  id uuid not null default gen_random_uuid(),
  chair_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  state public.state not null default 'pending',
  price numeric(10, 2),
  tags text[] not null default '{}',
  details jsonb,
  primary key (shop_id, id),
  foreign key (shop_id, chair_id) references public.chairs (shop_id, id),
  check (ends_at > starts_at),
  exclude using gist (shop_id with =, chair_id with =, tstzrange(starts_at, ends_at) with &&) where (state <> 'cancelled')
);

alter table public.shops enable row level security;
alter table public.people enable row level security;
alter table public.chairs enable row level security;
alter table public.visits enable row level security;

create policy "people see themselves" on public.people for select to authenticated
  using (user_id = (select auth.uid()));
create policy "people see their shops" on public.shops for select to authenticated
  using (id in (select shop_id from public.people where user_id = (select auth.uid())));
create policy "people see their chairs" on public.chairs for select to authenticated
  using (shop_id in (select shop_id from public.people where user_id = (select auth.uid())));
create policy "people see their visits" on public.visits for select to authenticated
  using (shop_id in (select shop_id from public.people where user_id = (select auth.uid())));

-- Nobody writes directly; a note of a chair is not for members; visitors who are not signed in see nothing.
revoke all on all tables in schema public from anon;
revoke insert, update, delete on all tables in schema public from authenticated;
revoke select on public.chairs from authenticated;
grant select (shop_id, id, label) on public.chairs to authenticated;

create function public.visits_of(p_shop_id uuid) returns setof public.visits language sql stable as $$
  select * from public.visits where shop_id = p_shop_id order by starts_at
$$;

create function public.summary_of(p_shop_id uuid) returns table (state public.state, visits int, first timestamptz)
language sql stable as $$
  select state, count(*)::int, min(starts_at) from public.visits where shop_id = p_shop_id group by state
$$;

create function public.cancel(p_shop_id uuid, p_id uuid) returns public.visits language plpgsql as $$
declare
  v_visit public.visits;
begin
  update public.visits set state = 'cancelled' where shop_id = p_shop_id and id = p_id returning * into v_visit;
  if not found then
    raise exception 'no such visit' using errcode = 'PT404', hint = 'it may be another shop''s';
  end if;
  return v_visit;
end
$$;

create function public.echo(p_value jsonb) returns jsonb language sql immutable as $$
  select jsonb_build_object('given', p_value, 'type', jsonb_typeof(p_value), 'keys',
    case when jsonb_typeof(p_value) = 'object' then (select jsonb_agg(key) from jsonb_object_keys(p_value) as key) end)
$$;

create function public.touch() returns void language sql as $$ select 1 $$;
create function public.seven() returns int language sql immutable as $$ select 7 $$;
create function public.noon() returns timestamptz language sql immutable as $$ select timestamptz '2026-12-01 12:00:00.25+10' $$;
create function public.labels(p_labels text[]) returns text[] language sql immutable as $$ select p_labels $$;
create function public.who() returns jsonb language sql stable as $$
  select jsonb_build_object('user', auth.uid(), 'role', auth.role(), 'database_role', current_user, 'claims', auth.jwt())
$$;

create function public.refuse(p_code text) returns void language plpgsql as $$
begin
  raise exception 'it was refused' using errcode = p_code, detail = 'the detail', hint = 'the hint';
end
$$;

create function public.refuse_with_status() returns void language plpgsql as $$
begin
  raise sqlstate 'PGRST' using
    message = '{"code": "TAKEN", "message": "it is taken", "details": "by somebody", "hint": "take another"}',
    detail = '{"status": 409, "headers": {}}';
end
$$;

create function public.for_workers() returns int language sql as $$ select 1 $$;
revoke execute on function public.for_workers() from public, anon, authenticated;

alter publication supabase_realtime add table public.visits, public.chairs;
