"""The page of text settings, and what every page says of the member's own phone."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest

from tests.web.browsing import Browser
from tests.web.people import Cast

TEXT_FROM_MEMBER = "select public.receive_message(sms_number, %(phone)s, %(body)s, gen_random_uuid()::text) as got from public.businesses where id = %(business)s"
PHONE = "+61400000001"


@pytest.fixture(autouse=True)
def _as_before(cast: Cast) -> Iterator[None]:
    yield
    cast.query(
        "update public.members set phone = %(phone)s, phone_verified_at = null, role = 'owner', quiet_from = null, quiet_to = null"
        " where business_id = %(business)s returning 1",
        phone=PHONE,
        business=cast.business,
    )


def settings(cast: Cast) -> str:
    return f"/dashboard/{cast.business}/settings/texts"


def form(shown: str, action: str) -> dict[str, str]:
    """What the form that posts to `action` would send as it is shown."""
    found = re.search(rf'<form[^>]*action="{action}".*?</form>', shown, re.DOTALL)
    assert found, action
    tags = re.findall(r"<input\b[^>]*>", found[0])
    sent = [tag for tag in tags if 'type="checkbox"' not in tag or " checked" in tag]
    return {_of(tag, "name"): _of(tag, "value") for tag in sent}


def _of(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def save(owner: Browser, cast: Cast, part: str, without: tuple[str, ...] = (), **changes: str) -> Any:
    action = f"{settings(cast)}/{part}"
    fields = form(owner.get(settings(cast)).text, action) | changes
    return owner.client.post(action, data={name: value for name, value in fields.items() if name not in without})


def member(cast: Cast) -> dict[str, Any]:
    return cast.query(
        "select * from public.members where business_id = %(b)s and user_id = %(u)s",
        b=cast.business,
        u=cast.owner.user_id,
    )[0]


def business(cast: Cast) -> dict[str, Any]:
    return cast.query("select * from public.businesses where id = %(id)s", id=cast.business)[0]


def test_a_member_chooses_what_they_get_and_when_not(owner: Browser, cast: Cast) -> None:
    answer = save(
        owner, cast, "mine", without=("gets_confirmations",), gets_run_sheets="1", quiet_from="21:00", quiet_to="06:30"
    )
    assert answer.location == settings(cast)
    shown = owner.get(settings(cast)).text
    assert "Saved." in shown
    assert 'value="21:00"' in shown
    now_so = member(cast)
    assert (now_so["gets_confirmations"], now_so["gets_run_sheets"], now_so["gets_requests"]) == (False, True, True)
    assert (now_so["quiet_from"], now_so["quiet_to"]) == (time(21), time(6, 30))
    save(owner, cast, "mine")
    assert "It was all set like this already." in owner.get(settings(cast)).text


@pytest.mark.parametrize(
    ("quiet", "words"),
    [
        ({"quiet_from": "21:00", "quiet_to": ""}, "Say from when to when you want no texts"),
        ({"quiet_from": "9 pm", "quiet_to": "06:00"}, "24-hour clock"),
    ],
)
def test_half_a_wish_is_refused_in_words_and_stays_typed(
    owner: Browser, cast: Cast, quiet: dict[str, str], words: str
) -> None:
    before = member(cast)
    answer = save(owner, cast, "mine", without=("gets_requests",), **quiet)
    assert answer.status_code == 422
    assert "Nothing was saved." in answer.text
    assert words in answer.text
    typed = form(answer.text, f"{settings(cast)}/mine")
    assert typed["quiet_from"] == quiet["quiet_from"]
    assert "gets_requests" not in typed
    assert member(cast) == before


def test_an_owner_sets_what_the_business_sends_and_when(owner: Browser, cast: Cast) -> None:
    save(
        owner,
        cast,
        "business",
        without=("asks_feedback",),
        links_calendar="1",
        contact_to="18:00",
        day_end_time="16:45",
    )
    now_so = business(cast)
    assert (now_so["asks_feedback"], now_so["links_calendar"], now_so["sends_reminders"]) == (False, True, True)
    assert (now_so["contact_to"], now_so["day_end_time"]) == (time(18), time(16, 45))
    answer = save(owner, cast, "business", contact_from="")
    assert answer.status_code == 422
    assert "Every one of these times is needed" in answer.text


def test_a_colleague_who_is_no_owner_sees_and_changes_no_switch(browser: Browser, cast: Cast) -> None:
    cast.query(
        "update public.members set role = 'member' where user_id = %(id)s returning 1", id=cast.colleague.user_id
    )
    browser.sign_in(cast.colleague)
    assert "Texts to customers" not in browser.get(settings(cast)).text
    before = business(cast)
    answer = browser.post(f"{settings(cast)}/business", settings(cast), day_end_time="10:00")
    assert answer.status_code == 422
    assert "Only an owner of the business can change this." in answer.text
    assert business(cast) == before


def test_the_welcome_text_is_sent_again_and_not_twice(owner: Browser, cast: Cast) -> None:
    cast.query("delete from public.outbox where kind = 'welcome' returning 1")
    page = settings(cast)
    owner.post(f"{page}/welcome", page)
    assert "The welcome text is on its way. Reply OK to it." in owner.get(page).text
    owner.post(f"{page}/welcome", page)
    assert "on its way already" in owner.get(page).text
    kinds = "select recipient from public.outbox where kind = 'welcome' and member_id = %(id)s"
    assert cast.query(kinds, id=cast.owner.user_id) == [{"recipient": PHONE}]


def test_the_opt_outs_can_be_downloaded_from_there(owner: Browser, cast: Cast) -> None:
    assert f'href="/dashboard/{cast.business}/opt-outs.csv"' in owner.get(settings(cast)).text
    assert f'href="{settings(cast)}"' in owner.get(f"/dashboard/{cast.business}").text


def test_today_says_how_to_link_a_phone_and_then_no_more(owner: Browser, cast: Cast) -> None:
    today = f"/dashboard/{cast.business}"
    for page in (today, settings(cast)):
        text = html.unescape(owner.get(page).text)
        assert "Your phone isn't linked yet." in text, page
        assert "0400 000 001" in text
    cast.query(
        "update public.members set phone_verified_at = now() where user_id = %(id)s returning 1", id=cast.owner.user_id
    )
    assert "Your phone isn't linked" not in html.unescape(owner.get(today).text)
    cast.query("update public.members set phone = null where user_id = %(id)s returning 1", id=cast.owner.user_id)
    for page in (today, f"{today}/inbox", f"{today}/bookings/{cast.book()}"):
        assert "We don't have your phone number," in html.unescape(owner.get(page).text), page


def test_a_members_own_stop_is_a_red_banner_until_start(owner: Browser, cast: Cast) -> None:
    phone = "+61400777001"
    cast.query(
        "update public.members set phone = %(p)s where user_id = %(id)s returning 1", p=phone, id=cast.owner.user_id
    )
    cast.query(TEXT_FROM_MEMBER, phone=phone, body="STOP", business=cast.business)
    text = html.unescape(owner.get(f"/dashboard/{cast.business}").text)
    assert '<p class="flash danger banner">' in text
    assert 'You sent STOP from <span class="nowrap">0400 777 001</span>' in text
    assert "Text START to" in text
    cast.query(TEXT_FROM_MEMBER, phone=phone, body="START", business=cast.business)
    assert "flash danger" not in owner.get(f"/dashboard/{cast.business}").text
