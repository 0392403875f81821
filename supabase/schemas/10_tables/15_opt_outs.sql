create table public.opt_outs (
  business_id uuid not null references public.businesses (id),
  id uuid not null default gen_random_uuid(),
  ledger_no bigint not null generated always as identity,
  phone text not null,
  opted_out boolean not null,
  keyword text not null default '',
  source text not null,
  created_at timestamptz not null,
  primary key (business_id, id)
);
create index opt_outs_phone_idx on public.opt_outs (business_id, phone, ledger_no desc);

alter table public.opt_outs enable row level security;

create policy "Members see who opted out of their texts" on public.opt_outs for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.opt_outs to authenticated, service_role;

comment on table public.opt_outs is 'Ledger of STOP and START per business and number, apart from customers; the newest row rules. Rows are only added.';
