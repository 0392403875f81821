"""Today, and what a booking's page can do beyond answering: on my way, messages, deleting."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.web.browsing import Browser
from tests.web.people import Cast


def soon(cast: Cast, name: str, minutes: int = 20, **details: str) -> str:
    """An agreed job that begins so soon, or began; moved there, for nobody could book it. Its local day is today's."""
    booking = cast.agree(name, **details)
    change = "update public.bookings set starts_at = %(at)s, ends_at = %(at)s + interval '1 hour' where id = %(id)s returning 1"
    cast.query(change, id=booking, at=on_this_day(minutes))
    return booking


def on_this_day(minutes: int) -> datetime:
    """So many minutes from now, or as near as the day in Brisbane lets it be."""
    now = datetime.now(UTC)
    midnight = (now + timedelta(hours=10)).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(hours=10)
    return min(max(now + timedelta(minutes=minutes), midnight), midnight + timedelta(hours=23, minutes=59))


def at(cast: Cast, booking: str, more: str = "") -> str:
    return f"/dashboard/{cast.business}/bookings/{booking}{more}"


def words_of(browser: Browser, page: str) -> str:
    return html.unescape(browser.get(page).text)


def card(shown: str, name: str) -> str:
    """The list item that is about somebody."""
    (found,) = [one for one in re.findall(r"<li class=\"card.*?</li>", shown, re.DOTALL) if name in one]
    return str(found)


def test_what_needs_an_answer_stands_before_the_day_s_jobs(owner: Browser, cast: Cast) -> None:
    home = f"/dashboard/{cast.business}"
    cast.book(name="Asks Now", hours_ahead=300)
    soon(cast, "Is Today", address="1 High St, Ashgrove", phone="+61412000222", notes="Mind the dog")
    requests, jobs = words_of(owner, home).split('id="jobs"')
    for words in ("Asks Now", "Needs your answer", "3 h 20 min left", "/confirm", "/decline"):
        assert words in requests, words
    assert "Is Today" not in requests
    shown = card(jobs, "Is Today")
    for words in ("maps/search/?api=1&query=1+High+St", 'href="tel:+61412000222"', "0412 000 222", "Mind the dog"):
        assert words in shown, words
    assert re.findall(r'action="[^"]+/([a-z-]+)"', shown) == ["coming", "late", "late"]
    assert "No jobs tomorrow" in jobs or 'class="row"' in jobs


def test_what_has_begun_can_be_marked_and_what_is_marked_says_so(owner: Browser, cast: Cast) -> None:
    home = f"/dashboard/{cast.business}"
    booking = soon(cast, "Has Begun", -10)
    assert "/complete" in card(words_of(owner, home), "Has Begun")
    sent = owner.post(at(cast, booking, "/complete"), home, **{"from": "lists"})
    assert sent.location == home
    shown = card(words_of(owner, home), "Has Begun")
    assert '<span class="pill blue">Completed</span>' in shown
    assert "<form" not in shown


def test_a_conversation_that_waits_for_a_person_is_linked(owner: Browser, cast: Cast) -> None:
    receive = "select public.receive_message(sms_number, '+61400555123', 'Can I <b>talk</b> to Dave?', 'SM1') ->> 'conversation_id' as id from public.businesses where id = %(b)s"
    thread = cast.query(receive, b=cast.business)[0]["id"]
    home = f"/dashboard/{cast.business}"
    assert "Waiting for a person" not in owner.get(home).text
    cast.query(
        "update public.conversations set state = 'human', handed_off_at = now() where id = %(id)s returning 1",
        id=thread,
    )
    text = owner.get(home).text
    assert f'href="{home}/inbox/{thread}"' in text
    assert "Can I &lt;b&gt;talk&lt;/b&gt; to Dave?" in text
    assert 'href="tel:+61400555123"' in text


def test_on_my_way_is_one_text_however_often_it_is_tapped(owner: Browser, cast: Cast) -> None:
    home = f"/dashboard/{cast.business}"
    booking = soon(cast, "Waits There", address="2 High St, Ashgrove")
    first = owner.post(at(cast, booking, "/coming"), home, **{"from": "lists"})
    text = words_of(owner, first.location)
    assert "We're telling Waits There that you're on the way." in text
    assert "Waits There knows you're on the way." in card(text, "Waits There")
    assert "/coming" not in card(text, "Waits There")
    again = owner.post(at(cast, booking, "/coming"), home)
    assert "Waits There knows already." in words_of(owner, again.location)
    page = words_of(owner, at(cast, booking))
    assert "You told the customer: on the way" in page
    assert "/coming" not in page
    assert cast.texts(booking) == ["on_my_way"]


def test_on_my_way_of_another_day_tells_nobody(owner: Browser, cast: Cast) -> None:
    booking = cast.agree("Not Today")
    sent = owner.post(at(cast, booking, "/coming"), at(cast, booking))
    assert "isn't a job of today, so nobody was told" in words_of(owner, sent.location)
    assert cast.texts(booking) == []


def test_a_job_to_come_is_called_off_and_deleted_with_one_text(owner: Browser, cast: Cast) -> None:
    booking = cast.agree("Goes Away")
    page = at(cast, booking)
    assert "Tell Goes Away that it is cancelled" in owner.get(page).text
    sent = owner.post(f"{page}/delete", page, tell="1")
    assert sent.location == f"/dashboard/{cast.business}/bookings?tab=upcoming"
    text = words_of(owner, sent.location)
    assert "Deleted and called off: Lawn Mowing for Goes Away" in text
    assert "We're letting Goes Away know." in text
    assert owner.get(page).status_code == 404
    assert (cast.status(booking), cast.held(booking), cast.texts(booking)) == ("cancelled", [], ["cancelled"])
    again = owner.post(f"{page}/delete", f"/dashboard/{cast.business}/bookings/new", tell="1")
    assert "was deleted before" in words_of(owner, again.location)
    assert cast.texts(booking) == ["cancelled"]


def test_without_the_tick_and_once_it_has_ended_nobody_is_told(owner: Browser, cast: Cast) -> None:
    silent, over = cast.agree("No Word"), soon(cast, "Is Over", -1)
    cast.query("update public.bookings set status = 'completed' where id = %(id)s returning 1", id=over)
    assert "Nobody is told." in owner.get(at(cast, over)).text
    for booking, said in ((silent, "No Word was not texted."), (over, "It had ended, so nobody was told.")):
        sent = owner.post(at(cast, booking, "/delete"), at(cast, booking))
        assert said in words_of(owner, sent.location)
        assert cast.texts(booking) == []


def test_a_message_from_the_booking_s_page_begins_a_conversation_and_is_in_the_timeline(
    owner: Browser, cast: Cast
) -> None:
    booking = cast.agree("Reads Texts", phone="+61412000333")
    page, message = at(cast, booking), str(uuid4())
    for said in ("Sent.", "it was not sent again"):
        sent = owner.post(f"{page}/message", page, words="Is the gate <open>?", message=message)
        assert said in words_of(owner, sent.location)
    shown = owner.get(page).text
    assert "Is the gate &lt;open&gt;?" in shown
    assert "Waiting to go" in shown
    assert "Read the conversation" in shown
    rows = cast.query(
        "select recipient from public.outbox where business_id = %(b)s and kind = 'reply' and recipient = '+61412000333'",
        b=cast.business,
    )
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("words", "said"), [("", "Write something first."), ("x" * 1001, "is 1,001 characters long, and 1,000 fit")]
)
def test_a_message_that_cannot_be_sent_stays_in_its_box(owner: Browser, cast: Cast, words: str, said: str) -> None:
    booking = cast.agree("Gets None", phone="+61412000444")
    page = at(cast, booking)
    answer = owner.post(f"{page}/message", page, words=words)
    assert answer.status_code == 422
    assert said in answer.text
    assert words in answer.text


def test_who_cannot_be_texted_is_said_instead_of_a_box(owner: Browser, cast: Cast) -> None:
    walk_in, stopped = cast.agree("Walk In", phone=None), cast.agree("Said Stop", phone="+61412000555")
    stop = "select public.receive_message(sms_number, '+61412000555', 'STOP', 'SM2') from public.businesses where id = %(b)s"
    cast.query(stop, b=cast.business)
    for booking, words in ((walk_in, "no phone to text"), (stopped, "They texted STOP")):
        page = at(cast, booking)
        text = owner.get(page).text
        assert words in text
        assert 'name="words"' not in text
        assert owner.post(f"{page}/message", page, words="Hi").status_code == 422


def test_a_note_that_is_too_long_is_said_and_kept(owner: Browser, cast: Cast) -> None:
    booking, note = cast.agree("Long Note"), "n" * 5000
    for page in (at(cast, booking, "/edit"), f"/dashboard/{cast.business}/bookings/new"):
        fields = {"notes": note} if page.endswith("edit") else {"notes": note, "starts": "2031-01-01T10:00"}
        answer = owner.send(page, **fields)
        assert answer.status_code == 422
        assert "The note is 5,000 characters long, and 2,000 fit." in answer.text
        assert note in answer.text
    assert cast.booking(booking)["notes"] == ""


def test_script_in_a_name_stays_a_name_on_all_three_pages(owner: Browser, cast: Cast) -> None:
    name = "<script>alert('n')</script>"
    booking = soon(cast, name, address="<img src=x onerror=1> St")
    for page in (f"/dashboard/{cast.business}", f"/dashboard/{cast.business}/bookings?q=alert", at(cast, booking)):
        text = owner.get(page).text
        assert "&lt;script&gt;alert" in text
        assert "<script>" not in text
        assert "<img src=x" not in text


def test_a_stale_tab_and_a_colleague_s_tap_are_answered_in_words(owner: Browser, cast: Cast) -> None:
    home, lapsed = f"/dashboard/{cast.business}", cast.book(name="Stale Tab")
    token = owner.csrf(home)
    cast.query(
        "update public.bookings set expires_at = now() - interval '1 minute' where id = %(id)s returning 1", id=lapsed
    )
    sent = owner.client.post(at(cast, lapsed, "/confirm"), data={"csrf_token": token, "from": "lists"})
    assert "Too late: the time to answer ran out" in words_of(owner, sent.location)
    decided = cast.book(name="Both Tap")
    for said in ("Confirmed: Lawn Mowing for Both Tap", "was marked as confirmed before|was already confirmed"):
        sent = owner.client.post(at(cast, decided, "/confirm"), data={"csrf_token": token})
        assert re.search(said, words_of(owner, sent.location))


def test_only_members_tap(outsider: Browser, cast: Cast) -> None:
    booking = cast.agree("Not Theirs")
    own = f"/dashboard/{cast.other_business}/bookings/new"
    for verb in ("coming", "delete", "message"):
        assert outsider.post(at(cast, booking, f"/{verb}"), own, words="Hi").status_code == 404
        mixed = f"/dashboard/{cast.other_business}/bookings/{booking}/{verb}"
        assert outsider.post(mixed, own, words="Hi").status_code == 404
    assert (cast.status(booking), cast.texts(booking)) == ("confirmed", [])
