"""The numbers' pages: what they say of a business with and without a past, and the rows behind each number."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.web.browsing import Browser
from tests.web.furnished import furnish
from tests.web.people import Cast

LINK = re.compile(r'href="(/dashboard/[^"]+/numbers/rows\?[^"]+)">(\d+)<')


@pytest.fixture(scope="module")
def busy(cast: Cast) -> str:
    """The numbers of a business with a past."""
    furnish(cast)
    return f"/dashboard/{cast.business}/numbers"


def test_a_business_without_a_past_gets_words_and_no_percent(outsider: Browser, cast: Cast) -> None:
    shown = outsider.get(f"/dashboard/{cast.other_business}/numbers").text
    assert "Nothing happened in this time yet." in shown
    assert "%" not in shown.split('id="how"')[0]


def test_every_number_opens_as_many_rows_in_all_by_week_and_by_source(owner: Browser, busy: str) -> None:
    links = LINK.findall(owner.get(busy).text)
    assert {"missed", "marks", "conversations", "handled"} <= {re.search(r"of=(\w+)", link)[1] for link, _ in links}  # type: ignore[index]
    assert any("source=sms" in link for link, _ in links)
    for link, number in links:
        rows = owner.get(html.unescape(link))
        assert rows.status_code == 200
        assert f'<span class="count">{number}</span>' in rows.text, link
        assert rows.text.count('class="row"') == min(int(number), 50)


def test_own_dates_are_kept_and_odd_ones_are_said(owner: Browser, busy: str) -> None:
    today = datetime.now(UTC).date()
    long_ago = today - timedelta(days=900)
    assert "at most 400 days" in owner.get(f"{busy}?from={long_ago}&to={today}").text
    assert owner.get(f"{busy}/rows?of=missed&from={long_ago}&to={today}").status_code == 404
    assert "at most 400 days" in owner.get(f"{busy}?from={today}&to={long_ago}").text
    assert f'value="{today}"' in owner.get(f"{busy}?from={today}&to={today}").text
    for odd in ("?weeks=x", "?from=x&to=y", "/rows?of=x", "/rows?of=missed&at=x&after=y", "/rows?of=missed&source=x"):
        assert owner.get(f"{busy}{odd}").status_code == 200, odd


def test_minutes_saved_are_the_owners_to_say(owner: Browser, outsider: Browser, busy: str) -> None:
    page = owner.post(f"{busy}/minutes", busy, minutes="7")
    assert page.status_code == 302
    assert "7 min each" in owner.get(busy).text
    owner.post(f"{busy}/minutes", busy, minutes="900")
    assert "Nothing was changed." in owner.get(busy).text
    assert "7 min each" in owner.get(busy).text
    for page in (busy, f"{busy}/rows?of=missed"):
        assert outsider.get(page).status_code == 404
