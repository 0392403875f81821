"""Who may ask why a start is not free, of which calendars, and by which names."""

from __future__ import annotations

from typing import Any

from tests.supabase.rules.bookings.steps import Steps, at, refused
from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER


def test_each_calendar_that_does_the_service_is_asked_and_no_other(desk: Desk) -> None:
    steps = Steps(desk, desk.cast.salon)
    cut, colour = steps.shop.services["Women's Cut"], steps.shop.services["Colour"]
    steps.added("Thu 10:00", staff="Mia")
    query = """select private.explain_start(b, s, %s, null, %s, %s) from public.businesses b, public.services s
        where b.id = %s and s.id = %s"""

    def calendars(service: str, staff: str | None = None) -> dict[str, bool]:
        when = at("Thu 10:00", steps.shop.time_zone)
        told = desk.value(query, staff and steps.shop.staff[staff], when, desk.now, steps.shop.id, service)
        return {one["staff"]: one["free"] for one in told["calendars"]}

    assert calendars(cut) == {"Mia": False, "Priya": True}
    assert calendars(cut, "Priya") == {"Priya": True}
    assert calendars(colour) == {"Mia": False}
    assert calendars(colour, "Priya") == {}
    desk.do("update public.staff set deleted_at = now() where name = 'Mia'")
    assert (calendars(cut), calendars(colour)) == ({"Priya": True}, {})


def ask(desk: Desk, person: Any, **named: Any) -> Any:
    steps = Steps(desk)
    given = {"p_service": steps.shop.services["Lawn Mowing"], "p_starts": "2026-11-05 10:00"} | named
    with desk.signed_in(person):
        return desk.call("why_not", p_business=steps.shop.id, **given)


def test_a_member_asks_in_wall_time_of_the_business(desk: Desk) -> None:
    told = ask(desk, desk.cast.colleague, p_staff=desk.cast.lawns.staff["Dave"])
    assert (told["words"]["date"], told["words"]["time"]) == ("2026-11-05", "10:00 AM")
    assert [one["staff"] for one in told["calendars"]] == ["Dave"]


def test_an_outsider_is_told_nothing(desk: Desk) -> None:
    with refused(desk, "not_found", "PT404"):
        ask(desk, desk.cast.outsider)
    for role in ("anon", "service_role"):
        with desk.refused("42501"), desk.role(role):
            desk.call("why_not", desk.cast.lawns.id, desk.cast.lawns.services["Lawn Mowing"], "2026-11-05 10:00")


def test_a_service_retired_or_another_businesss_is_not_found(desk: Desk) -> None:
    desk.rows("select")
    desk.do("update public.services set deleted_at = now() where name = 'Lawn Mowing'")
    with refused(desk, "removed"):
        ask(desk, desk.cast.owner, p_service=desk.cast.lawns.services["Lawn Mowing"])
    with refused(desk, "not_found", "PT404"):
        ask(desk, desk.cast.owner, p_service=desk.cast.salon.services["Colour"])


def test_a_wall_time_that_cannot_be_is_refused(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, time_zone="Australia/Sydney")
    for starts, hint in [("2026-10-04 02:30", "no_such_time"), ("9999-01-01 10:00", "bad_date")]:
        with refused(desk, hint):
            ask(desk, desk.cast.owner, p_starts=starts)


def test_an_operator_asks_by_names(desk: Desk) -> None:
    Steps(desk).added("Thu 10:00", name="Ann", phone=CUSTOMER)
    named = {"p_slug": "green-blade", "p_service": "MOW", "p_starts": "2026-11-05 10:00", "p_now": desk.now}
    with desk.role("service_role"):
        (calendar,) = desk.call("why_not_by_name", **named, p_staff="dave")["calendars"]
        assert [reason["rule"] for reason in calendar["reasons"]] == ["booked"]
        for wrong in ({"p_slug": "nobody"}, {"p_service": "Colour"}, {"p_staff": "Mia"}):
            with refused(desk, "not_found", "PT404"):
                desk.call("why_not_by_name", **named | wrong)
    with desk.refused("42501"), desk.signed_in(desk.cast.owner):
        desk.call("why_not_by_name", **named)
