"""Another time for a booking: suggested, agreed, refused with reasons, overridden."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.web.browsing import Browser, form_of, wall
from tests.web.people import Cast


def page(cast: Cast, booking: str, more: str = "") -> str:
    return f"/dashboard/{cast.business}/bookings/{booking}{more}"


def shown(browser: Browser, sent: object) -> str:
    """The words of the page that a form led to."""
    assert sent.status_code == 302, sent.text  # type: ignore[attr-defined]
    return str(browser.get(sent.location).text)  # type: ignore[attr-defined]


def block(cast: Cast, starts: datetime, reason: str) -> None:
    statement = "insert into public.blocked_times (business_id, during, reason) values (%(b)s, tstzrange(%(f)s, %(t)s), %(r)s) returning 1"
    cast.query(statement, b=cast.business, f=starts, t=starts + timedelta(hours=1), r=reason)


def test_the_form_opens_at_the_time_the_booking_has(owner: Browser, cast: Cast) -> None:
    starts = cast.free_time()
    form = form_of(owner.get(page(cast, cast.agree(at=starts), "/move")).text)
    assert form["starts"] == wall(starts)
    assert "agreed" not in form


def test_what_is_agreed_moves_at_once_and_both_sides_are_told(owner: Browser, cast: Cast) -> None:
    booking, new = cast.agree("Ann Bell"), cast.free_time()
    words = shown(owner, owner.send(page(cast, booking, "/move"), starts=wall(new), agreed="1"))
    assert "Moved: Lawn Mowing for Ann Bell on" in words
    assert "letting Ann Bell know" in words
    assert re.search(r"Moved by you: .* instead of ", words)
    assert cast.booking(booking)["starts_at"] == new
    assert cast.held(booking) == [new]
    assert cast.texts(booking) == ["moved", "moved_copy", "moved_copy"]


def test_sending_an_agreed_move_twice_changes_nothing_the_second_time(owner: Browser, cast: Cast) -> None:
    booking, new = cast.agree(), cast.free_time()
    owner.send(page(cast, booking, "/move"), starts=wall(new), agreed="1")
    words = shown(owner, owner.send(page(cast, booking, "/move"), starts=wall(new), agreed="1"))
    assert "that&#39;s how it is already. Nothing was changed and nobody was texted again." in words
    assert len(cast.texts(booking)) == 3


def test_without_agreement_the_customer_is_asked_once_and_the_old_time_stands(owner: Browser, cast: Cast) -> None:
    old, new = cast.free_time(), cast.free_time()
    booking = cast.agree("Ben Cole", at=old)
    words = shown(owner, owner.send(page(cast, booking, "/move"), starts=wall(new)))
    assert "to Ben Cole, who can take it until" in words
    assert "You suggested to Ben Cole" in words
    assert "New time suggested" in words
    assert cast.booking(booking)["starts_at"] == old
    assert cast.held(booking) == [old, new]
    again = shown(owner, owner.send(page(cast, booking, "/move"), starts=wall(new)))
    assert "before, and Ben Cole hasn&#39;t answered yet. Nothing was changed" in again
    assert cast.texts(booking) == ["proposal"]


def test_a_suggestion_can_be_taken_back_once(owner: Browser, cast: Cast) -> None:
    old = cast.free_time()
    booking = cast.agree("Cat Dorn", at=old)
    words = shown(owner, owner.send(page(cast, booking, "/move"), starts=wall(cast.free_time())))
    take_back = re.search(r'action="([^"]+/moves/[^"]+/decline)"', words)[1]
    assert "Taken back: Lawn Mowing for Cat Dorn" in shown(owner, owner.post(take_back, page(cast, booking)))
    assert cast.held(booking) == [old]
    again = shown(owner, owner.post(take_back, page(cast, booking)))
    assert "waits for an answer no longer" in again
    assert "Suggestion of" in again
    assert cast.texts(booking) == ["proposal", "withdrawn"]


def test_a_request_gets_another_time_suggested_and_waits_for_the_customer(owner: Browser, cast: Cast) -> None:
    booking = cast.book(name="Dan Eady")
    assert "Suggest another time" in owner.get(page(cast, booking)).text
    words = shown(owner, owner.send(page(cast, booking, "/move"), starts=wall(cast.free_time())))
    assert "Waiting for the customer" in words
    assert "/confirm" in words
    assert cast.status(booking) == "pending"


def test_a_time_somebody_has_is_refused_with_the_reason_and_all_that_was_typed(owner: Browser, cast: Cast) -> None:
    old, taken = cast.free_time(), cast.free_time()
    booking, other = cast.agree(at=old), cast.agree("Eve Fox", at=taken)
    answer = owner.send(page(cast, booking, "/move"), starts=wall(taken), agreed="1")
    assert answer.status_code == 409
    assert "It is taken: Eve Fox, Lawn Mowing" in answer.text
    assert page(cast, other) in answer.text
    assert "Do it anyway" not in answer.text
    assert (form_of(answer.text)["starts"], form_of(answer.text)["agreed"]) == (wall(taken), "1")
    assert cast.held(booking) == [old]
    assert cast.texts(booking) == []


def test_a_blocked_time_is_refused_with_its_reason_and_taken_when_the_owner_insists(owner: Browser, cast: Cast) -> None:
    booking, new = cast.agree(), cast.free_time()
    block(cast, new, "School run")
    path = page(cast, booking, "/move")
    refused = owner.send(path, starts=wall(new), agreed="1")
    assert refused.status_code == 409
    assert "is blocked: School run." in refused.text
    words = shown(owner, owner.send_again(path, refused.text, "anyway"))
    assert "Moved: " in words
    assert cast.booking(booking)["starts_at"] == new


def test_insisting_goes_for_the_refused_time_only(owner: Browser, cast: Cast) -> None:
    booking, first, second = cast.agree(), cast.free_time(), cast.free_time()
    block(cast, first, "School run")
    block(cast, second, "Dentist")
    path = page(cast, booking, "/move")
    refused = owner.send(path, starts=wall(first), agreed="1")
    answer = owner.send_again(path, refused.text, "anyway", starts=wall(second))
    assert answer.status_code == 409
    assert "is blocked: Dentist." in answer.text


@pytest.mark.parametrize("typed", ["", "tomorrow", "2027-02-30T10:00", "2027-02-03", "9999-01-01T10:00"])
def test_a_time_that_cannot_be_read_keeps_the_form_open(owner: Browser, cast: Cast, typed: str) -> None:
    answer = owner.send(page(cast, cast.agree(), "/move"), starts=typed, agreed="1")
    assert answer.status_code == 422
    assert re.search(r'role="alert">(Choose a date and a time that exist|Give a date between the years)', answer.text)
    assert (form_of(answer.text)["starts"], form_of(answer.text)["agreed"]) == (typed, "1")


def test_a_time_the_clocks_skip_is_named_in_a_sentence_and_stays_typed(outsider: Browser, cast: Cast) -> None:
    cast.query(
        "update public.businesses set time_zone = 'Australia/Sydney' where id = %(id)s returning 1",
        id=cast.other_business,
    )
    booking = cast.book(cast.other_business)
    october = date(datetime.now(UTC).year + 1, 10, 1)
    gap = f"{october + timedelta(days=6 - october.weekday())}T02:30"
    path = f"/dashboard/{cast.other_business}/bookings/{booking}/move"
    answer = outsider.send(path, starts=gap)
    assert answer.status_code == 422
    assert "the clocks go forward and 2:30 AM is skipped. Choose another time, such as 3:30 AM." in answer.text
    assert form_of(answer.text)["starts"] == gap


def test_a_walk_in_without_a_phone_is_asked_in_person(owner: Browser, cast: Cast) -> None:
    booking = cast.agree("Walk-in", phone="")
    path, new = page(cast, booking, "/move"), wall(cast.free_time())
    answer = owner.send(path, starts=new)
    assert "We can't ask Walk-in by text: there's no phone," in answer.text.replace("&#39;", "'")
    assert "no way to text Walk-in" in shown(owner, owner.send_again(path, answer.text, agreed="1"))
    assert cast.texts(booking) == ["moved_copy", "moved_copy"]


def test_the_owner_may_ask_whether_customers_would_be_offered_a_time(owner: Browser, cast: Cast) -> None:
    booking, blocked = cast.agree(), cast.free_time()
    block(cast, blocked, "School run")
    path = page(cast, booking, "/move")
    free = owner.send(path, "check", starts=wall(cast.free_time()))
    assert "Dave: yes." in free.text
    refused = owner.send(path, "check", starts=wall(blocked))
    assert re.search(r"Dave: no\. .* is blocked: School run\.", refused.text)
    assert cast.texts(booking) == []


def test_what_has_ended_is_not_moved(owner: Browser, cast: Cast) -> None:
    booking = cast.agree()
    owner.post(page(cast, booking, "/cancel"), page(cast, booking))
    words = shown(owner, owner.send(page(cast, booking, "/move"), starts=wall(cast.free_time()), agreed="1"))
    assert "had already ended (cancelled). Nothing was changed" in words


def test_a_person_of_several_is_chosen_by_name(owner: Browser, cast: Cast) -> None:
    booking = cast.agree()
    with cast.colleague_at_work("Kim") as kim:
        path = page(cast, booking, "/move")
        assert form_of(owner.get(path).text)["staff"] == str(cast.booking(booking)["staff_id"])
        words = shown(owner, owner.send(path, staff=kim, agreed="1"))
    assert re.search(r"Moved by you: .* with Kim instead of .* with Dave", words)
    assert str(cast.booking(booking)["staff_id"]) == kim


def test_whose_booking_it_is_stays_chosen_after_they_stopped_doing_the_job(owner: Browser, cast: Cast) -> None:
    booking = cast.agree()
    with cast.colleague_at_work("Pat") as pat:
        owner.send(page(cast, booking, "/move"), staff=pat, agreed="1")
    assert form_of(owner.get(page(cast, booking, "/move")).text)["staff"] == pat


def test_an_outsider_can_neither_see_nor_send_a_form(outsider: Browser, cast: Cast) -> None:
    booking = cast.agree()
    move = cast.wish(booking)
    for business in (cast.business, cast.other_business):
        one = f"/dashboard/{business}/bookings/{booking}"
        for path in (f"{one}/move", f"{one}/edit"):
            assert outsider.get(path).status_code == 404, path
        for path in ("move", "edit", "cancel", "complete", "no-show", f"moves/{move}/accept", f"moves/{move}/decline"):
            sent = outsider.post(
                f"{one}/{path}", f"/dashboard/{cast.other_business}", starts=wall(cast.free_time()), agreed="1"
            )
            assert sent.status_code == 404, path
    assert cast.status(booking) == "confirmed"
    assert len(cast.held(booking)) == 2


def test_a_form_sent_after_being_signed_out_leads_back_to_the_form(owner: Browser, cast: Cast) -> None:
    path = page(cast, cast.agree(), "/move")
    token = owner.csrf(path)
    owner.client.delete_cookie("signin")
    assert owner.client.post(path, data={"csrf_token": token}).location == f"/login?next={path}"
