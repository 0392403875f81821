"""RRULEs in and out: what a recurring blocked time can say, and a refusal by name of everything else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_bridge.calendars.rrule import Repeats, UnsupportedRule, read_rrule, write_rrule
from tests.edge_bridge.calendars.rules import rules

MONDAY = date(2026, 11, 2)
PARTS = [
    "FREQ=WEEKLY",
    "FREQ=DAILY",
    "FREQ=",
    "BYDAY=MO",
    "BYDAY=1MO,",
    "INTERVAL=2",
    "COUNT=3",
    "UNTIL=20261201",
    "WKST=SU",
    "BYSETPOS=1",
]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,WE", {"frequency": "weekly", "every_n": 1, "weekdays": [1, 3]}),
        ("RRULE:FREQ=WEEKLY;BYDAY=FR,MO,FR;INTERVAL=2;WKST=MO", {"frequency": "weekly", "every_n": 2, "weekdays": [1, 5]}),
        (" freq=weekly;byday=su ", {"frequency": "weekly", "every_n": 1, "weekdays": [7]}),
        ("FREQ=WEEKLY", {"frequency": "weekly", "every_n": 1, "weekdays": [1]}),
        ("FREQ=WEEKLY;WKST=SU", {"frequency": "weekly", "every_n": 1, "weekdays": [1]}),
        ("FREQ=DAILY;INTERVAL=3;WKST=SU", {"frequency": "daily", "every_n": 3}),
        ("FREQ=MONTHLY", {"frequency": "monthly", "every_n": 1, "month_day": 2}),
        ("FREQ=MONTHLY;BYMONTHDAY=31", {"frequency": "monthly", "every_n": 1, "month_day": 31}),
        ("FREQ=DAILY;COUNT=5", {"frequency": "daily", "every_n": 1, "occurrences": 5}),
        ("FREQ=DAILY;UNTIL=20261201", {"frequency": "daily", "every_n": 1, "last_date": "2026-12-01"}),
        ("FREQ=DAILY;UNTIL=20261201T010000Z", {"frequency": "daily", "every_n": 1, "until": "2026-12-01T01:00:00Z"}),
    ],
)  # fmt: skip
def test_a_rule_is_read_and_what_it_leaves_out_comes_from_its_start(text: str, said: dict[str, Any]) -> None:
    assert read_rrule(text, MONDAY) == said | {"first_date": "2026-11-02"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("FREQ=SECONDLY", "SECONDLY"),
        ("FREQ=SECONDLY;COUNT=2147483647;INTERVAL=2147483647", "SECONDLY"),  # expanded, it would take forever
        ("FREQ=MINUTELY", "MINUTELY"),
        ("FREQ=HOURLY", "HOURLY"),
        ("FREQ=YEARLY", "YEARLY"),
        ("FREQ=FORTNIGHTLY", "FORTNIGHTLY"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1", "BYSETPOS"),
        ("FREQ=WEEKLY;BYDAY=1MO", "1MO"),
        ("FREQ=WEEKLY;BYDAY=-1SU", "-1SU"),
        ("FREQ=MONTHLY;BYDAY=MO", "BYDAY"),
        ("FREQ=DAILY;BYDAY=MO,TU", "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=XX", "XX"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "BYMONTHDAY=-1"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY=0"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "BYMONTHDAY"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY"),
        ("FREQ=DAILY;BYMONTH=1", "BYMONTH"),
        ("FREQ=DAILY;BYHOUR=9", "BYHOUR"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20261201", "COUNT and UNTIL"),
        ("FREQ=DAILY;COUNT=0", "COUNT=0"),
        ("FREQ=DAILY;COUNT=1,2", "COUNT"),
        ("FREQ=DAILY;COUNT=99999999999999999999", "COUNT"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0"),
        ("FREQ=DAILY;INTERVAL=-1", "INTERVAL=-1"),
        ("FREQ=DAILY;INTERVAL=often", "OFTEN"),
        ("FREQ=DAILY;UNTIL=20261201T090000", "UNTIL"),
        ("FREQ=DAILY;UNTIL=20260230", "20260230"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU", "WKST=SU"),
        ("FREQ=DAILY;FREQ=WEEKLY", "FREQ"),
        ("FREQ=DAILY;RSCALE=CHINESE", "RSCALE"),
        ("FREQ=DAILY;X-ODD=1", "X-ODD"),
        ("FREQ=DAILY;EXDATE=20261201", "EXDATE"),
        ("BYDAY=MO", "FREQ"),
        ("every Monday", "EVERY MONDAY"),
        ("", "empty"),
        ("RRULE:", "empty"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_by_name_in_a_sentence(text: str, named: str) -> None:
    with pytest.raises(UnsupportedRule) as refusal:
        read_rrule(text, MONDAY)
    assert named in str(refusal.value)
    assert str(refusal.value).endswith(".")


@settings(derandomize=True, database=None, deadline=None)
@given(rules())
def test_what_is_written_reads_as_it_was(rule: Repeats) -> None:
    text = write_rrule(rule)
    assert read_rrule(text, date.fromisoformat(rule["first_date"])) == rule
    assert write_rrule(read_rrule(f"RRULE:{text.lower()}", date.fromisoformat(rule["first_date"]))) == text


@settings(derandomize=True, database=None, deadline=None, max_examples=300)
@given(some.one_of(some.text(max_size=60), some.lists(some.sampled_from(PARTS), max_size=5).map(";".join)))
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    try:
        rule = read_rrule(text, MONDAY)
    except UnsupportedRule:
        return
    assert read_rrule(write_rrule(rule), MONDAY) == rule


def test_a_stored_rule_is_written_by_its_count_not_by_the_date_that_comes_to() -> None:
    stored: Any = {
        "frequency": "weekly", "every_n": 1, "weekdays": [1], "month_day": None, "first_date": "2026-11-02",
        "last_date": "2026-11-30", "occurrences": 5,
    }  # fmt: skip
    assert write_rrule(stored) == "FREQ=WEEKLY;COUNT=5;BYDAY=MO"
    assert write_rrule(stored | {"occurrences": None}) == "FREQ=WEEKLY;UNTIL=20261130;BYDAY=MO"
