"""A member's own phone: what every page knows of it, and the welcome text sent again."""

from __future__ import annotations

from typing import Any

from tests.supabase.rules.desk import Desk


def welcome(desk: Desk) -> str:
    return str(desk.call("private.welcome_me", desk.cast.lawns.id, desk.cast.owner.user_id, desk.now)["outcome"])


def unlink(desk: Desk) -> None:
    desk.do("update public.members set phone_verified_at = null where user_id = %s", desk.cast.owner.user_id)
    desk.do("delete from public.outbox where kind = 'welcome'")


def welcomes(desk: Desk) -> list[dict[str, Any]]:
    return [text for text in desk.texts("welcome") if text["recipient"] == desk.cast.owner.phone]


def me(desk: Desk) -> Any:
    with desk.signed_in(desk.cast.owner):
        return desk.call("open_business", desk.cast.lawns.id)["me"]


def test_every_page_knows_whether_the_members_own_phone_is_linked_and_takes_texts(desk: Desk) -> None:
    unlink(desk)
    assert me(desk) == {"phone": desk.cast.owner.phone, "role": "owner", "verified": False, "stopped": None}
    desk.do("update public.members set phone_verified_at = now() where user_id = %s", desk.cast.owner.user_id)
    desk.receive("STOP", desk.cast.owner.phone)
    assert (me(desk)["verified"], me(desk)["stopped"]["short"]) == (True, "Mon, Nov 2")
    desk.receive("START", desk.cast.owner.phone)
    assert me(desk)["stopped"] is None


def test_an_outsider_and_a_former_member_open_no_page(desk: Desk) -> None:
    lawns = desk.cast.lawns.id
    for function in ("open_business", "open_front_page", "failed_texts", "welcome_me"):
        with desk.refused("PT404"), desk.signed_in(desk.cast.outsider):
            desk.call(function, lawns)
    desk.do("update public.members set deleted_at = now() where user_id = %s", desk.cast.owner.user_id)
    with desk.refused("PT404"), desk.signed_in(desk.cast.owner):
        desk.call("open_business", lawns)


def test_a_closed_business_is_not_there(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, deleted_at=desk.now)
    with desk.refused("PT404"), desk.signed_in(desk.cast.owner):
        desk.call("open_business", desk.cast.lawns.id)


def test_the_welcome_text_comes_again_at_most_every_ten_minutes(desk: Desk) -> None:
    unlink(desk)
    assert welcome(desk) == "queued"
    assert welcome(desk) == "on_its_way"
    desk.do("update public.outbox set state = 'sent', sent_at = %s where kind = 'welcome'", desk.now)
    desk.later(minutes=9)
    assert welcome(desk) == "too_soon"
    desk.later(minutes=2)
    assert welcome(desk) == "queued"
    desk.do("update public.outbox set state = 'sent', sent_at = %s where kind = 'welcome'", desk.now)
    assert welcome(desk) == "too_soon"
    assert len(welcomes(desk)) == 2


def test_a_welcome_text_that_failed_is_sent_again_itself(desk: Desk) -> None:
    unlink(desk)
    welcome(desk)
    desk.do("update public.outbox set state = 'failed' where kind = 'welcome'")
    desk.later(minutes=11)
    assert welcome(desk) == "queued"
    (text,) = welcomes(desk)
    assert (text["state"], text["retried_at"]) == ("waiting", desk.now)


def test_no_welcome_text_where_there_is_no_need_or_no_way(desk: Desk) -> None:
    unlink(desk)
    person = desk.cast.owner.user_id
    desk.do("update public.members set phone_verified_at = now() where user_id = %s", person)
    assert welcome(desk) == "verified"
    desk.do("update public.members set phone_verified_at = null where user_id = %s", person)
    desk.receive("STOP", desk.cast.owner.phone)
    assert welcome(desk) == "stopped"
    desk.settings(desk.cast.lawns, sms_number=None)
    assert welcome(desk) == "no_number"
    desk.do("update public.members set phone = null where user_id = %s", person)
    assert welcome(desk) == "no_phone"
    assert welcomes(desk) == []
