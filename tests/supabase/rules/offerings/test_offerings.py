"""Services and staff: set and removed by owners, refused in words, and never at a booking's cost."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg
import pytest

from tests.supabase.rules.desk import Desk
from tests.support.cast import Business, Person


@pytest.fixture(autouse=True)
def _undone(desk: Desk) -> None:
    """Begins what is undone after the test: a role's own transaction would be kept if it were the first."""
    desk.value("select 1")


def do(desk: Desk, function: str, *values: Any, person: Person | None = None, business: Business | None = None) -> Any:
    with desk.signed_in(person or desk.cast.owner):
        return desk.call(function, (business or desk.cast.lawns).id, *values)


def refusal(desk: Desk, function: str, *values: Any) -> str:
    """The sentence with which it is refused; nothing is changed by it."""
    with pytest.raises(psycopg.Error) as refused, desk.connection.transaction():
        do(desk, function, *values)
    assert refused.value.sqlstate == "PT400", refused.value
    return str(refused.value.diag.message_primary)


def services(desk: Desk) -> list[str]:
    statement = "select name from public.services where business_id = %s and deleted_at is null order by position"
    return desk.column(statement, desk.cast.lawns.id)


def staff(desk: Desk) -> list[str]:
    statement = "select name from public.staff where business_id = %s and deleted_at is null order by position"
    return desk.column(statement, desk.cast.lawns.id)


def starts(desk: Desk, service: str, calendar: str) -> list[Any]:
    query = """
      select private.free_starts(b, s, %s, null, %s, %s, %s) from public.businesses b, public.services s
      where b.id = %s and s.business_id = b.id and s.id = %s"""
    now = desk.now
    return desk.column(query, calendar, now, desk.later(days=2), now, desk.cast.lawns.id, service)


def test_an_added_service_comes_last_and_everybody_does_it(desk: Desk) -> None:
    key = str(uuid.uuid4())
    made = do(desk, "set_service", key, {"name": " Gutter   Clean ", "minutes": 45, "aliases": ["gutters"]})
    assert (made["outcome"], made["id"], made["name"], made["again"]) == ("added", key, "Gutter Clean", False)
    assert services(desk) == ["Lawn Mowing", "Hedge Trimming", "Gutter Clean"]
    (turn,) = desk.receive("hi") and desk.turns()
    told = turn["services"][-1]
    assert (told["name"], told["price_cents"], told["staff"]) == ("Gutter Clean", None, ["Dave"])
    assert desk.slots(turn, service="Gutter Clean")["offers"]


def test_the_same_service_sent_again_changes_nothing(desk: Desk) -> None:
    key, said = str(uuid.uuid4()), {"name": "Gutter Clean", "minutes": 45, "price_cents": 9000}
    do(desk, "set_service", key, said)
    assert do(desk, "set_service", key, said)["again"]
    assert len(services(desk)) == 3


def test_what_is_not_named_stays_and_a_price_can_be_taken_off(desk: Desk) -> None:
    mowing = desk.cast.lawns.services["Lawn Mowing"]
    assert do(desk, "set_service", mowing, {"minutes": 75, "notice_minutes": 30})["outcome"] == "saved"
    row = desk.row("select * from public.services where id = %s", mowing)
    assert (row["name"], row["minutes"], row["price_cents"], row["notice_minutes"]) == ("Lawn Mowing", 75, 6000, 30)
    assert (row["aliases"], row["at_customer"], row["position"]) == (["mow"], True, 1)
    do(desk, "set_service", mowing, {"price_cents": None})
    assert desk.value("select price_cents from public.services where id = %s", mowing) is None


def test_lists_are_put_in_order(desk: Desk) -> None:
    do(desk, "set_service", str(uuid.uuid4()), {"name": "Gutters", "minutes": 45, "position": 2})
    assert services(desk) == ["Lawn Mowing", "Gutters", "Hedge Trimming"]
    do(desk, "set_service", desk.cast.lawns.services["Lawn Mowing"], {"position": 99})
    assert services(desk) == ["Gutters", "Hedge Trimming", "Lawn Mowing"]
    do(desk, "set_service", desk.cast.lawns.services["Hedge Trimming"], {"position": 1})
    assert services(desk) == ["Hedge Trimming", "Gutters", "Lawn Mowing"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": "", "minutes": 60}, "1 to 60 characters"),
        ({"name": "x" * 61, "minutes": 60}, "1 to 60 characters"),
        ({"name": "lawn mowing", "minutes": 60}, "already one called"),
        ({"name": "New"}, "how many minutes"),
        ({"name": "New", "minutes": 3}, "from 5 to 1440"),
        ({"name": "New", "minutes": 60, "price_cents": -1}, "price"),
        ({"name": "New", "minutes": 60, "buffer_after_minutes": 900}, "stay free after"),
        ({"name": "New", "minutes": 60, "aliases": ["x" * 61]}, "other names"),
        ({"name": "New", "minutes": 60, "staff": []}, "who does"),
        ({"name": "New", "minutes": 60, "staff": [str(uuid.uuid4())]}, "was removed meanwhile"),
        ({"name": "New", "minutes": 60, "colour": "red"}, "no setting called"),
    ],
)
def test_an_odd_service_is_refused_in_words(desk: Desk, said: dict[str, Any], words: str) -> None:
    assert words.lower() in refusal(desk, "set_service", str(uuid.uuid4()), said).lower()
    assert services(desk) == ["Lawn Mowing", "Hedge Trimming"]


def test_a_removed_service_is_offered_no_more_and_its_bookings_stay(desk: Desk) -> None:
    booking, mowing = desk.pencil(), desk.cast.lawns.services["Lawn Mowing"]
    desk.do("update public.bookings set starts_at = now() + interval '1 day', ends_at = now() + interval '25 hours'")
    done = do(desk, "remove_service", mowing)
    assert (done["outcome"], done["bookings"], done["again"]) == ("removed", 1, False)
    assert desk.booking(booking)["status"] == "pending"
    assert do(desk, "remove_service", mowing)["again"]
    assert [s["name"] for s in desk.turn(phone="+61400123999")["services"]] == ["Hedge Trimming"]
    assert "was removed meanwhile" in refusal(desk, "set_service", mowing, {"minutes": 30})


def test_a_service_named_again_is_the_same_one(desk: Desk) -> None:
    mowing = desk.cast.lawns.services["Lawn Mowing"]
    do(desk, "remove_service", mowing)
    assert do(desk, "set_service", str(uuid.uuid4()), {"name": "lawn mowing", "minutes": 30})["id"] == mowing
    assert services(desk) == ["Hedge Trimming", "lawn mowing"]


def test_somebody_new_does_everything_with_the_first_ones_hours(desk: Desk) -> None:
    key = str(uuid.uuid4())
    made = do(desk, "set_staff", key, {"name": "Kim"})
    assert (made["outcome"], made["id"], made["nobody_does"]) == ("added", key, [])
    hours = "select array_agg((weekday, opens, closes)::text order by weekday, opens) from public.working_hours where staff_id = %s"
    assert desk.value(hours, key) == desk.value(hours, desk.cast.lawns.staff["Dave"])
    assert staff(desk) == ["Dave", "Kim"]
    assert desk.turn()["services"][0]["staff"] == ["Dave", "Kim"]
    assert starts(desk, desk.cast.lawns.services["Lawn Mowing"], key)
    assert do(desk, "set_staff", key, {"name": "Kim", "position": 1})["again"] is False
    assert staff(desk) == ["Kim", "Dave"]
    assert do(desk, "set_staff", key, {"name": "Kim"})["again"]


def test_what_somebody_does_is_set_and_what_nobody_does_is_said(desk: Desk) -> None:
    dave, mowing = desk.cast.lawns.staff["Dave"], desk.cast.lawns.services["Lawn Mowing"]
    assert do(desk, "set_staff", dave, {"name": "David", "services": [mowing]})["nobody_does"] == ["Hedge Trimming"]
    assert staff(desk) == ["David"]
    assert do(desk, "set_staff", dave, {"services": [mowing]})["again"]


def test_the_last_one_cannot_go(desk: Desk) -> None:
    assert "only one left" in refusal(desk, "remove_staff", desk.cast.lawns.staff["Dave"])
    assert staff(desk) == ["Dave"]


def test_somebody_with_bookings_to_come_stays_until_they_are_moved(desk: Desk) -> None:
    dave = desk.cast.lawns.staff["Dave"]
    booking = desk.pencil()
    do(desk, "set_staff", str(uuid.uuid4()), {"name": "Kim", "services": []})
    desk.do("update public.bookings set starts_at = now() + interval '1 day', ends_at = now() + interval '25 hours'")
    held = do(desk, "remove_staff", dave)
    assert (held["outcome"], held["count"], held["bookings"][0]["id"]) == ("has_bookings", 1, booking["id"])
    assert staff(desk) == ["Dave", "Kim"]
    desk.do("update public.bookings set status = 'cancelled'")
    gone = do(desk, "remove_staff", dave)
    assert (gone["outcome"], gone["nobody_does"]) == ("removed", ["Lawn Mowing", "Hedge Trimming"])
    assert do(desk, "remove_staff", dave)["again"]
    assert "was removed meanwhile" in refusal(desk, "set_staff", dave, {"name": "David"})


def test_only_owners_change_what_is_offered(desk: Desk) -> None:
    lawns = desk.cast.lawns
    calls: list[tuple[Any, ...]] = []
    calls.append(("set_service", lawns.services["Lawn Mowing"], {"minutes": 30}))
    calls.append(("set_staff", lawns.staff["Dave"], {"name": "X"}))
    calls.append(("remove_service", lawns.services["Lawn Mowing"]))
    calls.append(("remove_staff", lawns.staff["Dave"]))
    for call in calls:
        with desk.refused("PT400"):
            do(desk, *call, person=desk.cast.colleague)
        with desk.refused("PT404"):
            do(desk, *call, person=desk.cast.outsider)
        with desk.refused("42501"), desk.role("anon"):
            desk.call(call[0], lawns.id, *call[1:])


def test_another_business_s_rows_are_not_reached(desk: Desk) -> None:
    salon = desk.cast.salon
    for call in (("remove_service", salon.services["Colour"]), ("remove_staff", salon.staff["Mia"])):
        with desk.refused("PT404"):
            do(desk, *call)
    do(desk, "set_service", salon.services["Colour"], {"name": "Colour", "minutes": 20})
    assert desk.value("select minutes from public.services where business_id = %s and name = 'Colour'", salon.id) == 120
