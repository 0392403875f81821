"""What members read of when they can be booked, in words, and the rules of time that owners set."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.supabase.rules.calendars.office import Office, book, refused
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import SYDNEY, free, local, open_shop


@pytest.fixture
def office(desk: Desk) -> Office:
    """Open every day from nine to five in Sydney."""
    return Office(desk, open_shop(desk, SYDNEY))


def settings(office: Office) -> Any:
    query = "select private.time_settings(b, %s) from public.businesses b where b.id = %s"
    return office.desk.value(query, office.desk.now, office.business.id)


def rules(office: Office, **said: Any) -> Any:
    return office.desk.call("private.set_time_rules", office.business.id, None, Jsonb(said), office.desk.now)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"frequency": "daily"}, "Every day, 12:00 PM to 1:00 PM"),
        ({"frequency": "daily", "every_n": 3}, "Every 3 days, 12:00 PM to 1:00 PM"),
        ({"frequency": "weekly", "weekdays": [2]}, "Every Tuesday, 12:00 PM to 1:00 PM"),
        ({"frequency": "weekly", "weekdays": [1, 2, 3, 4, 5]}, "Every weekday, 12:00 PM to 1:00 PM"),
        ({"frequency": "weekly", "weekdays": [5, 1, 3], "every_n": 2}, "Every 2 weeks on Monday, Wednesday and Friday, 12:00 PM to 1:00 PM"),
        ({"frequency": "monthly", "month_day": 15}, "Every month on the 15th, 12:00 PM to 1:00 PM"),
        ({"frequency": "daily", "from_time": "22:00", "to_time": "06:00"}, "Every day, 10:00 PM to 6:00 AM the next day"),
        ({"frequency": "daily", "from_time": "00:00", "to_time": "24:00"}, "Every day, all day"),
        ({"frequency": "daily", "from_time": "18:00", "to_time": "24:00"}, "Every day, 6:00 PM to midnight"),
        ({"frequency": "weekly", "weekdays": [2], "last_date": "2026-12-18"}, "Every Tuesday, 12:00 PM to 1:00 PM, until Dec 18"),
        ({"frequency": "daily", "first_date": "2027-02-01", "occurrences": 2}, "Every day, 12:00 PM to 1:00 PM, from Feb 1 2027, until Feb 2 2027 (2 times)"),
    ],
)  # fmt: skip
def test_a_blocked_time_is_said_in_plain_words(office: Office, rule: dict[str, Any], words: str) -> None:
    office.repeat({"first_date": "2026-10-01", "from_time": "12:00", "to_time": "13:00"} | rule)
    assert [block["words"] for block in settings(office)["blocks"]] == [words]


def test_blocked_times_that_are_over_or_removed_are_not_listed_and_a_skipped_date_does_not_come(office: Office) -> None:
    over = {"frequency": "daily", "first_date": "2026-01-01", "from_time": "09:00", "to_time": "10:00"}
    office.repeat(over | {"last_date": "2026-02-01"})
    office.block("2026-01-05 09:00", "2026-01-05 10:00")
    office.block("2028-01-05 09:00", "2028-01-07 10:00", staff="Sam", reason="Away")
    office.repeat(over | {"first_date": "2028-01-03", "except_dates": ["2028-01-04"]})
    office.desk.now = office.desk.now.replace(year=2028, month=1, day=2)
    shown = settings(office)["blocks"]
    assert [(one["name"], one["reason"], one["repeats"]) for one in shown] == [(None, "", True), ("Sam", "Away", False)]
    assert [day["words"] for day in shown[0]["coming"][:2]] == ["Mon, Jan 3", "Wed, Jan 5"]
    assert shown[1]["words"] == "Wed, Jan 5, 9:00 AM to Fri, Jan 7, 10:00 AM"


def test_the_rules_decide_what_is_free_and_what_deadlines_mean(office: Office) -> None:
    day = ("2026-12-07T00:00+11:00", "2026-12-08T00:00+11:00")
    assert len(local(free(office.desk, office.business, *day))) == 8
    saved = rules(office, slot_step_minutes=120, notice_minutes=600, deadline_clock="plain")
    assert saved == {"outcome": "saved", "again": False}
    assert local(free(office.desk, office.business, *day)) == ["Mon 10:00", "Mon 12:00", "Mon 14:00", "Mon 16:00"]
    assert rules(office, slot_step_minutes=120)["again"]
    sentence = "A request at 5:00 PM with these settings: you are reminded at 7:00 PM, and it lapses at 9:00 PM."
    assert settings(office)["example"] == sentence
    rules(office, deadline_clock="contact_hours", expire_after_minutes=300)
    assert settings(office)["example"].endswith("and it lapses tomorrow at 10:00 AM.")
    assert office.desk.column("select what from public.settings_events") == ["time_rules"] * 2


def test_everything_wrong_with_rules_is_said_at_once_and_nothing_is_changed(office: Office) -> None:
    before = office.desk.row("select * from public.businesses where id = %s", office.business.id)
    with refused(office.desk, "bad_setting") as said:
        rules(office, notice_minutes=-1, horizon_days="many", slot_step_minutes=7.5, state="TEXAS", travel_minutes=None)
    assert len(said[0].splitlines()) == 5
    with refused(office.desk, "bad_setting") as said:
        rules(office, nag_after_minutes=300)
    assert "later than you are reminded" in said[0]
    with refused(office.desk, "bad_setting"):
        rules(office, name="Mine")
    assert office.desk.row("select * from public.businesses where id = %s", office.business.id) == before


def test_contact_hours_too_short_for_the_time_to_answer_are_refused(office: Office) -> None:
    short = "update public.businesses set contact_from = '09:00', contact_to = '09:10' where id = %s returning 1"
    office.desk.value(short, office.business.id)
    with refused(office.desk, "bad_setting") as said:
        rules(office, expire_after_minutes=40000)
    assert "contact hours are too short" in said[0]
    assert rules(office, expire_after_minutes=40000, deadline_clock="plain")["outcome"] == "saved"


def test_another_state_has_its_holidays_suggested_anew(office: Office) -> None:
    kept = "select state, holidays_until from public.businesses where id = %s"
    office.desk.value(
        "update public.businesses set state = 'NSW', holidays_until = '2027-12-31' where id = %s returning 1",
        office.business.id,
    )
    rules(office, state="NSW")
    assert office.desk.row(kept, office.business.id)["holidays_until"] is not None
    rules(office, state="QLD")
    assert office.desk.row(kept, office.business.id) == {"state": "QLD", "holidays_until": None}
    rules(office, state="")
    assert office.desk.row(kept, office.business.id)["state"] is None


def test_what_is_booked_out_of_place_is_listed_with_why(office: Office) -> None:
    book(office.desk, office.business, "2026-12-07T10:00+11:00", "Ann")
    book(office.desk, office.business, "2026-12-07T20:00+11:00", "Bo")
    book(office.desk, office.business, "2026-12-08T10:00+11:00", "Cy")
    office.block("2026-12-08 09:00", "2026-12-08 12:00")
    shown = settings(office)["out_of_place"]
    assert [(one["customer"], one["blocked"]) for one in shown] == [("Bo", False), ("Cy", True)]
