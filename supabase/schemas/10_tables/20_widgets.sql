create table public.widgets (
  business_id uuid primary key references public.businesses (id),
  token text not null unique default replace(gen_random_uuid()::text, '-', ''),
  is_on boolean not null default true,
  origins text[] not null default '{}' check (cardinality(origins) <= 20),
  colour text not null default '#166534' check (colour ~ '^#[0-9a-f]{6}$'),
  side text not null default 'right' check (side in ('left', 'right')),
  greeting text not null default '' check (length(greeting) <= 300),
  avatar text not null default '' check (length(avatar) <= 8),
  privacy_line text not null default '' check (length(privacy_line) <= 300),
  updated_at timestamptz not null default now()
);

alter table public.widgets enable row level security;

create policy "Members see their business's chat window" on public.widgets for select to authenticated
  using (business_id in (select business_id from public.members where user_id = (select auth.uid()) and deleted_at is null));

grant select on public.widgets to authenticated, service_role;

comment on table public.widgets is 'The chat window on a business''s website: who may show it, and how it looks.';
comment on column public.widgets.token is 'Public: it stands in the page of every website that shows the window.';
comment on column public.widgets.origins is 'Websites that may show it, like https://example.com.au; empty: any.';
comment on column public.widgets.greeting is 'The first words in an empty window; empty: the usual ones.';
comment on column public.widgets.avatar is 'A letter or two, or an emoji; empty: the business''s initial.';
comment on column public.widgets.privacy_line is 'What becomes of what is written; empty: the usual words.';

-- Every business has one, switched on, from its first day.
create function private.widget_for_business() returns trigger
language plpgsql set search_path = ''
as $$
begin
  insert into public.widgets (business_id) values (new.id) on conflict do nothing;
  return new;
end
$$;
create trigger widget_for_business after insert on public.businesses for each row execute function private.widget_for_business();

insert into public.widgets (business_id) select id from public.businesses;
