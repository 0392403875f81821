"""Whatever a business or a customer is called, a mail's headers are ours alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_bridge.mail.letter import letter
from edge_bridge.mail.subjects import LONGEST, SUBJECTS, one_line, subject
from tests.edge_bridge.mail.sending import FROM, TEXT_ID
from tests.edge_bridge.texts.kinds import queued_kinds

OURS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"]  # fmt: skip
AT = datetime(2026, 11, 2, tzinfo=UTC)
NASTY = [
    "Green Blade\r\nBcc: eve@example.com",
    "Green Blade\nSubject: You won\n\n<html>",
    "Green Blade\x0bBcc: eve@example.com\x85Bcc: eve@example.com\u2028Bcc: eve@example.com",
    "=?utf-8?q?x=0d=0aBcc:_eve=40example=2Ecom=0d=0a?=",
    "=\u200b?utf-8?q?x=0d=0aBcc:_eve=40example=2Ecom?=",
    "==??utf-8?q?x=0d=0aBcc:_eve=40example=2Ecom?=",
    'Dave" <eve@example.com>, "',
    "Dave <eve@example.com>, Mow, Rake & Co (NSW); group: a@b.example;",
    "Zoë’s Café, “The Best” <eve@example.com> ☕",
    "日本の庭師、" * 20,
    "\ud800 torn",
    "",
    "\r\n",
]
words = st.one_of(st.text(), st.sampled_from(NASTY), st.text(alphabet='=?utf8qb_0dA \r\n",<>@:;é☕', max_size=80))


def written(business: str, subject: str = "Hi", body: str = "Hi") -> bytes:
    return letter(
        text_id=TEXT_ID,
        mail_from=FROM,
        business=business,
        recipient="ann@example.com",
        subject=subject,
        body=body,
        at=AT,
    )


def check(raw: bytes, business: str, subject: str) -> None:
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
    assert re.findall(r"^([^\s:]+):", head, re.MULTILINE) == OURS
    assert all(len(line) <= 120 for line in raw.split(b"\r\n"))
    plain = BytesParser().parsebytes(raw)  # as an old mail program reads it
    ((name, address),) = getaddresses([re.sub(r"\r\n(?=[ \t])", "", plain["From"])])
    shown = one_line(one_line(business)[:64])
    assert (str(make_header(decode_header(name))), address) == (
        f"{shown} via CoreSentia" if shown else "CoreSentia",
        FROM,
    )
    assert plain["To"] == "ann@example.com"
    modern = BytesParser(EmailMessage, policy=default).parsebytes(raw)
    assert modern["Subject"] == one_line(subject)
    assert [a.addr_spec for a in modern["From"].addresses] == [FROM]


@pytest.mark.parametrize("nasty", NASTY)
def test_a_name_cannot_add_a_header_or_an_address(nasty: str) -> None:
    check(written(nasty, nasty), nasty, nasty)


@given(words, words)
def test_no_words_can_add_a_header_or_an_address(business: str, subject: str) -> None:
    check(written(business, subject), business, subject)


def test_a_business_is_named_in_any_script() -> None:
    raw = written("Zoë’s Café, 日本")
    assert BytesParser(EmailMessage, policy=default).parsebytes(raw)["From"].addresses[0].display_name == (
        "Zoë’s Café, 日本 via CoreSentia"
    )


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], include_characters="\n\t")))
def test_any_text_arrives_letter_for_letter(body: str) -> None:
    mail = BytesParser(EmailMessage, policy=default).parsebytes(written("x", body=body))
    assert mail.get_content().replace("\r\n", "\n").removesuffix("\n") == body.removesuffix("\n")


def test_every_outcome_of_a_booking_has_a_subject_of_its_own() -> None:
    assert set(SUBJECTS) <= queued_kinds()
    assert subject("confirmed", "✅ Booking Confirmed!") == "Your booking is confirmed"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("✅ Done!\nYour time is kept", "Done!"),
        ("\n❌👨‍👩‍👧\u2764\ufe0f\nCancelled it", "Cancelled it"),
        ("Hi Zoë, 2 for 1?", "Hi Zoë, 2 for 1?"),
        ("☕", "A message for you"),
        ("", "A message for you"),
        ("a" * 100, "a" * (LONGEST - 1) + "…"),
    ],
)
def test_any_other_text_begins_its_own_subject(body: str, line: str) -> None:
    assert subject("reply", body) == line
