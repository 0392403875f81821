"""The receptionist's other tools: a note, a lead, handing over to a person."""

from __future__ import annotations

from typing import Any

from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER

THURSDAY = {"day_from": "2026-11-05"}


def tool(desk: Desk, turn: Any, name: str, *given: Any) -> Any:
    who = [turn["business_id"], turn["conversation_id"], turn["lease"]]
    return desk.call(name, *who, *given, p_now=desk.now)


def test_a_note_joins_the_booking_and_the_owner_hears_of_it_once(desk: Desk) -> None:
    booking = desk.pencil(THURSDAY)
    turn = desk.turn("dog in yard")
    for _ in range(2):
        told = tool(desk, turn, "add_booking_note", " dog in yard ")
        assert (told["outcome"], told["booking"]["notes"]) == ("noted", "dog in yard")
    assert tool(desk, turn, "add_booking_note", "gate code 12")["booking"]["notes"] == "dog in yard\ngate code 12"
    assert [text["detail"] for text in desk.texts("note")] == [{"note": "dog in yard"}] * 2 + [
        {"note": "gate code 12"}
    ] * 2
    events = desk.column("select kind from public.booking_events where booking_id = %s", booking["id"])
    assert events.count("noted") == 2


def test_a_note_goes_to_the_newest_open_booking(desk: Desk) -> None:
    desk.pencil(THURSDAY)
    desk.later(minutes=1)
    newest = desk.pencil({"day_from": "2026-11-06"})
    assert tool(desk, desk.turn(), "add_booking_note", "dog")["booking"]["id"] == newest["id"]


def test_a_note_without_an_open_booking_or_without_words_is_refused(desk: Desk) -> None:
    turn = desk.turn()
    assert tool(desk, turn, "add_booking_note", "dog") == {"outcome": "no_booking"}
    desk.finish(turn)
    booking = desk.pencil(THURSDAY)
    turn = desk.turn()
    assert tool(desk, turn, "add_booking_note", "   ") == {"outcome": "no_booking"}
    desk.decline(booking)
    assert tool(desk, turn, "add_booking_note", "dog") == {"outcome": "no_booking"}


def test_handing_over_silences_the_receptionist_and_gives_the_owner_context_and_number(desk: Desk) -> None:
    turn = desk.turn()
    for _ in range(2):  # a crash may repeat the call
        assert tool(desk, turn, "hand_off", "wants to talk about a hedge", {"name": "John"}) == {
            "outcome": "handed_off"
        }
    assert desk.value("select state from public.conversations") == "human"
    lead = desk.row("select kind, state, phone, summary from public.leads")
    assert lead == {"kind": "handoff", "state": "open", "phone": CUSTOMER, "summary": "wants to talk about a hedge"}
    assert [text["recipient"] for text in desk.texts("handoff")] == [desk.cast.owner.phone, desk.cast.colleague.phone]
    context = desk.claim()[0]["context"]
    assert context["lead"] == {
        "kind": "handoff",
        "summary": "wants to talk about a hedge",
        "phone": CUSTOMER,
        "name": "John",
    }


def test_one_lead_per_conversation_and_kind_is_open_at_a_time(desk: Desk) -> None:
    turn = desk.turn()
    for kind in ("full", "full", "message"):
        assert tool(desk, turn, "create_lead", kind, "call me") == {"outcome": "noted"}
    desk.finish(turn)
    tool(desk, desk.turn("please"), "create_lead", "full", "call me, please")
    assert desk.column("select kind::text from public.leads order by kind") == ["full", "message"]
    assert len(desk.texts("lead")) == 4
    desk.do("update public.leads set state = 'closed'")
    tool(desk, desk.turns()[0] if desk.later(minutes=2) else None, "create_lead", "full", "call me again")
    assert desk.value("select count(*) from public.leads where kind = 'full'") == 2


def test_what_is_said_later_joins_an_open_lead_and_the_owner_hears_at_most_once_an_hour(desk: Desk) -> None:
    turn = desk.turn()
    for words in ("call me", "about the hedge", "call me"):
        tool(desk, turn, "create_lead", "message", words)
    assert desk.value("select summary from public.leads") == "about the hedge\ncall me"
    assert len(desk.texts("lead")) == 2
    desk.finish(turn)
    for words in ("it is long", "and high"):
        desk.later(minutes=61 if words == "it is long" else 5)
        turn = desk.turn()
        tool(desk, turn, "create_lead", "message", words)
        desk.finish(turn)
    assert desk.value("select summary from public.leads") == "and high\nit is long\nabout the hedge\ncall me"
    assert len(desk.texts("lead")) == 4


def test_a_chat_visitors_claimed_phone_is_the_number_to_call(desk: Desk) -> None:
    turn = desk.turn()
    desk.do("update public.customers set phone = null, claimed_phone = '+61400999888'")
    tool(desk, turn, "create_lead", "message", "call me")
    tool(desk, turn, "hand_off", "wants a person")
    assert desk.column("select phone from public.leads") == ["+61400999888", "+61400999888"]


def test_what_is_known_of_a_customer_is_not_overwritten_by_nothing(desk: Desk) -> None:
    turn = desk.turn()
    details = {"name": "John Smith", "email": "j@x.example", "address": "123 Smith St", "suburb": "Brisbane"}
    tool(desk, turn, "hand_off", "x", details)
    tool(desk, turn, "hand_off", "x", {"name": "", "email": None, "phone": "+61400999888"})
    customer = desk.row(
        "select name, email, address, phone, claimed_phone, place_id is not null as placed from public.customers"
    )
    assert customer == {
        "name": "John Smith", "email": "j@x.example", "address": "123 Smith St", "phone": CUSTOMER,
        "claimed_phone": "+61400999888", "placed": True,
    }  # fmt: skip


def test_a_place_is_one_row_however_its_suburb_is_written(desk: Desk) -> None:
    for suburb, postcode in (("Ashgrove", "4060"), ("ASHGROVE", "4060"), ("Ashgrove", "4061"), ("", "")):
        desk.call("private.place_of", desk.cast.lawns.id, suburb, postcode)
    assert desk.value("select count(*) from public.places") == 2
