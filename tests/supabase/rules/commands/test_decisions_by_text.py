"""A member decides by code, from the phone that is theirs: Y7K, N7K, 7K 3pm, D7K, X7K."""

from __future__ import annotations

from typing import Any

from tests.supabase.rules.commands.texting import last_outcome, outcomes, send
from tests.supabase.rules.desk import Desk, instant
from tests.support.cast import CUSTOMER

THURSDAY = {"day_from": "2026-11-05"}


def code(booking: Any) -> str:
    assert booking["code"]
    return str(booking["code"])


def asked_to_move(desk: Desk) -> Any:
    """A confirmed booking that its customer wants on Friday."""
    booking = desk.pencil(THURSDAY)
    desk.confirm(booking)
    turn = desk.turn("Can we move it to Friday?")
    desk.hold(turn, desk.slots(turn, {"day_from": "2026-11-06"}, p_booking=booking["ref"])["offers"][0]["ref"])
    desk.finish(turn)
    return booking


def test_y_confirms_as_that_member_and_both_sides_hear_of_it(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    send(desk, f"Y{code(booking)}", desk.cast.colleague)
    row = desk.booking(booking)
    assert (row["status"], str(row["decided_by"])) == ("confirmed", desk.cast.colleague.user_id)
    event = desk.row("select actor, actor_id::text from public.booking_events where kind = 'confirmed'")
    assert event == {"actor": "owner", "actor_id": desk.cast.colleague.user_id}
    assert len(desk.texts("confirmed")) == 1
    assert last_outcome(desk) == f"{code(booking)} confirmed"


def test_the_copy_of_the_confirmation_is_the_answer_to_whoever_confirmed(desk: Desk) -> None:
    booking, colleague = desk.pencil(THURSDAY), desk.cast.colleague
    assert send(desk, f"Y{code(booking)}", colleague) == []
    assert {text["recipient"]: text["class"] for text in desk.texts("confirmed_copy")} == {
        colleague.phone: "reply",  # an answer comes at any hour
        desk.cast.owner.phone: "caused",
    }


def test_who_wants_no_copies_is_answered_in_a_line(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    desk.rows(
        "update public.members set gets_confirmations = false where phone = %s returning 1", desk.cast.owner.phone
    )
    (result,) = send(desk, f"Y{code(booking)}")
    assert (result["outcome"], result["booking"]["customer"]) == ("confirmed", "John Smith")


def test_the_same_answer_again_changes_nothing_and_says_what_is(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    send(desk, f"y {code(booking).lower()}")
    told = len(desk.texts("confirmed"))
    assert outcomes(send(desk, f"Y{code(booking)}")) == ["already_confirmed"]
    assert len(desk.texts("confirmed")) == told


def test_n_declines_and_keeps_the_reason(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    assert outcomes(send(desk, f"N{code(booking)} too far")) == ["declined"]
    row = desk.booking(booking)
    assert (row["status"], row["ended_reason"]) == ("cancelled", "too far")
    assert outcomes(send(desk, f"Y{code(booking)}")) == ["already_ended"]


def test_n_never_calls_off_what_is_confirmed(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    desk.confirm(booking)
    assert outcomes(send(desk, f"N{code(booking)}")) == ["already_confirmed"]
    assert desk.booking(booking)["status"] == "confirmed"


def test_y_accepts_a_customers_wish_to_move(desk: Desk) -> None:
    booking = asked_to_move(desk)
    assert outcomes(send(desk, f"Y{code(booking)}")) == ["moved"]
    assert desk.booking(booking)["starts_at"] >= instant("2026-11-06T00:00+10:00")


def test_n_declines_the_wish_and_the_old_time_stands(desk: Desk) -> None:
    booking = asked_to_move(desk)
    assert outcomes(send(desk, f"N{code(booking)} full that day")) == ["move_declined"]
    row = desk.booking(booking)
    assert (row["status"], row["starts_at"]) == ("confirmed", instant(booking["starts_at"]))
    assert desk.value("select reason from public.moves") == "full that day"


def test_a_time_is_put_to_the_customer_on_the_bookings_own_day(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    (result,) = send(desk, f"{code(booking)} 3pm")
    assert result["outcome"] == "proposed"
    assert desk.value("select starts_at from public.moves") == instant("2026-11-05T15:00+10:00")
    assert desk.value("select asked_by_user::text from public.moves") == desk.cast.owner.user_id
    assert "proposal" in desk.kinds()
    assert outcomes(send(desk, f"N{code(booking)}")) == ["declined"]


def test_a_time_outside_the_hours_is_refused_with_the_reason_and_nothing_is_asked(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    (result,) = send(desk, f"{code(booking)} 9pm")
    assert result["outcome"] == "refused"
    assert result["reasons"][0]["words"]
    assert desk.rows("select from public.moves") == []


def test_several_in_one_text_are_all_done(desk: Desk) -> None:
    first, second = desk.pencil(THURSDAY), desk.pencil(THURSDAY, phone="+61400200300")
    assert outcomes(send(desk, f"Y{code(first)} n{code(second)}")) == ["declined"]
    assert last_outcome(desk) == f"{code(first)} confirmed, {code(second)} declined"


def test_d_and_x_say_what_became_of_it_and_may_correct_each_other(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    assert outcomes(send(desk, f"D{code(booking)}")) == ["not_confirmed"]
    desk.confirm(booking)
    assert outcomes(send(desk, f"D{code(booking)}")) == ["not_yet"]
    desk.later(days=4)
    assert outcomes(send(desk, f"X{code(booking)}")) == ["no_show"]
    assert outcomes(send(desk, f"D{code(booking)}")) == ["completed"]
    assert desk.booking(booking)["status"] == "completed"


def test_done_finishes_what_the_last_day_end_asked_about_and_is_still_open(desk: Desk) -> None:
    bookings = [desk.pencil(THURSDAY, phone=f"+6140020030{n}") for n in range(3)]
    for booking in bookings:
        desk.confirm(booking)
    desk.later(days=4)
    desk.do("update public.bookings set asked_at = %s where id = any(%s)", desk.now, [b["id"] for b in bookings[:2]])
    send(desk, f"X{code(bookings[0])}")
    (result,) = send(desk, "DONE")
    assert (result["outcome"], result["count"]) == ("all_done", 1)
    assert [desk.booking(b)["status"] for b in bookings] == ["no_show", "completed", "confirmed"]
    assert outcomes(send(desk, "done")) == ["nothing_asked"]


def test_a_code_that_nobody_has_says_so(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    other = "9Z" if code(booking) != "9Z" else "8Z"
    assert [outcomes(send(desk, words)) for words in (f"Y{other}", f"{other} 3pm", f"D{other}")] == [["unknown"]] * 3


def test_a_code_of_another_business_reaches_nothing(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    assert outcomes(send(desk, f"Y{code(booking)}", desk.cast.outsider, desk.cast.salon)) == ["unknown"]
    assert desk.booking(booking)["status"] == "pending"


def test_a_request_that_lapsed_meanwhile_says_so(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    desk.later(days=1)
    assert outcomes(send(desk, f"{code(booking)} 3pm")) == ["already_ended"]
    assert outcomes(send(desk, f"Y{code(booking)}")) == ["too_late"]
    assert desk.booking(booking)["status"] == "expired"


def test_nothing_of_it_reaches_a_conversation_or_the_receptionist(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    send(desk, f"N{code(booking)}")
    send(desk, "what is the weather like")
    assert desk.turns() == []
    assert desk.column("select peer from public.conversations") == [CUSTOMER]
    assert desk.rows("select from public.customers where phone = %s", desk.cast.owner.phone) == []
    answers = desk.rows("select conversation_id, customer_id from public.outbox where kind = 'command_answer'")
    assert answers == [{"conversation_id": None, "customer_id": None}] * 2


def test_the_same_text_from_a_customers_phone_is_only_a_customers_text(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    desk.receive(f"Y{code(booking)}", CUSTOMER)
    assert desk.rows("select from public.member_texts") == []
    assert desk.booking(booking)["status"] == "pending"
    assert len(desk.turns()) == 1
