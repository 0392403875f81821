create table private.tries (
  key text primary key check (length(key) <= 100),
  used int not null default 0,
  ends_at timestamptz not null
);
create index tries_ends_at_idx on private.tries (ends_at);
alter table private.tries enable row level security;

comment on table private.tries is 'How often something was tried from one address or for one account, until when that counts. Keys are hashes whose secret is not here.';
