"""A business's file: what it may say, and every problem named at once with where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from seed.file import BadFile, BusinessFile, read_file
from workers.supervisor.plan import ROOT

LEAST = """
slug = "corner-barber"
name = "Corner Barber"
time_zone = "Australia/Lord_Howe"
sms_number = "+61480800303"

[[members]]
name = "Al"
email = "al@barber.example"
phone = "0400 800 303"

[[staff]]
name = "Al"
hours = { mon = "08:00-12:00, 13:00-17:00", fri = "22:00-03:30", sat = "00:00-24:00" }

[[services]]
name = "Cut"
minutes = 30
"""
Read = Callable[..., BusinessFile]


@pytest.fixture
def read() -> Iterator[Read]:
    """Reads a file of these words, or of the least there must be with these words after it."""
    with TemporaryDirectory() as folder:

        def read_words(more: str = "", words: str = LEAST) -> BusinessFile:
            path = Path(folder) / "barber.toml"
            path.write_text(words + more, encoding="utf-8")
            return read_file(path)

        yield read_words


def entries(business: BusinessFile, kind: str) -> list[dict[str, Any]]:
    return [{k: v for k, v in e.items() if k != "kind"} for e in business.entries() if e["kind"] == kind]


def problems(read: Read, more: str = "", words: str = LEAST) -> list[str]:
    """The problems a file is refused for, one a line."""
    with pytest.raises(BadFile) as refusal:
        read(more, words)
    first, *lines = str(refusal.value).splitlines()
    assert first.endswith("nothing was changed, mend these first:")
    return [line.strip() for line in lines]


def test_hours_may_be_several_stretches_overnight_or_the_whole_day(read: Read) -> None:
    (staff,) = read().as_rows({"al@barber.example": "u"})["staff"]
    assert staff == {
        "name": "Al",
        "hours": [
            {"weekday": 1, "opens": "08:00", "closes": "12:00"},
            {"weekday": 1, "opens": "13:00", "closes": "17:00"},
            {"weekday": 5, "opens": "22:00", "closes": "03:30"},
            {"weekday": 6, "opens": "00:00", "closes": "24:00"},
        ],
    }


def test_rules_of_the_business_become_its_columns(read: Read) -> None:
    said = """state = "NSW"
contact_hours = "07:00-24:00"
nag_after_minutes = 30
expire_after_minutes = 60
answer_margin_minutes = 15
offer_hold_minutes = 0
open_requests_per_customer = 1
"""
    rows = read(words=said + LEAST).as_rows({"al@barber.example": "u"})
    wanted = {"state": "NSW", "contact_from": "07:00", "contact_to": "24:00", "nag_after_minutes": 30}
    wanted |= {"expire_after_minutes": 60, "answer_margin_minutes": 15, "offer_hold_minutes": 0}
    assert rows.items() >= (wanted | {"open_requests_per_customer": 1}).items()
    assert "contact_hours" not in rows


def test_what_a_business_sends_and_what_a_member_gets_become_their_columns(read: Read) -> None:
    service = "MG" + "0" * 32
    said = f'''messaging_service_sid = "{service}"
sends_reminders = false
links_calendar = true
day_end_time = 18:00:00
run_sheet_time = "06:30"
decline_hold_minutes = 30
'''
    member = 'phone = "0400 800 303"\n'
    assert member in LEAST
    told = LEAST.replace(member, member + 'texts = ["requests", "run_sheets"]\nquiet = "21:00-07:00"\n')
    rows = read(words=said + told).as_rows({"al@barber.example": "u"})
    wanted: dict[str, Any] = {"sends_reminders": False, "links_calendar": True, "decline_hold_minutes": 30}
    assert rows.items() >= (wanted | {"day_end_time": "18:00", "run_sheet_time": "06:30"}).items()
    assert rows["messaging_service_sid"] == service
    assert "asks_feedback" not in rows
    (person,) = rows["members"]
    gets = {name for name, wanted in person.items() if name.startswith("gets_") and wanted}
    assert gets == {"gets_requests", "gets_run_sheets"}
    assert (person["quiet_from"], person["quiet_to"]) == ("21:00", "07:00")


def test_quiet_hours_of_no_length_are_a_mistake_in_the_file(read: Read) -> None:
    for quiet in ("09:00-09:00", "00:00-24:00"):
        told = LEAST.replace('phone = "0400 800 303"\n', f'phone = "0400 800 303"\nquiet = "{quiet}"\n')
        with pytest.raises(BadFile, match=r"quiet: .* ends when it begins; to get no texts, write texts = "):
            read(words=told)


def test_dates_may_differ_for_one_calendar_or_for_everyone(read: Read) -> None:
    business = read("""
[[staff]]
name = "Bo"
hours = {}
[[staff.date_hours]]
date = 2026-12-23
hours = "08:00-10:00, 11:00-12:00"
reason = "Half day"
[[staff.date_hours]]
date = "2026-12-24"
[[closed]]
date = 2026-12-31
reason = "New Year's Eve"
[[hours_on]]
date = 2027-01-02
hours = "10:00-24:00"
staff = "bo"
""")
    half_day = [{"opens": "08:00", "closes": "10:00"}, {"opens": "11:00", "closes": "12:00"}]
    assert entries(business, "date_hours") == [
        {"staff": "Bo", "on_date": "2026-12-23", "hours": half_day, "reason": "Half day"},
        {"staff": "Bo", "on_date": "2026-12-24", "hours": [], "reason": ""},
        {"staff": "Al", "on_date": "2026-12-31", "hours": [], "reason": "New Year's Eve"},
        {"staff": "Bo", "on_date": "2026-12-31", "hours": [], "reason": "New Year's Eve"},
        {"staff": "bo", "on_date": "2027-01-02", "hours": [{"opens": "10:00", "closes": "24:00"}], "reason": ""},
    ]


def test_time_may_be_blocked_once_or_again_and_again(read: Read) -> None:
    business = read("""
[[blocks]]
reason = "Summer"
from = 2026-12-24T12:00:00
to = "2027-01-05 00:00"
[[blocks]]
staff = "Al"
rrule = "FREQ=WEEKLY;INTERVAL=2"
first_date = 2026-11-02
from_time = 12:00:00
to_time = "24:00"
except_dates = [2026-11-16]
[[blocks]]
weekly = ["mon", "fri"]
first_date = 2026-11-02
from_time = "12:00"
to_time = "13:00"
""")
    rule = {"frequency": "weekly", "every_n": 2, "weekdays": [1], "first_date": "2026-11-02"}
    rule |= {"from_time": "12:00", "to_time": "24:00", "except_dates": ["2026-11-16"]}
    mondays_and_fridays = {"frequency": "weekly", "weekdays": [1, 5], "first_date": "2026-11-02"}
    mondays_and_fridays |= {"from_time": "12:00", "to_time": "13:00", "except_dates": []}
    assert entries(business, "block") == [
        {"reason": "Summer", "from": "2026-12-24T12:00:00", "to": "2027-01-05T00:00:00"},
        {"reason": "", "staff": "Al", "rule": rule},
        {"reason": "", "rule": mondays_and_fridays},
    ]


def test_holidays_bases_and_drives_may_be_said(read: Read) -> None:
    business = read(
        """
[[holidays]]
date = 2027-01-26
name = "Australia Day"
works = true
[[travel]]
from = "Ashgrove"
to = "Wynnum"
to_postcode = "4178"
minutes = 40
both_ways = false
""",
        LEAST.replace('[[staff]]\nname = "Al"', '[[staff]]\nname = "Al"\nbase_suburb = "Milton"'),
    )
    assert entries(business, "holiday") == [{"on_date": "2027-01-26", "name": "Australia Day", "closed": False}]
    assert entries(business, "base") == [{"staff": "Al", "suburb": "Milton", "postcode": ""}]
    ends = {"from_suburb": "Ashgrove", "from_postcode": "", "to_suburb": "Wynnum", "to_postcode": "4178"}
    assert entries(business, "drive") == [ends | {"minutes": 40, "both_ways": False}]


def test_every_problem_is_named_at_once_with_where_it_is(read: Read) -> None:
    words = (
        LEAST.replace("Lord_Howe", "Lord_Hove").replace("0400 800 303", "zero").replace("12:00, 13:00-", "noon, 13:00-")
    )
    more = """
price = inf
staff = ["Bob"]
[[services]]
minutes = 0
[[blocks]]
staff = "Bob"
from = 2026-12-24T12:00:00+10:00
to = 2026-12-25T12:00:00
[[blocks]]
rrule = "FREQ=SECONDLY"
first_date = 2026-12-24
from_time = 12:00:00
to_time = 25
[[holidays]]
date = 20261224
name = ""
[[colour]]
"""
    found = problems(read, more, words)
    assert [line.partition(": ")[0] for line in found] == [
        "time_zone", "members.Al.phone", "staff.Al.hours.mon", "services.Cut.price", "services.Cut.staff.1", "services.2.name",
        "services.2.minutes", "blocks.1.staff", "blocks.1.from", "blocks.2.to_time", "holidays.1.date", "holidays.1.name", "colour",
    ]  # fmt: skip
    assert "services.Cut.staff.1: no staff called 'Bob'" in found
    assert (
        "staff.Al.hours.mon: '08:00-noon' is not a stretch of hours; write it like 09:00-17:30, two with a comma"
        in found
    )
    assert "blocks.1.from: this is not a local time; write it like 2026-12-24T12:00:00, without an offset" in found
    assert "blocks.2.to_time: '25' is not a time of day; write it like 12:30" in found


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ('[[blocks]]\nfrom = 2026-12-24T12:00:00', "blocks.1: give either from and to, or weekly or rrule with first_date, from_time and to_time"),
        ('[[blocks]]\nreason = "?"', "blocks.1: give either from and to, or weekly or rrule with first_date, from_time and to_time"),
        ('[[blocks]]\nfrom = 2026-12-24T12:00:00\nto = 2026-12-24T13:00:00\nrrule = "FREQ=DAILY"',
         "blocks.1: give either from and to, or weekly or rrule with first_date, from_time and to_time"),
        ('[[blocks]]\nweekly = ["mon"]\nrrule = "FREQ=DAILY"\nfirst_date = 2026-12-24\nfrom_time = "12:00"\nto_time = "13:00"',
         "blocks.1: give either from and to, or weekly or rrule with first_date, from_time and to_time"),
        ('[[blocks]]\nweekly = []\nfirst_date = 2026-12-24\nfrom_time = "12:00"\nto_time = "13:00"',
         "blocks.1: give either from and to, or weekly or rrule with first_date, from_time and to_time"),
        ('[[blocks]]\nrrule = "FREQ=YEARLY"\nfirst_date = 2026-12-24\nfrom_time = "12:00"\nto_time = "13:00"',
         "blocks.1: A rule that repeats YEARLY cannot be kept: only DAILY, WEEKLY and MONTHLY can."),
        ('[[travel]]\nfrom = "Ashgrove"\nminutes = 5', "travel.1: give the suburb or postcode of both ends, from and to"),
        ('[[travel]]\nfrom = "Ashgrove"\nto = "Milton"\nminutes = -5', "travel.1.minutes: Input should be greater than or equal to 0"),
        ('[[closed]]\ndate = 2026-12-24\n[[hours_on]]\ndate = 2026-12-24\nhours = "09:00-10:00"',
         "the file: Al on 2026-12-24: say a date's hours once (date_hours, closed and hours_on)"),
        ('[[holidays]]\ndate = 2026-12-24\nname = "a"\n[[holidays]]\ndate = 2026-12-24\nname = "b"', "holidays: 2026-12-24: each date once"),
        ('[[staff]]\nname = "AL"\nhours = {}', "staff: al: each name once"),
        ('[[services]]\nname = "cut"\nminutes = 5', "services: cut: each name once"),
        ('[[closed]]\ndate = 2026-12-24T00:00:00', "closed.1.date: this is not a date; write it like 2026-12-24"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(read: Read, more: str, problem: str) -> None:
    assert problems(read, more) == [problem]


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ('contact_hours = "08:00-12:00, 13:00-20:00"', "contact_hours"),
        ('state = "Queensland"', "state"),
        ("offer_hold_minutes = 61", "offer_hold_minutes"),
        ("decline_hold_minutes = 121", "decline_hold_minutes"),
        ('run_sheet_time = "7am"', "run_sheet_time"),
        ('messaging_service_sid = "MG1"', "messaging_service_sid"),
        ("open_requests_per_customer = 0", "open_requests_per_customer"),
        ("nag_after_minutes = 0", "nag_after_minutes"),
        ("handoff_nag_minutes = 0", "handoff_nag_minutes"),
        ("resume_after_minutes = 10081", "resume_after_minutes"),
        ("daily_tokens = -1", "daily_tokens"),
        ("daily_cost_dollars = nan", "daily_cost_dollars"),
        ("slot_step_minutes = -5", "slot_step_minutes"),
    ],
)
def test_a_rule_out_of_its_bounds_is_refused(read: Read, line: str, where: str) -> None:
    (problem,) = problems(read, words=f"{line}\n{LEAST}")
    assert problem.startswith(f"{where}: ")


def test_the_receptionists_own_rules_are_rows(read: Read) -> None:
    words = (
        'must_not_promise = "Same-day work"\ndaily_cost_dollars = 2.5\ndaily_tokens = 100\nhandoff_nag_minutes = 20\n'
        "resume_after_minutes = 60\n"
    )
    answers = '\n[[answers]]\nquestion = " Do you take cards? "\nanswer = "Yes."\n'
    made = read(answers, words + LEAST).as_rows({"al@barber.example": "u"})
    assert made["answers"] == [{"question": "Do you take cards?", "answer": "Yes."}]
    kept = (
        "must_not_promise",
        "daily_cost_microdollars",
        "daily_tokens",
        "handoff_nag_minutes",
        "resume_after_minutes",
    )
    assert [made[name] for name in kept] == ["Same-day work", 2_500_000, 100, 20, 60]
    assert "daily_cost_dollars" not in made


def test_a_question_is_asked_once_and_has_an_answer(read: Read) -> None:
    twice = '\n[[answers]]\nquestion = "Cards?"\nanswer = "Yes."\n[[answers]]\nquestion = "CARDS?"\nanswer = "No."\n'
    assert problems(read, twice) == ["answers: cards?: each question once"]
    (problem,) = problems(read, '\n[[answers]]\nquestion = "Cards?"\nanswer = " "\n')
    assert problem.startswith("answers.1.answer: ")


@pytest.mark.parametrize("words", ["slug = ", "\x00", 'slug = "a"\nslug = "b"'])
def test_what_is_no_toml_is_refused_with_its_path(read: Read, words: str) -> None:
    with pytest.raises(BadFile, match=r"barber\.toml: "):
        read(words=words)


@pytest.mark.parametrize("staff", ['"Al"', "5", '["Al"]', "[{}]", '{ name = "Al" }'])
def test_staff_that_is_no_list_of_staff_is_a_problem_like_any_other(read: Read, staff: str) -> None:
    words = LEAST[: LEAST.index("[[staff]]")] + LEAST[LEAST.index("[[services]]") :] + 'staff = ["Al"]\n'
    assert any(line.startswith("staff") for line in problems(read, words=f"staff = {staff}\n{words}"))


def test_the_demo_businesses_are_in_order() -> None:
    for path in sorted((ROOT / "seed" / "businesses").glob("*.toml")):
        business = read_file(path)
        assert business.state
        assert business.members[0].demo_password


def test_a_file_may_name_the_phone_that_calls_ring(read: Read) -> None:
    named = LEAST.replace("[[members]]", 'forward_calls_to = "0400 800 304"\n\n[[members]]', 1)
    ids = {"al@barber.example": "u1"}
    assert read(words=named).as_rows(ids)["forward_calls_to"] == "+61400800304"
    assert "forward_calls_to" not in read().as_rows(ids)
