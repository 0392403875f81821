"""The ledger as proof, and the members' own phones, as a signed-in member reads them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER, Person


def exported(desk: Desk, person: Person) -> list[dict[str, Any]]:
    with desk.signed_in(person):
        return list(desk.call("export_opt_outs", desk.cast.lawns.id))


def phones(desk: Desk, person: Person) -> list[dict[str, Any]]:
    with desk.signed_in(person):
        return list(desk.call("member_phones", desk.cast.lawns.id))


def test_the_ledger_comes_whole_in_its_order_with_local_words_and_instants(desk: Desk) -> None:
    desk.receive("STOP")
    desk.receive("quit", OTHER_CUSTOMER)
    desk.later(hours=1)
    desk.receive("START")
    desk.receive("STOP", to=desk.cast.salon)
    rows = exported(desk, desk.cast.colleague)
    assert [(row["phone"], row["opted_out"], row["keyword"], row["source"]) for row in rows] == [
        (CUSTOMER, True, "STOP", "text"),
        (OTHER_CUSTOMER, True, "QUIT", "text"),
        (CUSTOMER, False, "START", "text"),
    ]
    assert (rows[2]["words"]["short"], rows[2]["words"]["time"], rows[2]["zone"]) == (
        "Mon, Nov 2",
        "10:00 AM",
        "Australia/Brisbane",
    )
    assert desk.value("select %s::timestamptz", rows[2]["at"]) == desk.now


def test_an_empty_ledger_is_an_empty_list(desk: Desk) -> None:
    assert exported(desk, desk.cast.owner) == []


def test_every_member_sees_everyone_s_phone_and_whether_it_takes_texts(desk: Desk) -> None:
    owner, colleague = desk.cast.owner, desk.cast.colleague
    for person, at in ((owner, None), (colleague, desk.now)):
        desk.do("update public.members set phone_verified_at = %s where user_id = %s", at, person.user_id)
    since = desk.now
    for _ in range(2):
        desk.receive("STOP", owner.phone)
        desk.later(hours=1)
    rows = phones(desk, colleague)
    assert [(row["name"], row["phone"], row["verified"]) for row in rows] == [
        (owner.name, owner.phone, False),
        (colleague.name, colleague.phone, True),
    ]
    assert desk.value("select %s::timestamptz", rows[0]["opted_out_at"]) == since
    assert rows[0]["opted_out"]["time"] == "9:00 AM"
    assert (rows[1]["opted_out_at"], rows[1]["opted_out"]) == (None, None)
    desk.receive("START", owner.phone)
    assert phones(desk, colleague)[0]["opted_out_at"] is None
    desk.later(hours=1)
    desk.receive("STOP", owner.phone)
    again = desk.value("select %s::timestamptz", phones(desk, colleague)[0]["opted_out_at"])
    assert again == desk.now > since + timedelta(hours=2)


def test_members_without_a_phone_are_there_and_former_ones_are_not(desk: Desk) -> None:
    desk.do("update public.members set phone = null where user_id = %s", desk.cast.owner.user_id)
    desk.do("update public.members set deleted_at = now() where user_id = %s", desk.cast.colleague.user_id)
    (row,) = phones(desk, desk.cast.owner)
    assert (row["phone"], row["verified"], row["opted_out_at"]) == (None, False, None)
