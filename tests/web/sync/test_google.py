"""Connecting a Google Calendar: consent, what comes back, and all the ways in which that can be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask

from edge_bridge.calendars.sealing import Sealer
from tests.support.google_calendar import Google, google_calendar
from tests.web.browsing import Browser
from tests.web.people import Cast
from tests.web.serving import settings_for
from web.app import create_app

KEYS = "2026:" + "A" * 43


@pytest.fixture
def google() -> Iterator[Google]:
    with google_calendar() as running:
        yield running


class Clock:
    """The dashboard's clock, moved on by tests."""

    ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(cast: Cast, google: Google, clock: Clock) -> Iterator[Flask]:
    keys = {"google_client_id": google.client_id, "google_client_secret": google.client_secret, "calendar_key": KEYS}
    places = {"google_authorize_url": f"{google.url}/authorize", "google_token_url": f"{google.url}/token"}
    made = create_app(settings_for(cast.stack, **keys, **places), clock)
    yield made
    made.extensions["coresentia"].http.close()
    cast.query("with gone as (delete from private.calendar_secrets) delete from public.calendar_sources returning 1")


@pytest.fixture
def page(cast: Cast) -> str:
    return f"/dashboard/{cast.business}/settings/sync"


def sources(cast: Cast) -> list[str]:
    """What was stored of Google's, opened."""
    rows = cast.query(
        "select k.token from private.calendar_secrets k join public.calendar_sources s on s.id = k.source_id where s.deleted_at is null"
    )
    return [Sealer(KEYS).open(row["token"]) for row in rows]


def consent(browser: Browser, google: Google, page: str) -> str:
    """Allows it; where the browser is sent to then, without the host."""
    there = browser.get(f"{page}/google")
    assert there.status_code == 302
    assert there.location.startswith(f"{google.url}/authorize?")
    back = urlsplit(google.allow(there.location))
    return f"{back.path}?{back.query}"


def answer(browser: Browser, path: str) -> str:
    """What the page says after an answer of Google's."""
    shown = browser.get(path, follow_redirects=True)
    assert shown.status_code == 200
    return str(shown.text)


def test_consent_connects_a_calendar_and_what_google_gives_is_stored_sealed(
    owner: Browser, cast: Cast, google: Google, page: str
) -> None:
    assert "Connect Dave’s" in owner.get(page).text
    assert "Connected." in answer(owner, consent(owner, google, page))
    assert sources(cast) == list(google.refresh_tokens)
    (stored,) = cast.query("select token from private.calendar_secrets")
    assert not any(token in stored["token"] for token in google.refresh_tokens)
    assert "Disconnect" in owner.get(page).text
    assert "Connected." in answer(owner, consent(owner, google, page))  # again: the one connection gets the new token
    assert len(sources(cast)) == 1


def test_an_answer_nobody_asked_for_connects_nothing(
    app: Flask, owner: Browser, cast: Cast, google: Google, page: str, clock: Clock
) -> None:
    back = consent(owner, google, page)
    assert "wasn’t asked for here" in answer(owner, back.replace("state=", "state=x"))
    assert "wasn’t asked for here" in answer(owner, back)  # a forged one has used it up
    colleague = Browser(app.test_client())
    colleague.sign_in(cast.colleague)
    assert "wasn’t asked for here" in answer(colleague, consent(owner, google, page))
    late = consent(owner, google, page)
    clock.ahead = timedelta(minutes=16)
    assert "came too late" in answer(owner, late)
    assert sources(cast) == []


def test_a_code_works_once_and_only_with_the_verifier_of_the_browser_that_asked(
    owner: Browser, cast: Cast, google: Google, page: str
) -> None:
    back = consent(owner, google, page)
    for known in google.codes.values():
        known["code_challenge"] = "somebody-elses"  # a code that was asked for by another browser
    assert "Google didn’t accept that. Nothing was connected." in answer(owner, back)
    assert sources(cast) == []
    back = consent(owner, google, page)
    assert "Connected." in answer(owner, back)
    assert "wasn’t asked for here" in answer(owner, back)


def test_who_says_no_or_leaves_a_box_unticked_is_told(owner: Browser, cast: Cast, google: Google, page: str) -> None:
    state = consent(owner, google, page).partition("state=")[2]
    assert "You didn’t allow it at Google." in answer(owner, f"/auth/google-calendar?error=access_denied&state={state}")
    google.scopes = "https://www.googleapis.com/auth/calendar.events"
    assert "Please tick both boxes" in answer(owner, consent(owner, google, page))
    assert sources(cast) == []


def test_an_outsider_connects_nothing_and_nobody_does_without_signing_in(
    app: Flask, outsider: Browser, cast: Cast, page: str
) -> None:
    assert outsider.get(f"{page}/google").status_code == 404
    stranger = Browser(app.test_client())
    for path in (f"{page}/google", "/auth/google-calendar"):
        assert stranger.get(path).location.startswith("/login")


def test_without_keys_the_page_says_it_is_not_set_up(cast: Cast, page: str) -> None:
    made = create_app(settings_for(cast.stack))
    person = Browser(made.test_client())
    person.sign_in(cast.owner)
    assert "Google Calendar isn’t set up here" in person.get(page).text
    assert person.get(f"{page}/google").status_code == 404
    made.extensions["coresentia"].http.close()


def test_which_calendar_is_used_can_be_chosen(owner: Browser, cast: Cast, google: Google, page: str) -> None:
    answer(owner, consent(owner, google, page))
    listed = '[{"id": "a@x", "name": "Mine", "primary": true}, {"id": "b@x", "name": "Work"}]'
    (row,) = cast.query("update public.calendar_sources set calendars = %(c)s, calendar = 'a@x' returning id", c=listed)
    assert '<option value="a@x" selected>Mine</option>' in owner.get(page).text
    assert owner.post(f"{page}/google/{row['id']}", page, calendar="b@x").location == page
    (now_so,) = cast.query("select calendar, sends, name from public.calendar_sources")
    assert now_so == {"calendar": "b@x", "sends": False, "name": "Work"}
    owner.post(f"{page}/google/{row['id']}", page, calendar="c@x")
    assert "Choose one of the calendars" in owner.get(page).text
