"""The inbox: who waits for a person, one thread, and what a member can do there."""

from __future__ import annotations

import html
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.web.browsing import Browser
from tests.web.people import Cast

NUMBERS = itertools.count()
RECEIVE = "select public.receive_message(sms_number, %(phone)s, %(body)s, %(sid)s, %(media)s::jsonb) as got from public.businesses where id = %(business)s"
Texts = Callable[..., tuple[str, str]]


@pytest.fixture
def texts(cast: Cast) -> Texts:
    """A customer texts the business; gives the thread's address and the customer's phone."""

    def text(body: str, phone: str | None = None, media: str = "[]") -> tuple[str, str]:
        number = next(NUMBERS)
        phone = phone or f"+6140055{number:04d}"
        values = {"phone": phone, "body": body, "sid": f"SMinbox{number}", "media": media, "business": cast.business}
        got = cast.query(RECEIVE, **values)[0]["got"]
        assert got["outcome"] == "stored"
        return f"/dashboard/{cast.business}/inbox/{got['conversation_id']}", phone

    return text


def state(cast: Cast, thread: str) -> str:
    (row,) = cast.query("select state::text from public.conversations where id = %(id)s", id=thread.rsplit("/", 1)[1])
    return str(row["state"])


def sent_to(cast: Cast, phone: str) -> list[str]:
    """The members' own words on their way to a customer."""
    rows = cast.query(
        "select m.body from public.outbox o join public.messages m on m.business_id = o.business_id and m.id = o.message_id"
        " where o.recipient = %(phone)s and m.author = 'owner' order by o.queue_no",
        phone=phone,
    )
    return [row["body"] for row in rows]


def test_who_waits_for_a_person_comes_first(owner: Browser, cast: Cast, texts: Texts) -> None:
    waiting, _ = texts("Somebody please call me")
    texts("Just a lawn thanks")
    owner.post(f"{waiting}/take-over", waiting)
    page = owner.get(f"/dashboard/{cast.business}/inbox").text
    assert "waiting for you" in owner.get(f"/dashboard/{cast.business}").text
    first, rest = page.split('id="others"')
    assert "Somebody please call me" in first
    assert "With you" in first
    assert "Just a lawn thanks" in rest
    assert "Assistant" in rest


def test_a_thread_is_read_from_the_top_and_what_was_typed_stays_text(owner: Browser, texts: Texts) -> None:
    thread, phone = texts("First words")
    texts("<b>then these</b>", phone)
    page = owner.get(thread).text
    assert page.index("First words") < page.index("&lt;b&gt;then these&lt;/b&gt;")
    assert f'href="tel:{phone}"' in page


def test_an_answer_is_texted_once_and_takes_the_conversation_over(owner: Browser, cast: Cast, texts: Texts) -> None:
    thread, phone = texts("Can you do hedges on a slope?")
    shown = owner.get(thread).text
    for _ in range(2):
        answer = owner.send_again(f"{thread}/reply", shown, words="Yes, Dave can. I'll ring you at noon.")
        assert answer.status_code == 302
    assert sent_to(cast, phone) == ["Yes, Dave can. I'll ring you at noon."]
    page = owner.get(thread).text
    assert "With you" in page
    assert "sent before" in page
    assert state(cast, thread) == "human"


def test_nothing_is_sent_for_an_empty_answer(owner: Browser, cast: Cast, texts: Texts) -> None:
    thread, phone = texts("Hello?")
    owner.post(f"{thread}/reply", thread, words="  ")
    assert sent_to(cast, phone) == []
    assert state(cast, thread) == "ai"


def test_an_answer_to_somebody_who_said_stop_is_kept_in_the_box_and_not_sent(
    owner: Browser, cast: Cast, texts: Texts
) -> None:
    thread, phone = texts("Hello?")
    texts("STOP", phone)
    answer = owner.post(f"{thread}/reply", thread, words="Are you still there?")
    assert answer.status_code == 422
    assert "Are you still there?</textarea>" in answer.text
    assert "Nothing was sent" in answer.text
    assert sent_to(cast, phone) == []


def test_a_conversation_is_taken_over_and_handed_back(owner: Browser, cast: Cast, texts: Texts) -> None:
    thread, _ = texts("Hi")
    for step, then in (("take-over", "human"), ("take-over", "human"), ("hand-back", "ai"), ("hand-back", "ai")):
        assert owner.post(f"{thread}/{step}", thread).location.endswith(thread)
        assert state(cast, thread) == then


def test_who_is_blocked_is_marked_and_their_bookings_are_named(owner: Browser, cast: Cast, texts: Texts) -> None:
    thread, phone = texts("I will be rude")
    booking = cast.book()
    theirs = "update public.bookings set customer_id = (select id from public.customers where phone = %(phone)s) where id = %(id)s returning 1"
    cast.query(theirs, phone=phone, id=booking)
    owner.post(f"{thread}/block", thread, reason="Rude to Dave")
    page = owner.get(thread).text
    assert "Blocked" in page
    assert "Rude to Dave" in page
    assert "Still booked" in page
    assert cast.query("select status::text from public.bookings where id = %(id)s", id=booking) == [
        {"status": "pending"}
    ]
    texts("Rude again", phone)
    assert "Rude again" in owner.get(f"/dashboard/{cast.business}/inbox").text
    due = "select answer_due_at from public.conversations where peer = %(phone)s"
    assert cast.query(due, phone=phone) == [{"answer_due_at": None}]
    owner.post(f"{thread}/unblock", thread)
    assert "Blocked" not in owner.get(thread).text.replace("Unblocked", "")


def test_the_assistant_is_paused_until_a_day_and_takes_bookings_again(owner: Browser, cast: Cast) -> None:
    inbox = f"/dashboard/{cast.business}/inbox"
    until = datetime.now(UTC) + timedelta(days=3)
    owner.post(f"{inbox}/pause", inbox, until=f"{until:%Y-%m-%dT%H:%M}")
    assert "The assistant is paused until" in owner.get(inbox).text
    owner.post(f"{inbox}/resume", inbox)
    assert "Pause the assistant" in owner.get(inbox).text


@pytest.mark.parametrize("until", ["2020-01-01T09:00", "tomorrow"])
def test_a_pause_that_cannot_be_is_refused_in_words(owner: Browser, cast: Cast, until: str) -> None:
    inbox = f"/dashboard/{cast.business}/inbox"
    owner.post(f"{inbox}/pause", inbox, until=until)
    page = owner.get(inbox).text
    assert "Nothing was changed." in page
    assert "Pause the assistant" in page


def test_an_outsider_reaches_no_thread_and_changes_none(outsider: Browser, cast: Cast, texts: Texts) -> None:
    thread, phone = texts("Private words")
    for page in (thread, f"/dashboard/{cast.business}/inbox"):
        answer = outsider.get(page)
        assert answer.status_code == 404
        assert "Private words" not in answer.text
    home = f"/dashboard/{cast.other_business}"
    own = f"{home}/inbox/{thread.rsplit('/', 1)[1]}"
    assert outsider.get(own).status_code == 404
    for step in ("reply", "take-over", "hand-back", "block", "unblock"):
        assert outsider.post(f"{thread}/{step}", home, words="x").status_code == 404, step
    assert outsider.post(f"/dashboard/{cast.business}/inbox/pause", home).status_code == 404
    assert state(cast, thread) == "ai"
    assert sent_to(cast, phone) == []


def test_a_picture_is_shown_in_its_thread_to_the_businesss_people_alone(
    owner: Browser, cast: Cast, texts: Texts, app: Flask
) -> None:
    thread, _ = texts("Look at this", media='[{"url": "https://api.twilio.com/x", "type": "image/png"}]')
    assert "A picture, on its way from the carrier." in owner.get(thread).text
    keep = "update public.pictures set content = '\\x89504e47', content_type = 'image/png', kept_at = now(), due_at = null returning id::text"
    picture = f"/dashboard/{cast.business}/inbox/pictures/{cast.query(keep)[0]['id']}"
    assert f'src="{picture}"' in owner.get(thread).text
    shown = owner.get(picture)
    assert (shown.data, shown.content_type) == (b"\x89PNG", "image/png")
    stranger = Browser(app.test_client())
    stranger.sign_in(cast.outsider)
    assert stranger.get(picture).status_code == 404
    assert stranger.get(picture.replace(cast.business, cast.other_business)).status_code == 404


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("take-over", "It was yours already."),
        ("block", "They were blocked already."),
        ("unblock", "They weren't blocked."),
    ],
)
def test_a_second_tap_says_that_it_was_so_already(
    owner: Browser, cast: Cast, texts: Texts, step: str, words: str
) -> None:
    thread, _ = texts("Hello")
    owner.post(f"{thread}/{step}", thread)
    owner.get(thread)
    owner.post(f"{thread}/{step}", f"/dashboard/{cast.business}")
    assert words in html.unescape(owner.get(thread).text)
