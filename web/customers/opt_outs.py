"""The opt-out ledger of a business as a file: who told it to stop texting them, and when. Proof, for whoever asks."""

import csv
import io
from datetime import UTC
from uuid import UUID

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from edge_bridge.db import opt_outs
from web.accounts.signed_in import as_person, login_required

pages = Blueprint("opt_outs", __name__)
COLUMNS = ("phone", "said", "keyword", "source", "local_date", "local_time", "zone", "utc")
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@pages.get("/dashboard/<uuid:business_id>/opt-outs.csv")
@login_required
def download(business_id: UUID) -> ResponseReturnValue:
    """Oldest first. Every cell is ASCII (numbers, keywords, English), so UTF-8 needs no byte-order mark: one would only
    become part of the first column's name for programs that do not expect it.
    """
    ledger = as_person().run(opt_outs.export_opt_outs(str(business_id)))
    headers = {"Content-Disposition": 'attachment; filename="opt-outs.csv"'}
    return Response(as_csv(ledger), content_type="text/csv; charset=utf-8; header=present", headers=headers)


def as_csv(ledger: list[opt_outs.OptOut]) -> str:
    """RFC 4180, one line for each line of the ledger. `utc` is ISO 8601; date and time beside it are the business's own."""
    file = io.StringIO(newline="")
    lines = csv.writer(file)
    lines.writerow(COLUMNS)
    lines.writerows([harmless(cell) for cell in _cells(one)] for one in ledger)
    return file.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before what could start one, +61... too."""
    return f"'{cell}" if cell.startswith(STARTS_A_FORMULA) else cell


def _cells(one: opt_outs.OptOut) -> tuple[str, ...]:
    said = "stop" if one.opted_out else "start"
    when = (f"{one.words.weekday_short} {one.words.date}", one.words.time, one.zone)
    return (one.phone, said, one.keyword, one.source, *when, one.at.astimezone(UTC).isoformat())
