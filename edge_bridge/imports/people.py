"""A file of customers, as spreadsheets, Square, Fresha and Google Contacts write it."""

import csv
import io
import re
import unicodedata

from edge_bridge.imports.rows import Read, Unreadable, text_of
from edge_bridge.texts.phones import e164

MOST_ROWS = 2000
COLUMNS = {
    "name": (
        "name", "full name", "customer", "customer name", "client", "client name", "contact", "contact name",
        "display name",
    ),
    "first": ("first name", "firstname", "given name"),
    "last": ("last name", "lastname", "surname", "family name"),
    "phone": (
        "phone", "mobile", "phone number", "mobile number", "mobile phone", "cell", "telephone", "contact number",
        "phone 1 - value", "phone 2 - value", "primary phone", "home phone",
    ),
    "email": ("email", "e-mail", "email address", "e-mail address", "e-mail 1 - value", "email 1 - value", "primary email"),
    "address": (
        "address", "street", "street address", "street address 1", "address line 1",
        "address 1 - street", "home street",
    ),
    "suburb": ("suburb", "city", "town", "locality", "suburb/city", "address 1 - city", "home city"),
    "postcode": (
        "postcode", "post code", "postal code", "zip", "zip code", "zip/postal code",
        "address 1 - postal code", "home postal code",
    ),
    "notes": ("notes", "note", "memo", "comments", "comment", "client notes"),
}  # fmt: skip
KNOWN = {spelling: column for column, spellings in COLUMNS.items() for spelling in spellings}
LENGTHS = {"name": 80, "email": 200, "address": 200, "suburb": 80, "postcode": 10, "notes": 4000}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NO_COLUMNS = (
    "The first line has to name the columns, such as name, phone, email, address, suburb, postcode, notes. "
    "We found none of these."
)


def read_people(data: bytes) -> Read:
    """Rows {line, name, phone (E.164), email, address, suburb, postcode, notes}. Raises Unreadable."""
    text = text_of(data)
    if "\0" in text or not text.strip():
        raise Unreadable("That is not a list of customers. Save it as CSV and choose that file.")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    read, columns = Read(), None
    try:
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = _columns(cells)
            elif len(read.rows) + len(read.unread) >= MOST_ROWS:
                raise Unreadable(
                    f"That file has more than {MOST_ROWS:,} rows. Split it, and import one after the other."
                )
            else:
                _read_row(read, lines.line_num, columns, cells)
    except csv.Error as problem:
        raise Unreadable(f"Line {lines.line_num} cannot be read as CSV. Nothing was imported.") from problem
    return read


def _separator(text: str) -> str:
    """Comma, semicolon (Excel's, where the comma is for decimals) or tab, whichever the first line has most of."""
    first = text.lstrip().split("\n", 1)[0]
    return max((",", ";", "\t"), key=first.count)


def _columns(cells: list[str]) -> list[str]:
    names = [KNOWN.get(" ".join(cell.replace("_", " ").lower().split()), "") for cell in cells]
    if not set(names) & {"name", "first", "last", "phone", "email"}:
        raise Unreadable(_NO_COLUMNS)
    return names


def _read_row(read: Read, line: int, columns: list[str], cells: list[str]) -> None:
    said: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column and (value := _clean(cell)):
            said.setdefault(column, value)
    name = said.get("name") or " ".join(said[part] for part in ("first", "last") if part in said)
    row = {column: said.get(column, "")[:most] for column, most in LENGTHS.items()} | {"name": name[: LENGTHS["name"]]}
    number = e164(said["phone"].split(":::")[0]) if "phone" in said else ""
    if number is None:
        read.skip(line, f"the phone number “{said['phone'][:40]}” isn't complete")
    elif row["email"] and not _EMAIL.fullmatch(row["email"]):
        read.skip(line, f"the e-mail address “{row['email'][:60]}” isn't complete")
    elif not (name or number or row["email"]):
        read.skip(line, "there is no name, phone or e-mail in it")
    else:
        read.rows.append(row | {"line": line, "phone": number})


def _clean(cell: str) -> str:
    """Without control characters, and without the apostrophe that keeps a spreadsheet from taking a cell for a formula."""
    kept = "".join(c for c in cell if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf")).strip()
    return kept[1:] if kept.startswith("'") and kept[1:2] in ("=", "+", "-", "@") else kept
