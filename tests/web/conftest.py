"""The cast: two businesses, an owner, a colleague and an outsider, over the real stack."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, sync_playwright
from pydantic import SecretStr

from tests.browser_ready import find
from tests.stack import Stack, free_port
from tests.web.browsing import Browser
from tests.web.looking import PHONE
from tests.web.people import Cast, add_business, add_member
from web.app import create_app
from web.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def cast(module_stack: Stack) -> Cast:
    owner, colleague, outsider = (add_member(module_stack, name) for name in ("owner", "colleague", "outsider"))
    business = add_business(module_stack, "Green Blade Lawn Care", owner, colleague)
    other = add_business(module_stack, "Harbour Hair", outsider)
    return Cast(module_stack, business, owner, colleague, other, outsider)


def settings_for(stack: Stack, **others: Any) -> Settings:
    """The dashboard's settings for a stack; CSRF and all else as in production."""
    values: dict[str, Any] = {
        "supabase_url": stack.url,
        "supabase_publishable_key": stack.publishable_key,
        "supabase_jwt_secret": SecretStr(stack.jwt_secret),
        "dashboard_url": stack.site_url,
        "web_secret_key": SecretStr("a-key-for-tests-of-32-characters-or-more"),
        "web_port": 5000,
        **others,
    }
    return Settings(**values)


@pytest.fixture
def app(cast: Cast) -> Iterator[Flask]:
    made = create_app(settings_for(cast.stack))
    yield made
    made.extensions["coresentia"].http.close()


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def owner(browser: Browser, cast: Cast) -> Browser:
    assert browser.sign_in(cast.owner).status_code == 302
    return browser


@pytest.fixture
def outsider(app: Flask, cast: Cast) -> Browser:
    person = Browser(app.test_client())
    assert person.sign_in(cast.outsider).status_code == 302
    return person


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    path = find()
    assert path, "The browser tests need Chromium: run `python -m tests.browser_ready` (or apt-get install chromium)."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def dashboard(cast: Cast) -> Iterator[str]:
    """The address of `python -m web` over the stack."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {
        "SUPABASE_URL": cast.stack.url,
        "SUPABASE_PUBLISHABLE_KEY": cast.stack.publishable_key,
        "SUPABASE_JWT_SECRET": cast.stack.jwt_secret,
        "DASHBOARD_URL": url,
        "WEB_SECRET_KEY": "a-key-for-tests-of-32-characters-or-more",
        "WEB_PORT": str(port),
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


@pytest.fixture
def page(chromium: Chromium, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page whose complaints fail the test: script errors, and anything the security policy refused.

    That a form was refused (409) is an answer like any other.
    """
    options: dict[str, Any] = getattr(request, "param", PHONE)
    context = chromium.new_context(**options)
    made = context.new_page()
    complaints: list[str] = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield made
    context.close()
    assert [words for words in complaints if "status of 409" not in words] == []
