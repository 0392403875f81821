"""A database becomes what a Supabase project is, and gets its migrations once."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from tests.stack import LOCAL, MIGRATIONS, PostgresServer, database_name, prepare

PROJECT = LOCAL.parent
CLI = LOCAL / "node_modules" / "supabase" / "dist" / "supabase.js"


def write(folder: Path, **migrations: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, statements in migrations.items():
        (folder / f"{name.removeprefix('_')}.sql").write_text(statements)
    return folder


def query(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as database:
        return database.execute(statement.encode()).fetchall()


def test_several_databases_are_prepared_at_once(postgres: PostgresServer) -> None:
    urls = [postgres.create() for _ in range(4)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda url: prepare(url, None), urls * 2))
    for url in urls:
        assert query(url, "select pubname from pg_publication") == [("supabase_realtime",)]
        postgres.drop(url)


def test_a_project_has_the_roles_and_schemas_of_a_hosted_one(postgres: PostgresServer, empty_project: str) -> None:
    url = postgres.database_url(empty_project)
    roles = (
        "select rolname, rolcanlogin, rolbypassrls, rolsuper from pg_roles where rolname !~ '^pg_|^postgres' order by 1"
    )
    assert query(url, roles) == [
        ("anon", False, False, False),
        ("authenticated", False, False, False),
        ("service_role", False, True, False),
    ]
    schemas = "select nspname from pg_namespace where nspname !~ '^pg_|^information' order by 1"
    assert query(url, schemas) == [("auth",), ("extensions",), ("public",), ("supabase_migrations",)]
    assert query(url, "show search_path") == [('"$user", public, extensions',)]


def test_migrations_run_once_and_in_order(postgres: PostgresServer, empty_project: str, tmp_path: Path) -> None:
    url = postgres.create(empty_project)
    folder = write(
        tmp_path / "m",
        _2_second="insert into public.steps values ('second');",
        _1_first="create table public.steps (name text); insert into public.steps values ('first');",
    )
    prepare(url, folder)
    prepare(url, write(folder, _3_third="insert into public.steps values ('third');"))
    assert query(url, "select name from public.steps") == [("first",), ("second",), ("third",)]
    recorded = "select version, name from supabase_migrations.schema_migrations order by 1"
    assert query(url, recorded) == [("1", "first"), ("2", "second"), ("3", "third")]
    postgres.drop(url)


def test_a_migration_that_fails_changes_nothing_and_names_its_line(
    postgres: PostgresServer, empty_project: str, tmp_path: Path
) -> None:
    url = postgres.create(empty_project)
    folder = write(tmp_path / "m", _1_bad="create table public.half (id int);\n\nselect nothing;\n")
    with pytest.raises(AssertionError, match=re.escape('migration 1_bad.sql (line 3): column "nothing"')):
        prepare(url, folder)
    assert query(url, "select from pg_tables where schemaname = 'public'") == []
    postgres.drop(url)


def test_a_clone_is_prepared_like_its_original(postgres: PostgresServer, empty_project: str, tmp_path: Path) -> None:
    url = postgres.create(empty_project)
    before = query(url, "select xmin::text from pg_namespace where nspname = 'auth'")
    prepare(url, None)
    assert query(url, "select xmin::text from pg_namespace where nspname = 'auth'") == before
    postgres.drop(url)


def tables(url: str) -> list[tuple[object, ...]]:
    return query(url, "select tablename from pg_tables where schemaname in ('public', 'private') order by 1")


@pytest.mark.skipif(not CLI.exists(), reason="the Supabase CLI is a development dependency")
def test_the_real_supabase_cli_applies_our_migrations(
    postgres: PostgresServer, empty_project: str, template: str, tmp_path: Path
) -> None:
    files = sorted(file.stem.split("_")[0] for file in MIGRATIONS.glob("*.sql"))
    url = postgres.create(empty_project)
    work = tmp_path / "supabase"
    work.mkdir()
    shutil.copy(PROJECT / "config.toml", work)
    for part in ("migrations", "templates"):
        shutil.copytree(PROJECT / part, work / part)
    arguments = ["db", "push", "--db-url", f"{url}?sslmode=disable", "--workdir", str(tmp_path), "--yes"]
    done = subprocess.run(
        [str(LOCAL / "node"), str(CLI), *arguments],
        env=os.environ | {"HOME": str(tmp_path), "SITE_URL": "http://127.0.0.1:5000", "DO_NOT_TRACK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    applied = "select version from supabase_migrations.schema_migrations order by 1"
    assert [version for (version,) in query(url, applied)] == files
    assert tables(url) == tables(postgres.database_url(template))
    prepare(url, MIGRATIONS)  # goes on where the CLI stopped: nothing to do
    postgres.drop(url)


def test_the_template_has_every_migration(postgres: PostgresServer, template: str) -> None:
    url = postgres.database_url(template)
    assert database_name(url) == template
    recorded = query(url, "select count(*) from supabase_migrations.schema_migrations")
    assert recorded == [(len(list(MIGRATIONS.glob("*.sql"))),)]


class TestTheMailTemplates:
    """What `supabase start` and hosted projects read is what the embedded one sends."""

    config = tomllib.loads((PROJECT / "config.toml").read_text())
    declared = config["auth"]["email"]["template"]

    def test_have_the_same_subjects_in_both(self) -> None:
        source = (LOCAL / "mail.mjs").read_text()
        embedded = dict(re.findall(r'(\w+): \{ subject: "([^"]+)"', source))
        assert {name: values["subject"] for name, values in self.declared.items()} == embedded

    def test_lead_to_the_page_with_the_button(self) -> None:
        types = {
            "confirmation": "signup",
            "invite": "invite",
            "magic_link": "magiclink",
            "recovery": "recovery",
            "email_change": "email_change",
        }
        assert set(self.declared) == set(types)
        for name, kind in types.items():
            html = (PROJECT.parent / self.declared[name]["content_path"]).read_text()
            assert re.findall('href="([^"]*)"', html) == [
                f"{{{{ .SiteURL }}}}/auth/confirm?token_hash={{{{ .TokenHash }}}}&amp;type={kind}"
            ]

    def test_agree_with_the_embedded_settings(self) -> None:
        source = (LOCAL / "lite.mjs").read_text()
        assert f"MINIMUM_PASSWORD_LENGTH = {self.config['auth']['minimum_password_length']};" in source
        assert f"LINK_LIFETIME_S = {self.config['auth']['email']['otp_expiry']};" in source
        assert f"MAX_ROWS = {self.config['api']['max_rows']};" in source
