"""The opt-out ledger as a file: whole, exact, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from edge_bridge.db.opt_outs import OptOut
from edge_bridge.db.words import Words
from tests.web.browsing import Browser
from tests.web.people import Cast
from web.customers.opt_outs import COLUMNS, as_csv, harmless

RECEIVE = "select public.receive_message(sms_number, %(phone)s, %(body)s, %(sid)s, '[]', null, %(at)s) as got from public.businesses where id = %(business)s"
AT = datetime(2026, 11, 2, 9, 5, tzinfo=timezone(timedelta(hours=10)))
WORDS = Words(
    weekday="Monday",
    weekday_short="Mon",
    long="",
    medium="",
    short="Mon, Nov 2",
    time="9:05 AM",
    date=date(2026, 11, 2),
    minute=545,
)


def line(**columns: object) -> OptOut:
    given = {
        "phone": "+61400123456",
        "opted_out": True,
        "keyword": "STOP",
        "source": "text",
        "words": WORDS,
        "zone": "Australia/Brisbane",
        "at": AT,
    }
    return OptOut.model_validate(given | columns)


def address(cast: Cast) -> str:
    return f"/dashboard/{cast.business}/opt-outs.csv"


def read(words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(words, newline="")))


def test_a_member_downloads_the_whole_ledger_in_order(owner: Browser, cast: Cast) -> None:
    for n, (phone, word) in enumerate([("+61400555001", "STOP"), ("+61400555002", "quit"), ("+61400555001", "START")]):
        cast.query(RECEIVE, phone=phone, body=word, sid=f"SMout{n}", at=AT, business=cast.business)
    answer = owner.get(address(cast))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    assert answer.headers["content-disposition"] == 'attachment; filename="opt-outs.csv"'
    assert answer.headers["cache-control"] == "no-store"
    rows = read(answer.text)
    assert [(row["phone"], row["said"], row["keyword"], row["source"]) for row in rows] == [
        ("'+61400555001", "stop", "STOP", "text"),
        ("'+61400555002", "stop", "QUIT", "text"),
        ("'+61400555001", "start", "START", "text"),
    ]
    assert rows[0] | {"phone": "", "said": "", "keyword": "", "source": ""} == {
        "phone": "",
        "said": "",
        "keyword": "",
        "source": "",
        "local_date": "Mon 2026-11-02",
        "local_time": "9:05 AM",
        "zone": "Australia/Brisbane",
        "utc": "2026-11-01T23:05:00+00:00",
    }


def test_nobody_else_gets_it(outsider: Browser, browser: Browser, cast: Cast) -> None:
    assert outsider.get(address(cast)).status_code == 404
    outsider.client.delete_cookie("signin")
    answer = outsider.get(address(cast))
    assert (answer.status_code, "/login" in answer.headers["location"]) == (302, True)


def test_an_empty_ledger_is_a_heading_alone() -> None:
    assert as_csv([]) == ",".join(COLUMNS) + "\r\n"


def test_lines_end_as_rfc_4180_says_and_cells_with_commas_are_quoted() -> None:
    written = as_csv([line(source='a "word", and another\nline')])
    assert written.endswith("+00:00\r\n")
    assert '"a ""word"", and another\nline"' in written
    assert read(written)[0]["source"] == 'a "word", and another\nline'
    assert read(written)[0]["utc"] == AT.astimezone(UTC).isoformat()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(start: str) -> None:
    nasty = f"{start}HYPERLINK(1)"
    assert harmless(nasty) == f"'{nasty}"
    assert all(not cell.startswith(start) for cell in read(as_csv([line(keyword=nasty, source=nasty)]))[0].values())


@pytest.mark.parametrize("cell", ["STOP", "", "carrier refused: 21610", "9:05 AM", "0400 123 456", "a=b"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_the_file_starts_with_its_first_column(owner: Browser, cast: Cast) -> None:
    assert owner.get(address(cast)).data.startswith(b"phone,")
