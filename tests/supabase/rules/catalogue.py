"""Everything a database declares, by name, so that two databases can be compared."""

from __future__ import annotations

from typing import Any

import psycopg

OURS = "n.nspname in ('public', 'private')"


def _grants(acl: str, kind: str, owner: str) -> str:
    """Who may do what, in an order of its own."""
    return f"""(select string_agg(format('%s may %s', coalesce(r.rolname, 'everyone'), a.privilege_type), ', '
        order by r.rolname, a.privilege_type)
      from aclexplode(coalesce({acl}, acldefault('{kind}', {owner}))) a left join pg_roles r on r.oid = a.grantee)"""


QUERIES = {
    "schemas": f"""
        select n.nspname, obj_description(n.oid, 'pg_namespace'), {_grants("n.nspacl", "n", "n.nspowner")}
        from pg_namespace n where {OURS} or n.nspname = 'extensions'""",
    "extensions": "select e.extname, e.extversion, n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace",
    "tables": f"""
        select n.nspname, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relpersistence, c.relreplident,
          c.reloptions, obj_description(c.oid, 'pg_class'), {_grants("c.relacl", "r", "c.relowner")}
        from pg_class c join pg_namespace n on n.oid = c.relnamespace where {OURS} and c.relkind in ('r', 'p', 'v', 'm', 'f')""",
    "sequences": f"""
        select n.nspname, c.relname, s.seqtypid::regtype, s.seqstart, s.seqincrement, {_grants("c.relacl", "s", "c.relowner")}
        from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_sequence s on s.seqrelid = c.oid where {OURS}""",
    "columns": f"""
        select n.nspname, c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
          a.attgenerated, pg_get_expr(d.adbin, d.adrelid), a.attacl, col_description(c.oid, a.attnum)
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where {OURS} and c.relkind in ('r', 'p', 'v', 'm', 'c') and a.attnum > 0 and not a.attisdropped""",
    "constraints": f"""
        select n.nspname, k.conrelid::regclass::text, k.conname, pg_get_constraintdef(k.oid), k.convalidated
        from pg_constraint k join pg_namespace n on n.oid = k.connamespace where {OURS}""",
    "indexes": f"""
        select n.nspname, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), i.indisvalid
        from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace where {OURS}""",
    "policies": """
        select schemaname, tablename, policyname, permissive, roles::text, cmd, qual, with_check from pg_policies""",
    "triggers": f"""
        select n.nspname, c.relname, pg_get_triggerdef(t.oid)
        from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
        where {OURS} and not t.tgisinternal""",
    "functions": f"""
        select n.nspname, p.oid::regprocedure::text, pg_get_functiondef(p.oid), obj_description(p.oid, 'pg_proc'),
          {_grants("p.proacl", "f", "p.proowner")}
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace where {OURS} and p.prokind in ('f', 'p')""",
    "types": f"""
        select n.nspname, t.typname, t.typtype, obj_description(t.oid, 'pg_type'),
          (select string_agg(e.enumlabel, ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)
        from pg_type t join pg_namespace n on n.oid = t.typnamespace where {OURS} and t.typtype in ('e', 'c', 'd', 'r')""",
    "published": "select pubname, schemaname, tablename, attnames::text, rowfilter from pg_publication_tables",
    "default privileges": f"""
        select coalesce(n.nspname, 'anywhere'), d.defaclobjtype, {_grants("d.defaclacl", "r", "d.defaclrole")}
        from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace""",
}


def part(connection: psycopg.Connection[Any], name: str) -> set[str]:
    """One part of the catalogue as a set of lines."""
    return {str(row) for row in connection.execute(QUERIES[name])}


def read(url: str) -> dict[str, set[str]]:
    """The whole catalogue."""
    with psycopg.connect(url) as connection:
        return {name: part(connection, name) for name in QUERIES}
