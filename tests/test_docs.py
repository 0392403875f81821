"""What the documents promise is so."""

import re

from edge_bridge.settings import EdgeSettings, WorkerSettings
from seed.__main__ import SeedSettings
from tests.support.product import ROOT
from web.settings import Settings as WebSettings
from workers.supervisor.plan import PORTS


def test_env_example_names_every_setting() -> None:
    example = (ROOT / ".env.example").read_text()
    named = set(re.findall(r"^# ([A-Z_]+)=", example, re.MULTILINE))
    kinds = (EdgeSettings, WorkerSettings, WebSettings, SeedSettings)
    wanted = (
        {field.upper() for kind in kinds for field in kind.model_fields}
        | set(PORTS)
        | {"DATA_DIR", "MAIL_DIR", "PHONES_FILE", "SITE_URL"}
    )
    assert named == wanted


def test_the_readme_s_commands_and_places_exist() -> None:
    readme = (ROOT / "README.md").read_text()
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"(?:`|^    )make (\w+)", readme, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for place in re.findall(r"^\| `([\w/]+)`", readme, re.MULTILINE):
        assert (ROOT / place).exists(), place
    for link in re.findall(r"\]\(([\w./-]+)\)", readme):
        assert (ROOT / link).exists(), link


def test_no_code_outside_the_database_and_the_tests_holds_sql() -> None:
    sql = re.compile(r"\b(?:select .+ from|insert into|update \w+ set|delete from)\b", re.IGNORECASE)
    for folder in ("edge_bridge", "web", "workers", "seed"):
        for path in (ROOT / folder).rglob("*.py"):
            if ROOT / "seed" / "rehearsal" in path.parents:
                continue  # a rehearsed conversation is one transaction that is undone, which the data API does not offer
            quoted = [
                line for line in path.read_text().splitlines() if sql.search(line) and '"' in line and "#" not in line
            ]
            assert [
                line for line in quoted if re.search(r"\"(?:select|insert|update|delete) ", line, re.IGNORECASE)
            ] == [], path


def test_the_supabase_folder_never_hides_the_library_of_that_name() -> None:
    assert not (ROOT / "supabase" / "__init__.py").exists()
