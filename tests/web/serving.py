"""The dashboard served as in production over a stack, and the browser that looks at it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from pydantic import SecretStr

from tests.browser_ready import find
from tests.stack import Stack, free_port
from tests.web.people import Cast, add_business, add_member
from web.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SECRET_KEY = "a-key-for-tests-of-32-characters-or-more"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def people_of(stack: Stack) -> Cast:
    """Two businesses, an owner with a colleague, and an outsider."""
    owner, colleague, outsider = (add_member(stack, name) for name in ("owner", "colleague", "outsider"))
    business = add_business(stack, "Green Blade Lawn Care", owner, colleague)
    other = add_business(stack, "Harbour Hair", outsider)
    return Cast(stack, business, owner, colleague, other, outsider)


def settings_for(stack: Stack, **others: Any) -> Settings:
    """The dashboard's settings for a stack; CSRF and all else as in production."""
    values: dict[str, Any] = {
        "supabase_url": stack.url,
        "supabase_publishable_key": stack.publishable_key,
        "supabase_jwt_secret": SecretStr(stack.jwt_secret),
        "dashboard_url": stack.site_url,
        "web_secret_key": SecretStr(SECRET_KEY),
        "web_port": 5000,
        **others,
    }
    return Settings(**values)


@contextmanager
def served(stack: Stack, **others: str) -> Iterator[str]:
    """The address of `python -m web` over the stack, while it runs. `others`: more of its environment."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {
        "SUPABASE_URL": stack.url,
        "SUPABASE_PUBLISHABLE_KEY": stack.publishable_key,
        "SUPABASE_JWT_SECRET": stack.jwt_secret,
        "DASHBOARD_URL": url,
        "WEB_SECRET_KEY": SECRET_KEY,
        "WEB_PORT": str(port),
        **others,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "web"], cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    yield url
    process.terminate()
    assert process.wait(timeout=30) == 0
    process.stdout.close()


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """A Chromium without a screen."""
    path = find()
    assert path, "The browser tests need Chromium: run `python -m tests.browser_ready` (or apt-get install chromium)."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()
