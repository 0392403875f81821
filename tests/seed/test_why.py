"""`python -m seed why`: an operator asks why a time is not offered."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from seed.provision import Provisioner
from tests.stack import Stack
from tests.support.product import GREEN_BLADE, ROOT

NEXT_CHRISTMAS = "2026-12-25 10:00"


@pytest.fixture
def applied(stack: Stack) -> Iterator[Stack]:
    provisioner = Provisioner(stack.url, stack.secret_key, stack.site_url)
    provisioner.apply(GREEN_BLADE)
    yield stack
    provisioner.close()


def why(stack: Stack, *words: str) -> subprocess.CompletedProcess[str]:
    settings = {"SUPABASE_URL": stack.url, "SUPABASE_SECRET_KEY": stack.secret_key, "DASHBOARD_URL": stack.site_url}
    return subprocess.run(
        [sys.executable, "-m", "seed", "why", *words],
        cwd=ROOT, env=settings | {"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_every_rule_that_refuses_a_time_is_said_in_words(applied: Stack) -> None:
    told = why(applied, "green-blade", "mowing", "2036-12-25 03:10")
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[:2] == ["Thursday, Dec 25 at 3:10 AM", "  Dave: not free"]
    assert {line.split(":")[0].strip() for line in told.stdout.splitlines()[2:]} >= {"horizon", "grid", "hours"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("green-blade", "haircut", NEXT_CHRISTMAS), "no service"),
        (("no-such-place", "mowing", NEXT_CHRISTMAS), "There is no business"),
        (("green-blade", "mowing", "9999-01-01 10:00"), "between the years 2000 and 2100"),
        (("green-blade", "mowing", NEXT_CHRISTMAS, "--staff", "Nobody"), "Nobody called Nobody"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(applied: Stack, words: tuple[str, ...], sentence: str) -> None:
    told = why(applied, *words)
    assert (told.returncode, told.stdout) == (1, "")
    assert sentence in told.stderr
    assert "Traceback" not in told.stderr
