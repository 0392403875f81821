"""The cast: two businesses, an owner, a colleague and an outsider, over the real stack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from tests.stack import Stack
from tests.web.browsing import Browser
from tests.web.looking import PHONE
from tests.web.people import Cast
from tests.web.serving import open_chromium, people_of, served, settings_for
from web.app import create_app


@pytest.fixture(scope="module")
def cast(module_stack: Stack) -> Cast:
    return people_of(module_stack)


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
    with open_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def dashboard(cast: Cast) -> Iterator[str]:
    """The address of `python -m web` over the stack."""
    with served(cast.stack) as url:
        yield url


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
