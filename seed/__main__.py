"""For operators: makes businesses live, says why a time is or is not offered, and how the receptionist came to an answer.

python -m seed apply seed/businesses/*.toml
python -m seed why green-blade "Lawn Mowing" "2026-11-26 14:00"
python -m seed record green-blade "0400 123 456"
python -m seed rehearse green-blade
python -m seed rehearse --show lawn-this-week
"""

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from edge_bridge.db import Database, DatabaseError
from edge_bridge.db.tenants import StartExplained, why_not
from edge_bridge.settings import BaseUrl, Settings, read_settings
from seed.file import BadFile, read_file
from seed.provision import Provisioner
from seed.record import record_lines
from seed.rehearsal.command import NoSuchConversation, add_to, rehearse
from seed.rehearsal.scratch import NoScratch


class SeedSettings(Settings):
    """Where the dashboard is, for the links printed, and the edge, for the line a website pastes."""

    dashboard_url: BaseUrl
    edge_url: BaseUrl | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit 1: a file or the database refused, and which."""
    wanted = _parser().parse_args(arguments)
    try:
        for line in _lines(wanted):
            print(line)
    except (BadFile, DatabaseError, NoSuchConversation, NoScratch) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _lines(wanted: argparse.Namespace) -> Iterable[str]:
    """A rehearsal on the demo businesses needs no settings."""
    if wanted.command == "rehearse":
        return rehearse(wanted)
    return COMMANDS[wanted.command](read_settings(SeedSettings), wanted)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m seed", description="For operators.")
    commands = parser.add_subparsers(dest="command", required=True)
    apply = commands.add_parser("apply", help="make businesses live from their files")
    apply.add_argument("files", nargs="+", type=Path)
    why = commands.add_parser("why", help="why a time is, or is not, offered to customers")
    why.add_argument("business", help="its slug, such as green-blade")
    why.add_argument("service", help="its name, or one of its other names")
    why.add_argument("starts", help="wall time of the business, such as '2026-11-26 14:00'")
    why.add_argument("--staff", help="one calendar only")
    why.add_argument("--suburb", default="", help="where the customer is")
    why.add_argument("--postcode", default="")
    record = commands.add_parser("record", help="a conversation with, for each answer, tools, gate, engine and cost")
    record.add_argument("business", help="its slug, such as green-blade")
    record.add_argument("who", help="the customer's phone, or the id of the conversation or of one of its messages")
    record.add_argument("--last", type=int, default=20, help="how many messages (20)")
    add_to(commands)
    return parser


def _apply(settings: SeedSettings, wanted: argparse.Namespace) -> list[str]:
    """All files are read before anything is changed."""
    businesses = [read_file(path) for path in wanted.files]
    lines = []
    made_by = Provisioner(settings.supabase_url, settings.supabase_secret_key, settings.dashboard_url)
    with contextlib.closing(made_by) as provisioner:
        for business in businesses:
            made = provisioner.apply(business)
            lines.append(f"{business.name}: {settings.dashboard_url}/dashboard/{made}")
            if settings.edge_url:
                lines.append(f"  for its website: {provisioner.widget_line(made, settings.edge_url)}")
    return lines


def _why(settings: SeedSettings, wanted: argparse.Namespace) -> list[str]:
    call = why_not(wanted.business, wanted.service, wanted.starts, wanted.staff, wanted.suburb, wanted.postcode)
    with Database(settings.supabase_url, settings.supabase_secret_key) as db:
        return explained(db.run(call))


def _record(settings: SeedSettings, wanted: argparse.Namespace) -> Iterator[str]:
    with Database(settings.supabase_url, settings.supabase_secret_key) as db:
        yield from record_lines(db, wanted.business, wanted.who, wanted.last)


def explained(start: StartExplained) -> list[str]:
    """A line for each calendar, and under a refusal one for each rule."""
    lines = [f"{start.words.medium} at {start.words.time}"]
    for calendar in start.calendars:
        lines.append(f"  {calendar.staff}: {'free' if calendar.free else 'not free'}")
        lines += [f"    {reason.rule}: {reason.words}" for reason in calendar.reasons]
    return lines if start.calendars else [*lines, "  Nobody does this service."]


COMMANDS: dict[str, Callable[[SeedSettings, argparse.Namespace], Iterable[str]]] = {
    "apply": _apply,
    "why": _why,
    "record": _record,
}


if __name__ == "__main__":
    raise SystemExit(main())
