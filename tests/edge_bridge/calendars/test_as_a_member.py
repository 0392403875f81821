"""The functions of hours, holidays and blocked times through the data API, as a signed-in member."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import httpx
import psycopg
import pytest
from supabase import ClientOptions, create_client

from edge_bridge.calendars.rrule import read_rrule
from edge_bridge.db import BadInput, Database, NotFound, calendars
from edge_bridge.db.calendars import CalendarChange
from edge_bridge.db.client import Call
from seed.provision import Provisioner
from tests.stack import Stack
from tests.support.product import HARBOUR_HAIR


class Member:
    """The owner of Harbour Hair, signed in."""

    def __init__(self, stack: Stack) -> None:
        provisioner = Provisioner(stack.url, stack.secret_key, stack.site_url)
        self.business = provisioner.apply(HARBOUR_HAIR)
        provisioner.close()
        self._db = Database(stack.url, stack.publishable_key)
        self._as_mia = self._db.as_user(sign_in(stack))
        with psycopg.connect(stack.database_url) as connection:
            found = connection.execute("select id::text from public.staff where name = 'Mia'").fetchone()
        assert found is not None
        self.mia = str(found[0])

    def run(self, call: Call[CalendarChange]) -> CalendarChange:
        return self._as_mia.run(call)

    def close(self) -> None:
        self._db.close()


def sign_in(stack: Stack) -> str:
    """Mia's access token."""
    mia = HARBOUR_HAIR.members[0]
    with httpx.Client(timeout=10) as http:
        options = ClientOptions(httpx_client=http, auto_refresh_token=False, persist_session=False)
        client = create_client(stack.url, stack.publishable_key, options)
        answer = client.auth.sign_in_with_password({"email": mia.email, "password": mia.demo_password or ""})
    assert answer.session is not None
    return answer.session.access_token


@pytest.fixture(scope="module")
def member(module_stack: Stack) -> Iterator[Member]:
    member = Member(module_stack)
    yield member
    member.close()


def test_hours_are_set_for_the_week_and_for_a_date(member: Member) -> None:
    hours = [{"weekday": 2, "opens": "09:00", "closes": "24:00"}]
    assert member.run(calendars.set_working_hours(member.business, member.mia, hours)).outcome == "set"
    day = date(2030, 1, 8)
    said = calendars.set_date_hours(member.business, None, day, [{"opens": "22:00", "closes": "02:00"}], "Late night")
    assert member.run(said).clashes == []
    assert member.run(calendars.clear_date_hours(member.business, member.mia, day)).outcome == "cleared"
    assert member.run(calendars.clear_date_hours(member.business, None, day)).outcome == "cleared"
    assert member.run(calendars.clear_date_hours(member.business, None, day)).outcome == "nothing_there"


def test_a_holiday_is_decided_about(member: Member) -> None:
    assert member.run(calendars.set_holiday(member.business, date(2030, 12, 25), "Christmas", False)).outcome == "set"


def test_time_is_blocked_skipped_and_given_back(member: Member) -> None:
    noon, one = datetime(2030, 1, 8, 12), datetime(2030, 1, 8, 13)
    once = member.run(calendars.add_blocked_time(member.business, None, noon, one, "Dentist"))
    rule = read_rrule("FREQ=WEEKLY;BYDAY=TU;UNTIL=20300301T000000Z", date(2030, 1, 8))
    times = {"from_time": "12:00", "to_time": "12:30"}
    weekly = member.run(calendars.add_recurring_block(member.business, member.mia, {**rule, **times}, "Lunch"))
    assert (once.outcome, weekly.outcome) == ("added", "added")
    assert once.block
    assert weekly.block
    skip = calendars.skip_blocked_date(member.business, weekly.block, date(2030, 1, 15))
    assert [member.run(skip).outcome for _ in range(2)] == ["skipped", "already_skipped"]
    remove = calendars.remove_blocked_time(member.business, once.block)
    assert [member.run(remove).outcome for _ in range(2)] == ["removed", "already_removed"]


def test_a_refusal_is_a_sentence_for_people(member: Member) -> None:
    skipped = datetime(2026, 10, 4, 2, 30)
    with pytest.raises(BadInput, match=r"On Sunday, October 4th the clocks go forward and 2:30 AM is skipped\."):
        member.run(calendars.add_blocked_time(member.business, None, skipped, datetime(2026, 10, 4, 5)))
    with pytest.raises(BadInput, match=r"It has to end after it starts\."):
        member.run(calendars.add_blocked_time(member.business, None, skipped, skipped))
    with pytest.raises(NotFound):
        member.run(calendars.set_working_hours(member.business, member.business, []))


def test_a_local_time_has_no_offset() -> None:
    with pytest.raises(ValueError, match="no offset"):
        calendars.add_blocked_time("b", None, datetime(2026, 10, 4, tzinfo=UTC), datetime(2026, 10, 5))
