"""People to call, and the numbers' pages."""

from __future__ import annotations

import re

from tests.web.browsing import Browser
from tests.web.people import Cast

LEAD = """
with person as (insert into public.customers (business_id, name, phone) values (%(b)s, 'Lee Caller', %(phone)s) returning id)
insert into public.leads (business_id, customer_id, kind, phone, summary, dedupe_key, created_at)
  select %(b)s, id, 'message', %(phone)s, 'Wants a quote for a hedge', %(phone)s, now() from person returning id
"""


def lead(cast: Cast, phone: str) -> str:
    return str(cast.query(LEAD, b=cast.business, phone=phone)[0]["id"])


def test_somebody_is_called_twice_then_booked(owner: Browser, cast: Cast) -> None:
    one, page = lead(cast, "+61400881001"), f"/dashboard/{cast.business}/leads"
    shown = owner.get(page).text
    assert "Wants a quote for a hedge" in shown
    assert 'href="tel:+61400881001"' in shown
    assert "People to call" in owner.get(f"/dashboard/{cast.business}/inbox").text
    owner.post(f"{page}/{one}", page, state="no_answer", note="rang out")
    assert "Tried once" in owner.get(page).text
    owner.post(f"{page}/{one}", page, state="booked")
    assert one not in owner.get(page).text
    done = owner.get(f"{page}?done=1").text
    assert one in done
    assert "rang out" in done


def test_an_outsider_notes_nothing(outsider: Browser, cast: Cast) -> None:
    one = lead(cast, "+61400881002")
    theirs = f"/dashboard/{cast.other_business}/leads"
    lead_of_theirs = f"/dashboard/{cast.other_business}/settings/texts"
    assert outsider.get(theirs).status_code == 200
    assert outsider.post(f"{theirs}/{one}", lead_of_theirs, state="booked").status_code == 404
    assert outsider.post(f"/dashboard/{cast.business}/leads/{one}", lead_of_theirs, state="booked").status_code == 404
    assert cast.query("select from public.lead_events where lead_id = %(id)s", id=one) == []


def test_numbers_open_as_many_rows_as_they_say(owner: Browser, cast: Cast) -> None:
    cast.query(
        "select public.receive_message(sms_number, '+61400881003', 'Hi', 'SMnumbers', '[]') from public.businesses"
        " where id = %(b)s",
        b=cast.business,
    )
    page = owner.get(f"/dashboard/{cast.business}/numbers").text
    found = re.search(r'href="([^"]*of=conversations[^"]*)">(\d+)<', page)
    assert found
    rows = owner.get(found[1].replace("&amp;", "&")).text
    assert f'<span class="count">{found[2]}</span>' in rows
    assert "NaN" not in page
    assert "How we count" in page


def test_an_owner_says_how_long_a_conversation_takes(owner: Browser, cast: Cast) -> None:
    page = f"/dashboard/{cast.business}/numbers"
    assert "Nothing was changed" in (owner.post(f"{page}/minutes", page, minutes="999"), owner.get(page).text)[1]
    owner.post(f"{page}/minutes", page, minutes="7")
    assert 'value="7"' in owner.get(page).text


def test_today_says_how_many_are_to_be_called(owner: Browser, cast: Cast) -> None:
    today = f"/dashboard/{cast.business}"
    waiting = cast.query(
        "select count(*) as n from public.leads where business_id = %(b)s and state = 'open'", b=cast.business
    )[0]["n"]
    shown = owner.get(today).text
    assert ("to call</a>" in shown) == (waiting > 0)
    thread = cast.query(WRITES, business=cast.business)[0]["id"]
    cast.query(WANTS_A_CALL, id=thread)
    shown = owner.get(today).text
    assert f"{waiting + 1} {'person' if waiting == 0 else 'people'} to call</a>" in shown
    assert "Bookings and notes" in owner.get(f"{today}/inbox/{thread}").text


WRITES = """
select public.receive_message(sms_number, '+61400777321', 'Call me', gen_random_uuid()::text, '[]') ->> 'conversation_id' as id
from public.businesses where id = %(business)s
"""
WANTS_A_CALL = """
insert into public.leads (business_id, customer_id, conversation_id, kind, summary, dedupe_key, created_at)
  select business_id, customer_id, id, 'message', 'Call me', gen_random_uuid()::text, now() from public.conversations where id = %(id)s returning 1
"""
