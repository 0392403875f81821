"""Offers: up to three good starts, issued to one conversation under references of their own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.supabase.rules.desk import Desk, instant
from tests.supabase.rules.shop import BRISBANE, block, job, local, open_shop, take
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER, Business

AFTERNOON = {"minute_from": 12 * 60, "minute_to": 17 * 60}


def walls(found: Any) -> list[str]:
    """The offers as 'Thu 14:00', checked to be in order."""
    starts = [datetime.fromisoformat(offer["starts_at"]) for offer in found["offers"]]
    assert starts == sorted(starts)
    return local(starts, BRISBANE)


@pytest.fixture
def shop(desk: Desk) -> Business:
    """Open on weekdays from eight to four, with an hourly grid; asked at ten to nine on a Monday."""
    desk.later(minutes=-10)
    return open_shop(desk, BRISBANE, "08:00", "16:00", weekdays=range(1, 6), horizon_days=14)


def find(desk: Desk, shop: Business, wish: dict[str, Any] | None = None, **named: Any) -> Any:
    return desk.slots(desk.turn(to=shop), wish, **named)


def test_three_starts_are_offered_spread_over_days_the_soonest_first(desk: Desk, shop: Business) -> None:
    found = find(desk, shop)
    assert found["match"] == "wished"
    assert walls(found)[0] == "Mon 09:00"
    assert len({wall[:3] for wall in walls(found)}) == 3


def test_never_more_than_three_however_much_is_free(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "00:00", "00:00", slot_step_minutes=5, notice_minutes=1, services=[job(5)])
    assert len(find(desk, shop)["offers"]) == 3


def test_on_one_day_the_starts_are_parts_of_the_day_apart(desk: Desk, shop: Business) -> None:
    found = find(desk, shop, {"day_from": "2026-11-05", "day_to": "2026-11-05"})
    assert (found["match"], walls(found)) == ("wished", ["Thu 08:00", "Thu 10:00", "Thu 12:00"])


def test_a_third_that_is_only_a_neighbour_is_left_out(desk: Desk) -> None:
    shop = open_shop(desk, BRISBANE, "09:00", "11:00", slot_step_minutes=30, weekdays=[2], horizon_days=7)
    assert walls(find(desk, shop)) == ["Tue 09:00", "Tue 09:30"]


def test_references_are_numbered_by_set_and_position(desk: Desk, shop: Business) -> None:
    turn = desk.turn(to=shop)
    first, second = desk.slots(turn), desk.slots(turn)
    assert [offer["ref"] for offer in first["offers"]] == ["t1-1", "t1-2", "t1-3"]
    assert [offer["ref"] for offer in second["offers"]] == ["t2-1", "t2-2", "t2-3"]
    assert [offer["position"] for offer in second["offers"]] == [1, 2, 3]


@pytest.mark.parametrize(
    ("wish", "fits"),
    [
        ({"weekday": 4}, lambda wall: wall.startswith("Thu")),
        ({"minute_from": 840, "minute_to": 960}, lambda wall: "14:00" <= wall[4:] < "16:00"),
        ({"minute_from": 840, "minute_to": 841}, lambda wall: wall.endswith("14:00")),
        ({"weekday": 5} | AFTERNOON, lambda wall: wall.startswith("Fri") and wall[4:] >= "12:00"),
    ],
)
def test_a_wish_that_can_be_met_is_met(desk: Desk, shop: Business, wish: dict[str, Any], fits: Any) -> None:
    found = find(desk, shop, wish)
    assert found["match"] == "wished"
    assert all(map(fits, walls(found)))
    assert walls(found)


def test_days_of_a_wish_are_local_days_both_included(desk: Desk, shop: Business) -> None:
    found = find(desk, shop, {"day_from": "2026-11-04", "day_to": "2026-11-05"})
    assert {wall[:3] for wall in walls(found)} == {"Wed", "Thu"}


def test_another_time_on_the_wished_day_is_nearer_than_another_day(desk: Desk, shop: Business) -> None:
    take(desk, shop, "[2026-11-05 12:00+10, 2026-11-05 16:00+10)")
    wish = {"day_from": "2026-11-05", "day_to": "2026-11-05", "minute_from": 13 * 60, "minute_to": 14 * 60}
    found = find(desk, shop, wish)
    assert found["match"] == "same_days"
    assert {wall[:3] for wall in walls(found)} == {"Thu"}
    assert "Thu 11:00" in walls(found)


def test_a_full_day_leads_to_later_ones(desk: Desk, shop: Business) -> None:
    take(desk, shop, "[2026-11-05 00:00+10, 2026-11-06 00:00+10)")
    found = find(desk, shop, {"day_from": "2026-11-05", "day_to": "2026-11-05"} | AFTERNOON)
    assert found["match"] == "later"
    assert walls(found)[0] == "Fri 08:00"


def test_nothing_free_at_all_says_none(desk: Desk, shop: Business) -> None:
    block(desk, shop, during="[2026-11-01 00:00+10, 2026-12-01 00:00+10)")
    found = find(desk, shop)
    assert (found["match"], found["offers"]) == ("none", [])


def test_a_declined_start_is_not_offered_to_that_customer_again_but_to_others_it_is(desk: Desk, shop: Business) -> None:
    held = desk.pencil(to=shop)
    desk.call("private.decline_booking", shop.id, held["id"], None, "", desk.now)
    turn = desk.turn(to=shop)
    assert "Mon 09:00" not in walls(desk.slots(turn, {"day_to": "2026-11-02"}))
    desk.finish(turn)
    assert walls(desk.slots(desk.turn(phone=OTHER_CUSTOMER, to=shop)))[0] == "Mon 09:00"


def test_a_time_that_expired_unanswered_may_be_offered_again(desk: Desk, shop: Business) -> None:
    desk.pencil(to=shop)
    desk.later(days=7)
    desk.call("expire_due", desk.now)
    assert walls(find(desk, shop))[0] == "Mon 09:00"


def test_only_the_newest_set_is_told_and_lapsed_offers_are_not(desk: Desk, shop: Business) -> None:
    turn = desk.turn(to=shop)
    desk.slots(turn)
    desk.slots(turn, {"weekday": 4})
    desk.finish(turn)
    turn = desk.turn(to=shop)
    assert [offer["ref"] for offer in turn["offers"]] == ["t2-1", "t2-2", "t2-3"][: len(turn["offers"])]
    desk.finish(turn)
    desk.later(days=2)
    assert desk.turn(to=shop)["offers"] == []


def test_an_offer_lapses_at_its_start_or_after_two_days(desk: Desk, shop: Business) -> None:
    find(desk, shop)
    offers = desk.rows("select starts_at, expires_at from public.offers order by starts_at")
    assert [offer["expires_at"] for offer in offers] == [
        min(offer["starts_at"], desk.now + timedelta(days=2)) for offer in offers
    ]
    assert offers[0]["expires_at"] == instant("2026-11-02T09:00+10:00")


def test_the_calendar_with_the_fewest_jobs_ahead_takes_the_next(desk: Desk) -> None:
    day = {"day_from": "2026-11-05", "day_to": "2026-11-05"}
    held = [desk.pencil(day | {"minute_from": 60 * hour}, to=desk.cast.salon) for hour in (9, 12, 15)]
    assert [booking["staff"] for booking in held] == ["Mia", "Priya", "Mia"]


def test_a_time_one_calendar_has_taken_is_offered_on_another(desk: Desk) -> None:
    nine = {"day_from": "2026-11-05", "day_to": "2026-11-05", "minute_from": 540, "minute_to": 541}
    first = desk.pencil(nine, CUSTOMER, desk.cast.salon)
    second = desk.pencil(nine, OTHER_CUSTOMER, desk.cast.salon)
    assert first["starts_at"] == second["starts_at"]
    assert {first["staff"], second["staff"]} == {"Mia", "Priya"}
    assert desk.slots(desk.turn(to=desk.cast.salon), nine)["match"] == "same_days"


def test_a_named_person_is_the_only_one_offered(desk: Desk) -> None:
    found = desk.slots(desk.turn(to=desk.cast.salon), p_staff="priya")
    assert {offer["staff"] for offer in found["offers"]} == {"Priya"}


def test_only_those_who_do_a_service_are_offered_for_it(desk: Desk) -> None:
    turn = desk.turn(to=desk.cast.salon)
    assert {offer["staff"] for offer in desk.slots(turn, service="Colour")["offers"]} == {"Mia"}
    assert desk.slots(turn, service="Colour", p_staff="Priya")["match"] == "none"


def test_someone_who_left_is_not_offered(desk: Desk) -> None:
    desk.do("update public.staff set deleted_at = now() where name = 'Mia'")
    turn = desk.turn(to=desk.cast.salon)
    assert {offer["staff"] for offer in desk.slots(turn)["offers"]} == {"Priya"}
    assert desk.slots(turn, service="Colour")["match"] == "none"


def test_a_service_that_is_not_there_is_refused(desk: Desk) -> None:
    turn = desk.turn()
    foreign = next(iter(desk.cast.salon.services.values()))
    with desk.refused("PT404"):
        desk.call("find_slots", turn["business_id"], turn["conversation_id"], turn["lease"], foreign, p_now=desk.now)
