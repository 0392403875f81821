create table private.link_secret (
  only_one boolean primary key default true check (only_one),
  secret bytea not null default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
);
alter table private.link_secret enable row level security;
insert into private.link_secret default values;

create table private.booking_links (
  business_id uuid not null,
  text_id uuid not null,
  token_hash bytea not null,
  expires_at timestamptz not null,
  primary key (business_id, text_id),
  foreign key (business_id, text_id) references public.outbox (business_id, id) on delete cascade
);
create unique index booking_links_token_idx on private.booking_links (token_hash);
alter table private.booking_links enable row level security;

comment on table private.link_secret is 'What tokens are made with, so that a text which is worded again says the same. One row; it never leaves the database.';
comment on table private.booking_links is 'What a link in a text to a member may do: show the booking of that text, and answer it as that member, until it expires.';
comment on column private.booking_links.token_hash is 'SHA-256 of the token; the token itself is kept nowhere.';
