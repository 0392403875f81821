-- Nothing is open by default: every table and function below grants what it means to grant.
alter default privileges in schema public revoke all on tables from public, anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from public, anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from public, anon, authenticated, service_role;
alter default privileges revoke execute on functions from public;

-- Inner functions live here: the API does not serve this schema and no client role may enter it.
create schema private;
revoke all on schema private from public, anon, authenticated, service_role;
comment on schema private is 'Inner functions. Reached only from the security definer functions in public.';
