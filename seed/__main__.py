"""Provisions businesses: `python -m seed apply seed/businesses/*.toml`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from edge_bridge.db import DatabaseError
from edge_bridge.settings import BaseUrl, Settings, read_settings
from seed.file import BadFile, read_file
from seed.provision import Provisioner


class SeedSettings(Settings):
    """Where the dashboard is, for the links printed."""

    dashboard_url: BaseUrl


def main(arguments: Sequence[str] | None = None) -> int:
    """All files are read before anything is changed. Exit 1: a file or the database refused, and which."""
    parser = argparse.ArgumentParser(prog="python -m seed", description="Makes businesses live from their files.")
    parser.add_argument("command", choices=["apply"])
    parser.add_argument("files", nargs="+", type=Path)
    wanted = parser.parse_args(arguments)
    settings = read_settings(SeedSettings)
    provisioner = Provisioner(settings.supabase_url, settings.supabase_secret_key, settings.dashboard_url)
    try:
        for business in [read_file(path) for path in wanted.files]:
            print(f"{business.name}: {settings.dashboard_url}/dashboard/{provisioner.apply(business)}")
    except (BadFile, DatabaseError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
