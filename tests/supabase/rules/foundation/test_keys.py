"""Every key leads with the business, so a row cannot even refer to another business's row."""

from __future__ import annotations

from tests.supabase.rules.desk import Desk

FOREIGN_KEYS = """
  select k.conname, k.conrelid::regclass::text as on_table, k.confrelid::regclass::text as to_table,
    array(select a.attname::text from unnest(k.conkey) with ordinality u (n, i)
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by u.i) as columns,
    array(select a.attname::text from unnest(k.confkey) with ordinality u (n, i)
      join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by u.i) as refers_to
  from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace"""


def test_every_table_but_businesses_has_a_primary_key_led_by_the_business(desk: Desk) -> None:
    others = """
      select c.relname from pg_class c left join pg_index i on i.indrelid = c.oid and i.indisprimary
      left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname is distinct from 'business_id'"""
    assert desk.column(others) == ["businesses"]


def test_every_foreign_key_between_tenant_tables_is_led_by_the_business(desk: Desk) -> None:
    keys = desk.rows(FOREIGN_KEYS)
    assert len(keys) > 40
    for key in keys:
        if key["to_table"] == "auth.users":
            continue
        assert key["columns"][0] == "business_id", key
        assert key["refers_to"][0] == ("id" if key["to_table"] == "businesses" else "business_id"), key


def test_every_table_refers_to_its_business(desk: Desk) -> None:
    owned = {key["on_table"] for key in desk.rows(FOREIGN_KEYS)}
    tables = desk.column("select tablename::text from pg_tables where schemaname = 'public'")
    assert set(tables) - owned == {"businesses"}


def test_every_foreign_key_has_an_index_that_covers_it(desk: Desk) -> None:
    indexes = desk.rows("""
      select i.indrelid::regclass::text as on_table,
        array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality u (n, at)
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = u.n where u.at <= i.indnkeyatts order by u.at) as columns
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam
      where i.indpred is null and i.indisvalid and m.amname = 'btree'""")
    for key in desk.rows(FOREIGN_KEYS):
        wanted = key["columns"]
        on_table = [index["columns"] for index in indexes if index["on_table"] == key["on_table"]]
        assert any(set(columns[: len(wanted)]) == set(wanted) for columns in on_table), key


def test_a_row_cannot_refer_to_another_businesss_row(desk: Desk) -> None:
    with desk.refused("23503"):
        desk.do(
            "insert into public.working_hours values (%s, %s, 1, '09:00', '17:00')",
            desk.cast.lawns.id,
            desk.cast.salon.staff["Mia"],
        )


def test_every_table_and_type_says_what_it_is(desk: Desk) -> None:
    silent = """
      select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and obj_description(c.oid, 'pg_class') is null
      union all select t.typname from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd')
        and obj_description(t.oid, 'pg_type') is null
      union all select n.nspname from pg_namespace n where n.nspname = 'private' and obj_description(n.oid, 'pg_namespace') is null"""
    assert desk.column(silent) == []


def test_the_comment_of_an_enum_explains_each_of_its_values(desk: Desk) -> None:
    unexplained = """
      select format('%I.%s', t.typname, e.enumlabel) from pg_type t join pg_enum e on e.enumtypid = t.oid
      where t.typnamespace = 'public'::regnamespace and obj_description(t.oid, 'pg_type') !~ ('\\m' || e.enumlabel || '\\M')"""
    assert desk.connection.execute(unexplained).fetchall() == []


def test_instants_know_their_zone_and_money_is_whole_cents(desk: Desk) -> None:
    odd = """
      select format('%I.%I', table_name, column_name) from information_schema.columns where table_schema = 'public'
        and (data_type in ('timestamp without time zone', 'money') or column_name like '%cents' and data_type <> 'integer')"""
    assert desk.connection.execute(odd).fetchall() == []
