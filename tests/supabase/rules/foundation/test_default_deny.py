"""Nothing is open by default. Asked of the catalogue, so that a new table or function is held to it too."""

from __future__ import annotations

import pytest
from psycopg import sql

from tests.supabase.rules.desk import Desk

ROLES = ["anon", "authenticated", "service_role"]
TABLES = (
    "select c.oid::regclass::text from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'"
)
RELATIONS = (
    "select oid from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')"
)
FOR_ANYBODY = {"open_booking_link", "answer_booking_link", "take_try"}
FUNCTIONS = "select oid from pg_proc where pronamespace = 'public'::regnamespace"


def test_every_table_has_row_level_security_and_nothing_else_holds_rows(desk: Desk) -> None:
    assert len(desk.rows(TABLES)) > 20
    assert desk.column(f"select relname from pg_class where oid in ({RELATIONS}) and not relrowsecurity") == []


def test_anon_may_read_nothing(desk: Desk) -> None:
    readable = (
        f"select relname from pg_class where oid in ({RELATIONS}) and has_any_column_privilege('anon', oid, 'select')"
    )
    assert desk.column(readable) == []
    with desk.refused("42501"), desk.role("anon"):
        desk.rows("select from public.businesses")


@pytest.mark.parametrize("role", ["authenticated", "service_role"])
def test_signed_in_people_and_the_service_may_read_every_table(desk: Desk, role: str) -> None:
    unreadable = (
        f"select relname from pg_class where oid in ({RELATIONS}) and not has_table_privilege(%s, oid, 'select')"
    )
    assert desk.column(unreadable, role) == []


@pytest.mark.parametrize("role", ROLES)
def test_no_role_holds_any_privilege_to_write_a_table(desk: Desk, role: str) -> None:
    writable = f"""
      select relname from pg_class where oid in ({RELATIONS})
        and (has_table_privilege(%(role)s, oid, 'insert, update, delete, truncate, references, trigger, maintain')
          or has_any_column_privilege(%(role)s, oid, 'insert, update, references'))"""
    assert [row["relname"] for row in desk.connection.execute(writable, {"role": role})] == []
    numbers = "select relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace"
    for sequence in desk.column(numbers):
        assert not desk.value("select has_sequence_privilege(%s, %s, 'usage, update')", role, f"public.{sequence}")


@pytest.mark.parametrize("role", ROLES)
def test_writing_any_table_is_refused(desk: Desk, role: str) -> None:
    for table in desk.column(TABLES):
        name = sql.SQL(table)
        for statement in (
            sql.SQL("insert into {} default values").format(name),
            sql.SQL(
                "update {} set business_id = null" if "businesses" not in table else "update {} set name = ''"
            ).format(name),
            sql.SQL("delete from {}").format(name),
            sql.SQL("truncate {} cascade").format(name),
        ):
            with desk.refused("42501"), desk.role(role):
                desk.connection.execute(statement)


def test_every_policy_only_reads_and_only_for_signed_in_people(desk: Desk) -> None:
    wider = "select policyname from pg_policies where schemaname = 'public' and (cmd <> 'SELECT' or roles <> '{authenticated}')"
    assert desk.column(wider) == []
    without = "select tablename from pg_tables where schemaname = 'public' except select tablename from pg_policies"
    assert desk.column(without) == []


def test_no_policy_trusts_what_a_person_can_write_into_their_own_token(desk: Desk) -> None:
    assert (
        desk.column("select policyname from pg_policies where qual ilike '%%metadata%%' or qual ilike '%%jwt%%'") == []
    )


def test_every_public_function_is_a_security_definer_with_a_pinned_search_path(desk: Desk) -> None:
    loose = f"""
      select proname from pg_proc where oid in ({FUNCTIONS})
        and (not prosecdef or not coalesce('search_path=""' = any (proconfig), false))"""
    assert desk.column(loose) == []


def test_every_inner_function_has_a_pinned_search_path_and_the_rights_of_its_caller(desk: Desk) -> None:
    loose = """
      select proname from pg_proc where pronamespace = 'private'::regnamespace
        and (prosecdef or not coalesce('search_path=""' = any (proconfig), false))"""
    assert desk.column(loose) == []


def test_a_function_is_for_members_alone_or_the_service_alone_and_three_are_for_anybody(desk: Desk) -> None:
    grants = f"""
      select p.proname, position('private.require_member(p_business)' in p.prosrc) > 0 as for_members,
        (select array_agg(coalesce(r.rolname, 'everyone')::text order by 1)
          from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a left join pg_roles r on r.oid = a.grantee
          where a.grantee <> p.proowner) as may_call
      from pg_proc p where p.oid in ({FUNCTIONS})"""
    functions = desk.rows(grants)
    assert {f["for_members"] for f in functions} == {True, False}
    for function in functions:
        if function["proname"] in FOR_ANYBODY:
            assert function["may_call"] == ["anon"], function
        else:
            assert function["may_call"] == (["authenticated"] if function["for_members"] else ["service_role"]), (
                function
            )


def test_a_member_decides_neither_who_they_are_nor_what_time_it_is(desk: Desk) -> None:
    """Rule: a caller with a person's token never says what now is."""
    says = f"""
      select proname from pg_proc where oid in ({FUNCTIONS}) and has_function_privilege('authenticated', oid, 'execute')
        and proargnames && array['p_now', 'p_member', 'p_user']"""
    assert desk.column(says) == []


def test_every_function_for_members_refuses_an_outsider_as_if_the_business_were_not_there(desk: Desk) -> None:
    callable_ones = f"""
      select proname, array(select format_type(t, null) from unnest(proargtypes) t) as types
      from pg_proc where oid in ({FUNCTIONS}) and has_function_privilege('authenticated', oid, 'execute')"""
    for function in desk.rows(callable_ones):
        assert function["types"][0] == "uuid"
        nulls = ", ".join(f"null::{kind}" for kind in function["types"][1:])
        call = f"select public.{function['proname']}(%s{', ' if nulls else ''}{nulls})"
        for business in (desk.cast.lawns.id, "00000000-0000-0000-0000-000000000000"):
            with desk.refused("PT404"), desk.signed_in(desk.cast.outsider):
                desk.rows(call, business)


@pytest.mark.parametrize("role", ROLES)
def test_the_private_schema_is_closed(desk: Desk, role: str) -> None:
    assert not desk.value("select has_schema_privilege(%s, 'private', 'usage, create')", role)
    assert not desk.value("select has_schema_privilege(%s, 'public', 'create')", role)
    enterable = "select proname from pg_proc where pronamespace = 'private'::regnamespace and has_function_privilege(%s, oid, 'execute')"
    assert desk.column(enterable, role) == []
    with desk.refused("42501"), desk.role(role):
        desk.value("select private.opted_out(%s, '+61400123456')", desk.cast.lawns.id)


def test_what_is_made_later_is_closed_until_it_is_granted(desk: Desk) -> None:
    desk.do("create table public.later (id bigint generated always as identity)")
    desk.do("create function public.later() returns int language sql as 'select 1'")
    desk.do("create function private.later() returns int language sql as 'select 1'")
    for role in ROLES:
        assert not desk.value("select has_table_privilege(%s, 'public.later', 'select, insert, update, delete')", role)
        assert not desk.value("select has_function_privilege(%s, 'public.later()', 'execute')", role)
        assert not desk.value("select has_function_privilege(%s, 'private.later()', 'execute')", role)
