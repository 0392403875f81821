-- btree_gist lets one exclusion constraint compare uuids and ranges together.
create schema if not exists extensions;
create extension if not exists btree_gist with schema extensions;
