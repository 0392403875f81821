"""The calendar without its script: the agenda, the data, and what dragging and tapping ask of the server."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.web.browsing import Browser, form_of, wall
from tests.web.people import Cast


def at(cast: Cast, more: str = "") -> str:
    return f"/dashboard/{cast.business}/calendar{more}"


def do(browser: Browser, cast: Cast, what: str, **said: Any) -> Any:
    """As the page's script posts it; the page's own token goes along."""
    token = browser.csrf(at(cast))
    return browser.client.post(at(cast, f"/{what}"), json=said, headers={"X-CSRFToken": token})


def window(browser: Browser, cast: Cast, day: datetime) -> Any:
    first = datetime.fromisoformat(wall(day)).date()
    return browser.get(at(cast, f"/events?start={first}&end={first + timedelta(days=1)}")).json


def job(browser: Browser, cast: Cast, booking: str, day: datetime) -> Any:
    return next(one for one in window(browser, cast, day)["bookings"] if one["id"] == booking)


def test_the_plain_agenda_shows_the_week_asked_for_and_leads_to_its_neighbours(owner: Browser, cast: Cast) -> None:
    starts = cast.free_time()
    booking = cast.agree("Ann <Bell>", at=starts)
    text = owner.get(at(cast, f"?plain=1&date={wall(starts)[:10]}")).text
    assert "Ann &lt;Bell&gt;" in text
    assert f'href="/dashboard/{cast.business}/bookings/{booking}"' in text
    monday = datetime.fromisoformat(wall(starts)).date()
    monday -= timedelta(days=monday.weekday())
    assert f"calendar?plain=1&amp;date={monday - timedelta(days=7)}" in text
    assert f"calendar?plain=1&amp;date={monday + timedelta(days=7)}" in text
    assert "Ann &lt;Bell&gt;" not in owner.get(at(cast, f"?plain=1&date={monday + timedelta(days=7)}")).text
    assert owner.get(at(cast, "?plain=1&date=nonsense")).status_code == 200
    assert owner.get(at(cast, "?plain=1&date=0001-01-01")).status_code == 200


def test_the_data_holds_wall_times_and_words(owner: Browser, cast: Cast) -> None:
    starts = cast.free_time()
    booking = cast.agree("Ann Bell", at=starts)
    found = job(owner, cast, booking, starts)
    assert found["start"] == wall(starts)
    assert found["end"] == wall(starts + timedelta(hours=1))
    assert (found["words"], found["customer"], found["minutes"], found["asks"]) == ("Confirmed", "Ann Bell", 60, True)
    assert window(owner, cast, starts)["offset"] == 600


@pytest.mark.parametrize(
    "query", ["", "?start=x&end=y", "?start=2026-11-01&end=2027-11-01", "?start=2026-11-02&end=2026-11-01"]
)
def test_other_stretches_are_refused(owner: Browser, cast: Cast, query: str) -> None:
    assert owner.get(at(cast, f"/events{query}")).status_code == 400


def test_an_agreed_move_is_made_and_undone_by_the_same_function(owner: Browser, cast: Cast) -> None:
    old, new = cast.free_time(), cast.free_time()
    booking = cast.agree("Ann Bell", at=old)
    moved = do(owner, cast, "move", booking=booking, starts=wall(new), agreed=True)
    assert moved.status_code == 200
    assert (moved.json["outcome"], moved.json["tone"]) == ("moved", "success")
    assert "Moved: Lawn Mowing for Ann Bell" in moved.json["words"]
    back = do(owner, cast, "move", booking=booking, starts=wall(old), agreed=True, anyway=True, back=True)
    assert back.json["words"].startswith("Moved back: Lawn Mowing for Ann Bell")
    assert "letting Ann Bell know" in back.json["words"]
    assert cast.booking(booking)["starts_at"] == old
    assert cast.held(booking) == [old]


def test_a_suggestion_waits_beside_the_old_time_until_it_is_taken_back(owner: Browser, cast: Cast) -> None:
    old, new = cast.free_time(), cast.free_time()
    booking = cast.agree("Ben Cole", at=old)
    asked = do(owner, cast, "move", booking=booking, starts=wall(new), agreed=False)
    assert asked.json["outcome"] == "proposed"
    assert [move["start"] for move in window(owner, cast, new)["moves"] if move["booking"] == booking] == [wall(new)]
    assert job(owner, cast, booking, old)["start"] == wall(old)
    taken = do(owner, cast, "take-back", move=asked.json["move"])
    assert taken.json["outcome"] == "withdrawn"
    assert "Taken back" in taken.json["words"]
    assert cast.held(booking) == [old]
    assert do(owner, cast, "take-back", move=asked.json["move"]).json["outcome"] == "already_answered"


def test_a_refused_move_says_why_and_somebody_s_time_is_final(owner: Browser, cast: Cast) -> None:
    booking, taken = cast.agree("Ann Bell"), cast.free_time()
    other = cast.agree("Has It", at=taken)
    answer = do(owner, cast, "move", booking=booking, starts=wall(taken), agreed=True, anyway=True)
    assert answer.status_code == 409
    assert answer.json["final"] is True
    assert {reason["booking"] for reason in answer.json["reasons"]} >= {other}
    assert "Nothing was changed" in answer.json["words"]


def test_a_blocked_time_refuses_until_it_is_done_anyway(owner: Browser, cast: Cast) -> None:
    old, new = cast.free_time(), cast.free_time()
    booking = cast.agree("Ann Bell", at=old)
    added = do(owner, cast, "block", **{"from": wall(new), "to": wall(new + timedelta(hours=1))}, reason="Dentist")
    assert added.json["words"] == "Blocked. Nobody can book that time."
    answer = do(owner, cast, "move", booking=booking, starts=wall(new), agreed=True)
    assert (answer.status_code, answer.json["final"]) == (409, False)
    assert "Dentist" in str(answer.json["reasons"])
    assert (
        do(owner, cast, "move", booking=booking, starts=wall(new), agreed=True, anyway=True).json["outcome"] == "moved"
    )
    gone = [do(owner, cast, "unblock", block=added.json["block"]) for _ in range(2)]
    assert [one.json["outcome"] for one in gone] == ["removed", "already_removed"]


def test_a_block_over_a_booking_says_which(owner: Browser, cast: Cast) -> None:
    starts = cast.free_time()
    cast.agree("Ann Bell", at=starts)
    answer = do(owner, cast, "block", **{"from": wall(starts), "to": wall(starts + timedelta(minutes=30))})
    assert "Already booked then, and still on: Lawn Mowing for Ann Bell on" in answer.json["words"]
    backwards = do(owner, cast, "block", **{"from": wall(starts), "to": wall(starts)})
    assert (backwards.status_code, backwards.json["words"]) == (422, "It has to end after it starts.")
    do(owner, cast, "unblock", block=answer.json["block"])


def test_one_date_of_a_block_that_repeats_is_left_out(owner: Browser, cast: Cast) -> None:
    starts = cast.free_time() + timedelta(days=60)
    on = wall(starts)[:10]
    block = cast.query(
        "insert into public.blocked_times (business_id, frequency, first_date, from_time, to_time)"
        " values (%(b)s, 'daily', %(d)s, '12:00', '13:00') returning id::text as id",
        b=cast.business,
        d=on,
    )[0]["id"]  # fmt: skip
    assert [one["id"] for one in window(owner, cast, starts)["blocks"]] == [block]
    assert do(owner, cast, "unblock", block=block, date=on).json["outcome"] == "skipped"
    assert window(owner, cast, starts)["blocks"] == []
    assert [one["id"] for one in window(owner, cast, starts + timedelta(days=1))["blocks"]] == [block]
    do(owner, cast, "unblock", block=block)


def test_another_length_texts_nobody_and_is_undone(owner: Browser, cast: Cast) -> None:
    starts = cast.free_time()
    booking = cast.agree("Ann Bell", at=starts)
    longer = do(owner, cast, "resize", booking=booking, ends=wall(starts + timedelta(minutes=90)))
    assert longer.json["outcome"] == "edited"
    assert "Ann Bell was not texted." in longer.json["words"]
    assert job(owner, cast, booking, starts)["minutes"] == 90
    back = do(owner, cast, "resize", booking=booking, minutes=60, anyway=True)
    assert back.json["outcome"] == "edited"
    assert job(owner, cast, booking, starts)["minutes"] == 60
    assert cast.texts(booking) == []


def test_what_cannot_be_read_is_said_and_changes_nothing(owner: Browser, cast: Cast) -> None:
    booking = cast.agree("Ann Bell")
    before = cast.booking(booking)
    sent: list[dict[str, Any]] = [
        {"booking": booking, "starts": "soon"},
        {"booking": "x", "starts": wall(cast.free_time())},
        {"booking": booking, "starts": "2099-01-01T10:00", "agreed": True},
        {},
    ]
    for said in sent:
        answer = do(owner, cast, "move", **said)
        assert answer.status_code == 422, said
        assert answer.json["words"].endswith("."), said
    assert cast.booking(booking) == before


def test_a_post_without_the_page_s_token_is_refused(owner: Browser, cast: Cast) -> None:
    booking, new = cast.agree("Ann Bell"), cast.free_time()
    for what in ("move", "take-back", "resize", "block", "unblock"):
        answer = owner.client.post(at(cast, f"/{what}"), json={"booking": booking, "starts": wall(new), "agreed": True})
        assert answer.status_code == 400, what
    assert cast.booking(booking)["starts_at"] != new


def test_an_outsider_moves_nothing(outsider: Browser, cast: Cast) -> None:
    booking, new = cast.agree("Ann Bell"), cast.free_time()
    token = outsider.csrf(f"/dashboard/{cast.other_business}/calendar")
    said = {"booking": booking, "starts": wall(new), "agreed": True}
    for business in (cast.business, cast.other_business):
        page = f"/dashboard/{business}/calendar/move"
        assert outsider.client.post(page, json=said, headers={"X-CSRFToken": token}).status_code == 404
    assert cast.booking(booking)["starts_at"] != new


def test_of_two_members_who_drag_to_one_time_one_wins_and_one_is_told(owner: Browser, app: Flask, cast: Cast) -> None:
    colleague = Browser(app.test_client())
    colleague.sign_in(cast.colleague)
    first, second, new = cast.agree("Ann Bell"), cast.agree("Ben Cole"), cast.free_time()
    assert do(owner, cast, "move", booking=first, starts=wall(new), agreed=True).status_code == 200
    late = do(colleague, cast, "move", booking=second, starts=wall(new), agreed=True)
    assert (late.status_code, late.json["final"]) == (409, True)
    again = do(colleague, cast, "move", booking=first, starts=wall(new), agreed=True)
    assert again.json["outcome"] == "unchanged"
    assert cast.texts(first) == ["moved", "moved_copy", "moved_copy"]


def test_an_empty_time_leads_to_the_form_with_it_filled_in(owner: Browser, cast: Cast) -> None:
    with cast.colleague_at_work("Kim") as kim:
        form = form_of(owner.get(f"/dashboard/{cast.business}/bookings/new?starts=2026-12-01T10:30&staff={kim}").text)
    assert (form["starts"], form["staff"]) == ("2026-12-01T10:30", kim)
