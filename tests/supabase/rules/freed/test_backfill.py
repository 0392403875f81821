"""A time that came free goes down the list of those who asked, one at a time, and is kept for each while they think."""

from __future__ import annotations

from typing import Any

from tests.supabase.rules.bookings.steps import at
from tests.supabase.rules.freed.shop_floor import ANN, BEN, DAN, Floor


def sent(floor: Floor) -> list[tuple[str, str]]:
    """Backfill texts that leave now: to whom, and until when the time is kept."""
    texts = [text for text in floor.send() if text["kind"] == "backfill"]
    return [(text["recipient"], text["context"]["detail"]["until"]["time"]) for text in texts]


def test_a_cancelled_time_is_offered_to_who_waits_longest_and_kept_for_a_quarter_of_an_hour(
    floor: Floor, booking: Any
) -> None:
    floor.lead(ANN)
    floor.lead(BEN)
    floor.cancel(booking, actor="customer")
    floor.backfill()
    floor.desk.later(seconds=20)
    (text,) = [text for text in floor.claim() if text["kind"] == "backfill"]
    assert text["recipient"] == ANN
    (offer,) = text["context"]["offers"]
    assert (offer["service"], offer["words"]["medium"], offer["words"]["time"]) == ("Job", "Thursday, Nov 5", "2:00 PM")
    assert text["context"]["detail"]["until"]["time"] == "4:46 PM"
    floor.send(text)
    assert floor.kept() == {"Thu 14:00": "Mon 16:47"}  # a minute for an answer on its way
    assert not floor.is_free("Thu 14:00")


def test_taking_it_is_a_new_request_and_nobody_else_is_asked(floor: Floor, booking: Any) -> None:
    for phone in (ANN, BEN):
        floor.lead(phone)
    floor.cancel(booking)
    floor.backfill()
    floor.send()
    taken = floor.pick(1)
    assert (taken["outcome"], taken["booking"]["customer"]) == ("pencilled", "Sue Park")
    assert floor.time(taken["booking"]) == "Thu 14:00"
    floor.desk.later(minutes=20)
    floor.backfill()
    assert floor.states() == ["taken"]
    assert floor.asked() == [ANN]


def test_who_does_not_answer_loses_it_to_the_next(floor: Floor, booking: Any) -> None:
    for phone in (ANN, BEN):
        floor.lead(phone)
    floor.cancel(booking)
    floor.backfill()
    floor.send()
    floor.desk.later(minutes=15)
    floor.backfill()
    assert floor.asked() == [ANN]
    floor.desk.later(minutes=2)
    floor.backfill()
    assert floor.asked() == [ANN, BEN]
    assert sent(floor) == [(BEN, "5:03 PM")]
    assert floor.pick(1, ANN)["outcome"] == "unknown_offer"
    assert floor.pick(1, BEN)["outcome"] == "pencilled"


def test_a_no_sends_it_on_at_once(floor: Floor, booking: Any) -> None:
    for phone in (ANN, BEN):
        floor.lead(phone)
    floor.cancel(booking)
    floor.backfill()
    floor.send()
    with floor.turn("no thanks", ANN) as turn:
        assert turn["freed_offer"] == turn["offers"][0]["ref"]
        assert floor.tool(turn, "refuse_freed_time") == {"outcome": "refused"}
        assert floor.tool(turn, "refuse_freed_time") == {"outcome": "no_offer"}
    floor.backfill()
    assert floor.asked() == [ANN, BEN]


def test_the_list_ends_and_the_time_is_anybodys_again(floor: Floor, booking: Any) -> None:
    floor.lead(ANN)
    floor.cancel(booking)
    floor.backfill()
    floor.send()
    floor.desk.later(minutes=17)
    floor.backfill()
    assert floor.states() == ["ended"]
    assert floor.kept() == {}
    assert floor.is_free("Thu 14:00")


def test_at_night_it_waits_for_the_morning(floor: Floor, booking: Any) -> None:
    floor.lead(ANN)
    floor.desk.now = at("Mon 22:00")
    floor.cancel(booking)
    assert floor.backfill() == 0
    floor.desk.now = at("Tue 08:00")
    floor.backfill()
    assert sent(floor) == [(ANN, "8:15 AM")]


def test_a_time_taken_meanwhile_is_not_texted_of(floor: Floor, booking: Any) -> None:
    floor.lead(ANN)
    floor.cancel(booking)
    floor.backfill()
    floor.desk.later(minutes=16)  # nothing could leave
    floor.pending("Thu 14:00", BEN)
    assert sent(floor) == []
    (text,) = floor.desk.texts("backfill")
    assert (text["state"], text["error"]) == ("skipped", "the time is gone")
    floor.backfill()
    assert floor.states() == ["ended"]


def test_one_whose_sending_is_in_doubt_still_says_what_it_said(floor: Floor, booking: Any) -> None:
    floor.lead(ANN)
    floor.cancel(booking)
    floor.backfill()
    floor.claim()  # and the worker dies
    floor.desk.later(hours=1)
    floor.desk.call("release_stuck_texts", floor.desk.now)
    floor.backfill()
    texts = floor.desk.call_all("unknown_texts", p_now=floor.desk.now)
    (doubtful,) = [text for text in texts if text["kind"] == "backfill"]
    assert [offer["words"]["time"] for offer in doubtful["context"]["offers"]] == ["2:00 PM"]


def test_a_lead_closed_before_it_leaves_is_not_texted(floor: Floor, booking: Any) -> None:
    lead = floor.lead(ANN)
    floor.cancel(booking)
    floor.backfill()
    floor.desk.do("update public.leads set state = 'closed' where id = %s", lead)
    assert sent(floor) == []


def test_what_they_said_is_kept_with_its_time_once(floor: Floor) -> None:
    asked_at = floor.desk.now
    lead = floor.lead(ANN, wants="Free please")
    with floor.turn("FREE", ANN) as turn:
        assert turn["freed_times"] == "wanted"
        floor.tool(turn, "want_freed_times", "FREE")
    row = floor.desk.row(
        "select wants_freed_times_at, consent_words, service_id::text from public.leads where id = %s", lead
    )
    assert row == {
        "wants_freed_times_at": asked_at,
        "consent_words": "Free please",
        "service_id": floor.shop.services["Job"],
    }


def test_where_nobody_waits_the_word_means_nothing(floor: Floor) -> None:
    with floor.turn("FREE", ANN) as turn:
        assert turn["freed_times"] == "no_lead"
        assert floor.tool(turn, "want_freed_times", "FREE") == {"outcome": "no_lead"}


def test_due_work_says_when_a_step_is_due(floor: Floor, booking: Any) -> None:
    floor.lead(ANN)
    floor.desk.now = at("Mon 22:00")
    floor.cancel(booking)
    work = floor.desk.call("due_work", floor.desk.now)
    assert not work["backfill"]
    assert floor.desk.call("due_work", at("Tue 08:00"))["backfill"]


def test_a_step_that_fails_holds_up_no_other(floor: Floor, booking: Any) -> None:
    floor.lead(ANN)
    other = floor.confirmed("Fri 10:00", DAN)
    for each in (booking, other):
        floor.cancel(each)
        floor.desk.later(seconds=1)
    floor.desk.do(
        """create function public.poisoned() returns trigger language plpgsql as $$ begin
             if new.starts_at = '2026-11-05T14:00+10' and new.state <> 'waiting' then raise 'poison'; end if; return new; end $$"""
    )
    floor.desk.do(
        "create trigger poisoned before update on public.backfills for each row execute function public.poisoned()"
    )
    floor.backfill()
    assert list(floor.kept()) == ["Fri 10:00"]
    assert floor.states() == ["waiting", "offered"]
