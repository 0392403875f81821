"""A business as it looks after a while: something of everything a page can show."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from psycopg.types.json import Jsonb

from tests.web.people import Cast

RECEIVE = """
select public.receive_message(sms_number, %(phone)s, %(body)s, %(sid)s, '[]') ->> 'conversation_id' as id
from public.businesses where id = %(business)s
"""
ANSWER = """
select private.add_message(%(business)s, %(conversation)s, 'receptionist', %(body)s, now())
"""
FAIL = """
update public.outbox set state = 'failed', error_code = 30003, error = 'unreachable' where business_id = %(business)s and booking_id = %(booking)s returning 1
"""
BLOCK = (
    "update public.customers set blocked_at = now(), blocked_reason = 'Never there' where id = %(customer)s returning 1"
)
PAST = """
update public.bookings set starts_at = now() - interval '3 days', ends_at = now() - interval '71 hours', status = %(status)s, ended_by = %(by)s
where id = %(booking)s returning 1
"""
HAND_OFF = (
    "update public.conversations set state = 'human', handed_off_at = now() where id = %(conversation)s returning 1"
)
LEAD = """
insert into public.leads (business_id, customer_id, conversation_id, kind, phone, summary, dedupe_key, created_at, wish)
  values (%(business)s, %(customer)s, %(conversation)s, 'full', '+61400555001', 'Wanted Thursday afternoon', gen_random_uuid()::text, now(), %(wish)s)
  returning id
"""
ANSWERED = """
insert into public.answers (business_id, question, answer, position)
  values (%(business)s, 'Do you take cards?', 'Yes, all but Amex.', 1)
  on conflict (business_id, lower(question)) where deleted_at is null do update set answer = excluded.answer returning id
"""
DRAFT = """
insert into public.import_drafts (business_id, id, kind, file_name, read, unread, made_by, created_at, expires_at)
  values (%(business)s, gen_random_uuid(), 'customers', 'clients.csv', %(read)s, %(unread)s, %(by)s, now(), now() + interval '1 day') returning id
"""
MARK = """
insert into public.feedback (business_id, booking_id, customer_id, asked_at, score, answered_at)
  select business_id, id, customer_id, now(), 4, now() from public.bookings where id = %(booking)s returning 1
"""


LINK = """
select private.text_context(o, now()) ->> 'answer_token' as token from public.outbox o join private.booking_links l on l.text_id = o.id
where o.booking_id = %(booking)s and o.member_id = %(member)s limit 1
"""


def furnish(cast: Cast) -> dict[str, str]:
    """Fills the cast's business; ids by the names that pages' addresses give them."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    pending = cast.book(name="Olivia Martin", notes="Gate code 1234, the dog is friendly.", hours_ahead=28)
    cast.query(FAIL, business=cast.business, booking=cast.book(name="Tom Nguyen", hours_ahead=32))
    moving = cast.agree("Ivy Stone")
    cast.wish(moving)
    for name in ("Ruby Young", "Lee Chen", "Grace Kim"):
        cast.agree(name, address="12 Kelvin Grove Rd, Kelvin Grove")
    cast.agree("Sam Ford", at=now + timedelta(hours=2), notes="Bring the long ladder.")
    ended = (
        ("Ana Diaz", "completed", None),
        ("Bob Hall", "no_show", None),
        ("Cy West", "cancelled", "customer"),
        ("Di East", "expired", None),
    )
    for number, (name, status, by) in enumerate(ended):
        booking = cast.book(name=name, hours_ahead=200 + 4 * number)
        cast.query(PAST, booking=booking, status=status, by=by)
        if status == "completed":
            cast.query(MARK, booking=booking)
    thread = _thread(
        cast, "+61400555001", "Hi, can somebody quote a whole backyard?", "No worries! I'll have the team call you."
    )
    cast.query(HAND_OFF, conversation=thread)
    _thread(cast, "+61400555002", "How much is mowing?", "Lawn Mowing is $65.00. Which day suits you?")
    blocked = _customer(cast, _thread(cast, "+61400555003", "hello???", "Hi! What can we do for you?"))
    cast.query(BLOCK, customer=blocked)
    lead = cast.query(
        LEAD, business=cast.business, customer=_customer(cast, thread), conversation=thread, wish=Jsonb({})
    )
    return {
        "business_id": cast.business,
        "booking_id": pending,
        "token": str(cast.query(LINK, booking=pending, member=cast.owner.user_id)[0]["token"]),
        "conversation_id": thread,
        "customer_id": _customer(cast, thread),
        "lead_id": str(lead[0]["id"]),
        "draft_id": _draft(cast),
        "service_id": _first(cast, "services"),
        "staff_id": _first(cast, "staff"),
        "answer_id": str(cast.query(ANSWERED, business=cast.business)[0]["id"]),
    }


def _draft(cast: Cast) -> str:
    """A file between its preview and its import."""
    read = [{"line": 2, "name": "Noor Haddad", "phone": "+61400555009"}, {"line": 3, "phone": "+61400555001"}]
    unread = [{"line": 4, "why": "the phone number “12” isn't complete"}]
    values = {"business": cast.business, "read": Jsonb(read), "unread": Jsonb(unread), "by": cast.owner.user_id}
    return str(cast.query(DRAFT, **values)[0]["id"])


def _thread(cast: Cast, phone: str, said: str, answered: str) -> str:
    sid = f"SM{secrets.token_hex(16)}"
    (got,) = cast.query(RECEIVE, phone=phone, body=said, sid=sid, business=cast.business)
    cast.query(ANSWER, business=cast.business, conversation=got["id"], body=answered)
    return str(got["id"])


def _customer(cast: Cast, conversation: str) -> str:
    (row,) = cast.query("select customer_id from public.conversations where id = %(id)s", id=conversation)
    return str(row["customer_id"])


def _first(cast: Cast, table: str) -> str:
    (row,) = cast.query(
        f"select id from public.{table} where business_id = %(b)s order by position limit 1", b=cast.business
    )
    return str(row["id"])
