"""The page of calendar sync: private addresses, other calendars, and what is said when one can't be read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.web.browsing import Browser
from tests.web.people import Cast
from tests.web.serving import settings_for
from web.app import create_app

EDGE = "https://edge.example.com.au"
ADDRESS = re.compile(rf'value="({EDGE}/calendar/([\w-]{{43}})\.ics)" readonly')


@pytest.fixture
def app(cast: Cast) -> Iterator[Flask]:
    made = create_app(settings_for(cast.stack, edge_url=EDGE))
    yield made
    made.extensions["coresentia"].http.close()
    cast.query(
        "with gone as (delete from private.calendar_secrets returning 1) delete from public.external_busy returning 1"
    )
    cast.query("delete from public.calendar_sources returning 1")
    cast.query("delete from public.calendar_feeds returning 1")


@pytest.fixture
def page(cast: Cast) -> str:
    return f"/dashboard/{cast.business}/settings/sync"


def known(cast: Cast) -> list[str]:
    return [row["token_hash"] for row in cast.query("select token_hash from public.calendar_feeds")]


def test_a_member_makes_a_private_address_and_another_one_in_its_place(owner: Browser, cast: Cast, page: str) -> None:
    assert not ADDRESS.search(owner.get(page).text)
    assert owner.post(f"{page}/feed", page).location == page
    first = ADDRESS.search(owner.get(page).text)
    assert first
    assert known(cast) == [hashlib.sha256(first[2].encode()).hexdigest()]
    assert f'href="webcal://edge.example.com.au/calendar/{first[2]}.ics"' in owner.get(page).text
    owner.post(f"{page}/feed", page, again="1")
    second = ADDRESS.search(owner.get(page).text)
    assert second
    assert second[2] != first[2]
    assert known(cast) == [hashlib.sha256(second[2].encode()).hexdigest()]
    owner.post(f"{page}/feed/stop", page)
    assert known(cast) == []


def test_the_address_is_the_member_s_own_and_cannot_be_told_from_the_database(
    app: Flask, owner: Browser, cast: Cast, page: str
) -> None:
    owner.post(f"{page}/feed", page)
    colleague = Browser(app.test_client())
    colleague.sign_in(cast.colleague)
    assert not ADDRESS.search(colleague.get(page).text)
    changed = create_app(
        settings_for(cast.stack, edge_url=EDGE, web_secret_key="another-key-for-tests-of-32-characters")
    )
    person = Browser(changed.test_client())
    person.sign_in(cast.owner)
    assert "it can’t be shown any more" in person.get(page).text
    changed.extensions["coresentia"].http.close()


def test_another_calendar_is_added_shown_and_removed_and_its_address_is_told_to_nobody(
    owner: Browser, cast: Cast, page: str
) -> None:
    answer = owner.post(f"{page}/addresses", page, url="not an address")
    assert answer.status_code == 422
    assert "Nothing was saved. That isn&#39;t a calendar&#39;s address." in answer.text
    assert 'value="not an address"' in answer.text
    assert owner.post(f"{page}/addresses", page, url="webcal://calendar.example/secret-123/basic.ics").location == page
    shown = owner.get(page).text
    assert "calendar.example" in shown
    assert "secret-123" not in shown
    assert "waiting to be read" in shown
    assert (
        cast.query("select url from private.calendar_secrets")[0]["url"]
        == "https://calendar.example/secret-123/basic.ics"
    )
    removal = re.search(r'action="([^"]+/remove)"', shown)
    assert removal
    assert owner.post(removal[1], page).location == page
    assert "calendar.example" not in owner.get(page).text
    assert owner.post(removal[1], page).status_code == 404


def test_a_calendar_not_read_for_a_day_is_told_of_on_every_page(owner: Browser, cast: Cast, page: str) -> None:
    owner.post(f"{page}/addresses", page, url="https://calendar.example/x.ics")
    front = f"/dashboard/{cast.business}"
    assert "hasn’t been read" not in owner.get(front).text
    cast.query(
        "update public.calendar_sources set read_at = now() - interval '25 hours', tried_at = now(), error = 'the address answers 404.' returning 1"
    )
    assert "<strong>calendar.example hasn’t been read since" in owner.get(front).text
    told = re.sub(r"\s+", " ", owner.get(page).text)
    assert re.search(
        r"Your other calendar hasn’t been read since \w+, \w+ \d+, [\d:]+ [AP]M: the address answers 404\. Times from before still count\.",
        told,
    )


def test_an_outsider_changes_nothing(outsider: Browser, owner: Browser, cast: Cast, page: str) -> None:
    owner.post(f"{page}/addresses", page, url="https://calendar.example/x.ics")
    source = cast.query("select id from public.calendar_sources")[0]["id"]
    own = f"/dashboard/{cast.other_business}/settings/sync"
    assert outsider.get(page).status_code == 404
    for action in ("/feed", "/feed/stop", f"/calendars/{source}/read", f"/calendars/{source}/remove"):
        assert outsider.post(page + action, own).status_code == 404, action
        if "calendars" in action:
            assert outsider.post(own + action, own).status_code == 404, action
    assert cast.query("select deleted_at from public.calendar_sources") == [{"deleted_at": None}]
