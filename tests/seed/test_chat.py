"""The [chat] part of a business's file: read strictly, applied as often as wanted, and the line its website pastes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from edge_bridge.db import BadInput
from seed.__main__ import main
from seed.chat import Chat
from seed.file import BadFile, BusinessFile, read_file
from seed.provision import Provisioner
from tests.stack import Stack
from tests.support.product import GREEN_BLADE, HARBOUR_HAIR
from workers.supervisor.plan import ROOT

DEMO = ROOT / "seed" / "businesses"


@pytest.fixture(scope="module")
def provisioner(module_stack: Stack) -> Iterator[Provisioner]:
    made = Provisioner(module_stack.url, module_stack.secret_key, module_stack.site_url)
    yield made
    made.close()


def with_chat(**said: Any) -> BusinessFile:
    return GREEN_BLADE.model_copy(update={"chat": Chat(**said)})


def test_both_demo_businesses_have_one_that_the_database_takes(provisioner: Provisioner) -> None:
    for file in (GREEN_BLADE, HARBOUR_HAIR):
        assert file.chat.row()
        known = provisioner.chat(provisioner.apply(file))
        assert (known.is_on, known.colour, known.side) == (True, file.chat.colour, file.chat.side)


def test_what_the_file_names_is_set_and_the_rest_stays_as_members_have_it(provisioner: Provisioner) -> None:
    business = provisioner.apply(with_chat(origins=["Example.com"], greeting="G'day", privacy="We keep it.", on=False))
    first = provisioner.chat(business)
    assert (first.origins, first.greeting, first.privacy_line) == (["https://example.com"], "G'day", "We keep it.")
    assert first.is_on is False
    provisioner.apply(with_chat(on=True))
    assert provisioner.chat(business) == first.model_copy(update={"is_on": True})
    provisioner.apply(with_chat(on=True))
    assert provisioner.chat(business) == first.model_copy(update={"is_on": True})
    provisioner.apply(with_chat())
    assert provisioner.chat(business) == first.model_copy(update={"is_on": True})


def test_a_website_that_is_none_is_named_and_nothing_is_made(provisioner: Provisioner) -> None:
    before = provisioner.chat(provisioner.apply(GREEN_BLADE))
    with pytest.raises(BadInput, match=r"chat: .*“http://example.com”"):
        provisioner.apply(with_chat(origins=["http://example.com"], colour="#123456"))
    assert provisioner.chat(provisioner.apply(with_chat())) == before


def test_what_cannot_be_is_named_with_where_it_is() -> None:
    words = (DEMO / "harbour-hair.toml").read_text() + 'origin = "https://example.com"\n'
    words = words.replace('side = "left"', 'side = "top"').replace('"#f4b8a0"', '"pink"')
    with TemporaryDirectory() as folder:
        path = Path(folder) / "business.toml"
        path.write_text(words)
        with pytest.raises(BadFile) as refused:
            read_file(path)
    for place in ("chat.side", "chat.colour", "chat.origin"):
        assert place in str(refused.value)


def test_applying_prints_the_line_for_the_website(
    module_stack: Stack,
    provisioner: Provisioner,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = {"SUPABASE_URL": module_stack.url, "SUPABASE_SECRET_KEY": module_stack.secret_key}
    settings |= {"DASHBOARD_URL": "https://book.example", "EDGE_URL": "https://edge.example"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert main(["apply", str(DEMO / "harbour-hair.toml")]) == 0
    token = provisioner.chat(provisioner.apply(HARBOUR_HAIR)).token
    line = f'<script src="https://edge.example/widget.js" data-business="{token}" data-colour="#f4b8a0" data-side="left" async>'
    assert line in capsys.readouterr().out
