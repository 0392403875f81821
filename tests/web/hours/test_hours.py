"""The pages of time: what a member sets there is what customers are offered from then on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from tests.web.browsing import Browser, form_of
from tests.web.people import HOURS, Cast

BRISBANE = ZoneInfo("Australia/Brisbane")
GONE = "99999999-9999-4999-8999-999999999999"
FREE = """
select to_char(at at time zone 'Australia/Brisbane', 'HH24:MI') as at
from public.businesses b join public.services s on s.business_id = b.id and s.position = 1
  join public.staff t on t.business_id = b.id and t.id = %(staff)s,
  private.free_starts(b, s, t.id, null, %(day)s::timestamp at time zone 'Australia/Brisbane',
    (%(day)s::date + 1)::timestamp at time zone 'Australia/Brisbane', now()) as at
where b.id = %(business)s order by 1
"""


@pytest.fixture(autouse=True)
def as_before(cast: Cast) -> Iterator[None]:
    """Each test finds the business open around the clock, with nothing blocked and its first rules."""
    rules = cast.query("select to_jsonb(b) as kept from public.businesses b where id = %(b)s", b=cast.business)[0]
    yield
    for table in ("working_hours", "date_hours", "holidays", "blocked_times", "travel_times", "settings_events"):
        cast.query(f"delete from public.{table} where business_id = %(b)s returning 1", b=cast.business)
    for one in HOURS:
        cast.query(
            "insert into public.working_hours values (%(b)s, %(s)s, %(weekday)s, %(opens)s, %(closes)s) returning 1",
            b=cast.business,
            s=dave(cast),
            **one,
        )
    names = ("notice_minutes", "horizon_days", "slot_step_minutes", "nag_after_minutes", "expire_after_minutes")
    columns = ", ".join(f"{name} = {rules['kept'][name]}" for name in names)
    cast.query(
        f"update public.businesses set {columns}, deadline_clock = 'contact_hours', state = null where id = %(b)s returning 1",
        b=cast.business,
    )
    cast.query("update public.staff set base_place_id = null where business_id = %(b)s returning 1", b=cast.business)


def dave(cast: Cast) -> str:
    row = cast.query("select id::text from public.staff where business_id = %(b)s and name = 'Dave'", b=cast.business)
    return str(row[0]["id"])


def room(cast: Cast, part: str = "") -> str:
    return f"/dashboard/{cast.business}/settings/hours{part}"


def a(weekday: int, least: int = 8) -> date:
    """The first such weekday (ISO) at least so many days ahead, in Brisbane: away from what other tests book."""
    day = datetime.now(BRISBANE).date() + timedelta(days=least)
    return day + timedelta(days=(weekday - day.isoweekday()) % 7)


def offered(cast: Cast, day: date) -> list[str]:
    return [row["at"] for row in cast.query(FREE, business=cast.business, staff=dave(cast), day=day.isoformat())]


def send(browser: Browser, page: str, part: str, **fields: str) -> Any:
    """Opens a page, changes these fields of the form named 'form' and sends it to where it goes, a part of the page's address."""
    return browser.client.post(f"{page}/{part}", data=form_of(browser.get(page).text) | fields)


def follow(browser: Browser, sent: Any) -> str:
    assert sent.status_code == 302, sent.text
    return str(browser.get(sent.location).text).replace("&#39;", "'")


def again(sent: Any) -> str:
    """A page that kept what was typed."""
    assert sent.status_code == 422, sent.text
    assert "Nothing was saved." in sent.text
    return str(sent.text).replace("&#39;", "'")


def empty_week(shown: str) -> dict[str, str]:
    """Every pair of times on the page, emptied."""
    return dict.fromkeys(re.findall(r'name="((?:opens|closes)-\d-\d+)"', shown), "")


def test_a_week_of_two_stretches_overnight_and_none_is_what_is_offered(owner: Browser, cast: Cast) -> None:
    week = room(cast, "/week")
    shown = owner.get(week).text
    times = {"opens-1-0": "09:00", "closes-1-0": "12:00", "opens-1-1": "13:00", "closes-1-1": "15:30"}
    times |= {"opens-2-0": "22:00", "closes-2-0": "02:00"}
    page = follow(owner, owner.send_again(week, shown, **empty_week(shown) | times))
    assert "Saved the working hours." in page
    assert "Last changed by A member" in page
    assert offered(cast, a(1)) == ["09:00", "09:30", "10:00", "10:30", "11:00", "13:00", "13:30", "14:00", "14:30"]
    assert offered(cast, a(2)) == ["22:00", "22:30", "23:00", "23:30"]
    assert offered(cast, a(3)) == ["00:00", "00:30", "01:00"]
    assert offered(cast, a(4)) == []
    text = owner.get(room(cast)).text
    assert "9:00 AM to 12:00 PM, 1:00 PM to 3:30 PM" in text
    assert "10:00 PM to 2:00 AM the next day" in text
    assert 'name="opens-1-2" value=""' in owner.get(week).text  # one spare pair


def test_monday_is_copied_to_friday_and_kept_only_once_saved(owner: Browser, cast: Cast) -> None:
    week = room(cast, "/week")
    shown = owner.get(week).text
    copied = owner.send_again(week, shown, "copy", **empty_week(shown) | {"opens-1-0": "08:00", "closes-1-0": "10:00"})
    assert "Nothing is saved yet" in copied.text
    assert len(offered(cast, a(5))) == 48
    follow(owner, owner.send_again(week, copied.text))
    assert [offered(cast, a(day)) for day in (2, 5)] == [["08:00", "08:30", "09:00"]] * 2
    assert offered(cast, a(6)) == []


def test_a_bad_week_is_refused_in_words_and_stays_typed(owner: Browser, cast: Cast) -> None:
    week = room(cast, "/week")
    shown = owner.get(week).text
    clear = empty_week(shown)
    for typed, words in (
        (["09:00", "12:00", "11:00", "13:00"], "overlaps other hours of Monday"),
        (["09:00", "", "11:00", "13:00"], "Monday: give both times"),
        (["9 o'clock", "12:00", "", ""], "Monday: give the times on the 24-hour clock"),
    ):
        names = ("opens-1-0", "closes-1-0", "opens-1-1", "closes-1-1")
        text = again(owner.send_again(week, shown, **clear | dict(zip(names, typed, strict=True))))
        assert words in text
        assert f'value="{typed[1] or typed[3]}"' in text
    assert "removed that meanwhile" in again(owner.send_again(week, shown, staff=GONE))
    assert len(offered(cast, a(1))) == 48


def test_what_is_booked_outside_new_hours_is_listed_and_nothing_is_cancelled(owner: Browser, cast: Cast) -> None:
    monday = a(1, 15)
    booking = cast.agree("Ann Early", at=datetime(monday.year, monday.month, monday.day, 6, tzinfo=BRISBANE))
    week = room(cast, "/week")
    shown = owner.get(week).text
    page = follow(owner, owner.send_again(week, shown, **{"opens-1-0": "09:00", "closes-1-0": "17:00"}))
    assert "Booked jobs that don't fit now: Ann Early" in page
    assert "Nothing was cancelled." in page
    assert f"/bookings/{booking}" in page
    assert "outside the hours" in page
    assert cast.status(booking) == "confirmed"
    cast.query("delete from public.holds where booking_id = %(id)s returning 1", id=booking)
    cast.query("update public.bookings set status = 'cancelled' where id = %(id)s returning 1", id=booking)


def test_a_day_of_its_own_a_holiday_and_back_again(owner: Browser, cast: Cast) -> None:
    days, day = room(cast, "/days"), a(4)
    typed = {"on_date": day.isoformat(), "opens-date-0": "10:00", "closes-date-0": "12:00", "reason": "Stocktake"}
    page = follow(owner, send(owner, days, "hours", **typed))
    assert "10:00 AM to 12:00 PM · Stocktake" in page
    assert offered(cast, day) == ["10:00", "10:30", "11:00"]
    undo = {"on_date": day.isoformat(), "staff": dave(cast)}
    assert "usual hours again" in follow(owner, owner.post(f"{days}/hours/clear", days, **undo))
    assert len(offered(cast, day)) == 48
    page = follow(owner, owner.post(f"{days}/holiday", days, name="Show Day", holiday=day.isoformat()))
    assert "Show Day" in page
    assert offered(cast, day) == []
    follow(owner, owner.post(f"{days}/holiday", days, holiday=day.isoformat(), open="1"))
    assert len(offered(cast, day)) == 48
    follow(owner, owner.post(f"{days}/holiday", days, holiday=day.isoformat()))
    assert offered(cast, day) == []
    assert "Removed." in follow(owner, owner.post(f"{days}/holiday/remove", days, holiday=day.isoformat()))
    assert len(offered(cast, day)) == 48
    for wrong, words in (
        ({"shut": ""}, "Either tick"),
        ({"shut": "1", "on_date": "soon"}, "choose a date"),
        ({"shut": "1", "reason": "x" * 5000}, "at most 200"),
        ({"shut": "1", "staff": GONE}, "removed that meanwhile"),
    ):
        assert words in again(send(owner, days, "hours", **{"on_date": day.isoformat()} | wrong))
    assert len(offered(cast, day)) == 48


def test_a_public_holiday_is_opened_but_not_taken_back(owner: Browser, cast: Cast) -> None:
    days, day = room(cast, "/days"), a(2)
    cast.query(
        "insert into public.holidays (business_id, on_date, name) values (%(b)s, %(d)s, 'Cup Day') returning 1",
        b=cast.business,
        d=day,
    )
    assert offered(cast, day) == []
    assert "Cup Day" in owner.get(days).text
    refused = again(owner.post(f"{days}/holiday/remove", days, holiday=day.isoformat()))
    assert "open it instead" in refused
    assert "Open that day" in follow(owner, owner.post(f"{days}/holiday", days, holiday=day.isoformat(), open="1"))
    assert len(offered(cast, day)) == 48


def test_lunch_every_tuesday_is_blocked_left_out_once_and_removed(owner: Browser, cast: Cast) -> None:
    blocks, tuesday = room(cast, "/blocks"), a(2)
    rule = {"frequency": "weekly", "weekday-2": "1", "from_time": "12:00", "to_time": "13:00", "again_reason": "Lunch"}
    typed = {**rule, "first_date": tuesday.isoformat(), "occurrences": "3"}
    page = follow(owner, send(owner, blocks, "again", **typed))
    assert "Every Tuesday, 12:00 PM to 1:00 PM, from " in page
    assert "(3 times)" in page
    later = [tuesday + timedelta(days=7 * n) for n in range(2)]
    assert ["12:00" in offered(cast, day) for day in later] == [False, False]
    block = re.findall(r'name="block" value="([^"]+)"', page)[0]
    skipped = follow(owner, owner.post(f"{blocks}/skip", blocks, block=block, date=later[0].isoformat()))
    assert "Skipped" in skipped
    assert ["12:00" in offered(cast, day) for day in later] == [True, False]
    assert "Removed" in follow(owner, owner.post(f"{blocks}/remove", blocks, block=block))
    assert "12:00" in offered(cast, later[1])
    assert "removed already" in follow(owner, owner.post(f"{blocks}/remove", blocks, block=block))


def test_a_time_and_days_away_are_blocked_and_what_is_in_them_is_listed(owner: Browser, cast: Cast) -> None:
    blocks, day = room(cast, "/blocks"), a(3, 16)
    booking = cast.agree("Bo Block", at=datetime(day.year, day.month, day.day, 9, tzinfo=BRISBANE))
    once = {"once_from": f"{day}T09:30", "once_to": f"{day}T11:00", "once_reason": "Dentist"}
    page = follow(owner, owner.post(f"{blocks}/once", blocks, **once))
    assert "9:30 AM to 11:00 AM" in page
    assert "Dentist" in page
    assert "in a blocked time" in page
    assert f"/bookings/{booking}" in page
    cast.query("delete from public.holds where booking_id = %(id)s returning 1", id=booking)
    cast.query("update public.bookings set status = 'cancelled' where id = %(id)s returning 1", id=booking)
    assert "10:00" not in offered(cast, day)
    away = {"away_first": (day + timedelta(days=2)).isoformat(), "away_last": (day + timedelta(days=4)).isoformat()}
    follow(owner, owner.post(f"{blocks}/away", blocks, **away, away_reason="Bali"))
    assert [len(offered(cast, day + timedelta(days=n))) for n in (2, 3, 4)] == [0, 0, 0]
    assert offered(cast, day + timedelta(days=5))[0] == "00:00"


def test_bad_blocks_are_refused_in_words(owner: Browser, cast: Cast) -> None:
    blocks, day = room(cast, "/blocks"), a(2)
    rule = {"frequency": "daily", "from_time": "12:00", "to_time": "13:00", "first_date": day.isoformat()}
    dates = [(day + timedelta(days=n)).isoformat() for n in range(367)]
    for wrong, words in (
        ({"last_date": (day - timedelta(days=1)).isoformat()}, "ends before it starts"),
        ({"from_time": "noonish"}, "24-hour clock"),
        ({"again_reason": "x" * 5000}, "at most 200"),
        ({"except_dates": "\n".join(dates)}, "at most 366 dates"),
        ({"except_dates": "Christmas"}, "is not a date"),
        ({"frequency": "weekly"}, "which weekdays"),
        ({"frequency": "hourly"}, "daily, weekly or monthly"),
        ({"every_n": "often"}, "whole numbers"),
        ({"again_staff": GONE}, "removed that meanwhile"),
        ({"last_date": day.isoformat(), "occurrences": "2"}, "not both"),
    ):
        assert words in again(send(owner, blocks, "again", **rule | wrong))
    assert "ends before it starts" not in owner.get(blocks).text
    follow(owner, send(owner, blocks, "again", **rule, except_dates="\n".join(dates[:366])))
    refused = again(owner.post(f"{blocks}/once", blocks, once_from=f"{day}T11:00", once_to=f"{day}T10:00"))
    assert "end after it starts" in refused
    assert f"{day}T11:00" in refused
    late = owner.post(f"{blocks}/away", blocks, away_first=day.isoformat(), away_last="9999-12-31")
    assert late.status_code == 422


def test_rules_change_what_is_offered_and_the_example_says_what_they_mean(owner: Browser, cast: Cast) -> None:
    rules, day = room(cast, "/rules"), a(3)
    page = follow(owner, owner.send(rules, slot_step_minutes="60", deadline_clock="plain"))
    assert "A request at 5:00 PM with these settings: you are reminded at 7:00 PM, and it lapses at 9:00 PM." in page
    assert offered(cast, day)[:2] == ["00:00", "01:00"]
    far = {"notice_minutes": "30", "notice_minutes-unit": "days", "expire_after_minutes": "16"}
    page = follow(owner, owner.send(rules, **far, **{"expire_after_minutes-unit": "hours"}))
    assert "lapses tomorrow at 9:00 AM" in page
    assert offered(cast, day) == []
    assert "set like this already" in follow(owner, owner.send(rules))
    wrong = {"notice_minutes": "soon", "horizon_days": "999", "slot_step_minutes": "", "deadline_clock": "mine"}
    text = again(owner.send(rules, **wrong))
    for words in ("The notice you need", "How many days ahead", "How many minutes lie between", "Choose how your time"):
        assert words in text
    assert 'value="soon"' in text
    assert "later than you are reminded" in again(owner.send(rules, nag_after_minutes="17"))
    event = cast.query("select * from public.settings_events where what = 'time_rules' order by created_at")[0]
    assert (event["before"]["slot_step_minutes"], event["after"]["slot_step_minutes"]) == (30, 60)
    assert str(event["member_id"]) == cast.owner.user_id


def test_drives_and_bases_are_set_and_taken_back(owner: Browser, cast: Cast) -> None:
    driving, staff = room(cast, "/driving"), dave(cast)
    base = {"staff": staff, f"suburb-{staff}": "Ashgrove", f"postcode-{staff}": "4060"}
    assert 'value="Ashgrove"' in follow(owner, owner.post(f"{driving}/base", driving, **base))
    drive = {"from_suburb": "Ashgrove", "from_postcode": "4060", "to_suburb": "Bardon", "to_postcode": "4065"}
    page = follow(owner, send(owner, driving, "drive", **drive, minutes="17"))
    assert "Ashgrove 4060 to Bardon 4065" in page
    assert "Bardon 4065 to Ashgrove 4060" in page
    page = follow(owner, owner.post(f"{driving}/drive", driving, **drive, forget="1"))
    assert "<strong>Ashgrove 4060 to Bardon 4065" not in page
    assert "has four digits" in again(send(owner, driving, "drive", **drive | {"to_postcode": "40"}, minutes="17"))
    assert "Give the minutes" in again(send(owner, driving, "drive", **drive))
    gone = {"staff": GONE, f"suburb-{GONE}": "Ashgrove"}
    assert "removed that meanwhile" in again(owner.post(f"{driving}/base", driving, **gone))
    assert "Saved." in follow(owner, owner.post(f"{driving}/usual", driving, travel_minutes="25"))
    assert "from 0 to 480, not lots" in again(owner.post(f"{driving}/usual", driving, travel_minutes="lots"))


def test_a_time_is_tried_in_words(owner: Browser, cast: Cast) -> None:
    service = cast.query("select id::text from public.services where business_id = %(b)s", b=cast.business)[0]["id"]
    day = a(3)
    asked = f"{room(cast)}?service={service}&suburb=Ashgrove&postcode=4060&starts={day}T"
    assert "Dave: yes." in owner.get(f"{asked}14:00").text
    blocks = room(cast, "/blocks")
    owner.post(f"{blocks}/once", blocks, once_from=f"{day}T13:00", once_to=f"{day}T15:00")
    assert "Dave: no." in owner.get(f"{asked}14:00").text
    odd = owner.get(f"{asked}tea")
    assert odd.status_code == 422
    assert "Choose a date and a time that exist" in odd.text


def test_a_colleague_sets_calendars_but_no_rules_and_an_outsider_nothing(
    app: Flask, outsider: Browser, cast: Cast
) -> None:
    role = "update public.members set role = %(role)s::public.member_role where user_id = %(id)s returning 1"
    cast.query(role, role="member", id=cast.colleague.user_id)
    colleague = Browser(app.test_client())
    colleague.sign_in(cast.colleague)
    assert "Only an owner can change these." in colleague.get(room(cast, "/rules")).text
    assert "Only an owner of the business" in again(colleague.send(room(cast, "/rules"), horizon_days="3"))
    blocks, day = room(cast, "/blocks"), a(3)
    once = {"once_from": f"{day}T09:00", "once_to": f"{day}T11:00"}
    assert "Blocked." in follow(colleague, colleague.post(f"{blocks}/once", blocks, **once))
    cast.query(role, role="owner", id=cast.colleague.user_id)
    for part in ("", "/week", "/days", "/blocks", "/rules", "/driving"):
        assert outsider.get(room(cast, part)).status_code == 404
    home = f"/dashboard/{cast.other_business}/settings/hours/blocks"
    for path, fields in (
        ("/week", {"staff": dave(cast)}),
        ("/blocks/once", once),
        ("/days/holiday", {"name": "Mine", "holiday": day.isoformat()}),
        ("/rules", {}),
    ):
        assert outsider.post(room(cast, path), home, **fields).status_code == 404
