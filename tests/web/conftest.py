"""The cast: two businesses, an owner, a colleague and an outsider, over the real stack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from pydantic import SecretStr

from tests.stack import Stack
from tests.web.browsing import Browser
from tests.web.people import Cast, add_business, add_member
from web.app import create_app
from web.settings import Settings


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
