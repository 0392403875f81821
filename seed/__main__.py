"""For operators: makes businesses live from their files, and says why a time is or is not offered.

python -m seed apply seed/businesses/*.toml
python -m seed why green-blade "Lawn Mowing" "2026-11-26 14:00"
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from edge_bridge.db import Database, DatabaseError
from edge_bridge.db.tenants import StartExplained, why_not
from edge_bridge.settings import BaseUrl, Settings, read_settings
from seed.file import BadFile, read_file
from seed.provision import Provisioner


class SeedSettings(Settings):
    """Where the dashboard is, for the links printed."""

    dashboard_url: BaseUrl


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit 1: a file or the database refused, and which."""
    wanted = _parser().parse_args(arguments)
    settings = read_settings(SeedSettings)
    try:
        for line in _apply(settings, wanted) if wanted.command == "apply" else _why(settings, wanted):
            print(line)
    except (BadFile, DatabaseError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


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
    return parser


def _apply(settings: SeedSettings, wanted: argparse.Namespace) -> list[str]:
    """All files are read before anything is changed."""
    provisioner = Provisioner(settings.supabase_url, settings.supabase_secret_key, settings.dashboard_url)
    businesses = [read_file(path) for path in wanted.files]
    return [f"{b.name}: {settings.dashboard_url}/dashboard/{provisioner.apply(b)}" for b in businesses]


def _why(settings: SeedSettings, wanted: argparse.Namespace) -> list[str]:
    call = why_not(wanted.business, wanted.service, wanted.starts, wanted.staff, wanted.suburb, wanted.postcode)
    with Database(settings.supabase_url, settings.supabase_secret_key) as db:
        return explained(db.run(call))


def explained(start: StartExplained) -> list[str]:
    """A line for each calendar, and under a refusal one for each rule."""
    lines = [f"{start.words.medium} at {start.words.time}"]
    for calendar in start.calendars:
        lines.append(f"  {calendar.staff}: {'free' if calendar.free else 'not free'}")
        lines += [f"    {reason.rule}: {reason.words}" for reason in calendar.reasons]
    return lines if start.calendars else [*lines, "  Nobody does this service."]


if __name__ == "__main__":
    raise SystemExit(main())
