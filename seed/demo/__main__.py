"""`make demo`, or `python -m seed.demo --seed 7`. Exit 1 if the booking is not confirmed or a text is missing."""

import argparse
import json
import secrets
import sys
from contextlib import closing
from pathlib import Path

import httpx

from seed.demo.doors import Dashboard, DemoFailed, Phones
from seed.demo.play import Play
from seed.demo.script import draw
from seed.file import read_file
from workers.supervisor.plan import ROOT, data_dir


def main() -> int:
    """Plays one seed, drawn at random unless given."""
    parser = argparse.ArgumentParser(
        prog="python -m seed.demo", description="Plays one booking from text to confirmation."
    )
    parser.add_argument("--seed", type=int, default=None)
    seed = parser.parse_args().seed
    seed = secrets.randbelow(10_000) if seed is None else seed
    customer = draw(seed)
    business = read_file(ROOT / "seed" / "businesses" / f"{customer.business}.toml")
    print(f"Seed {seed}.")
    try:
        where = _where()
        with closing(Phones(where["phones_url"])) as phones, closing(Dashboard(where["dashboard_url"])) as dashboard:
            Play(customer, business, phones, dashboard, print).run()
    except DemoFailed as error:
        print(f"\nThe demo failed: {error}", file=sys.stderr)
        return 1
    except httpx.HTTPError as error:
        print(f"\nThe demo could not reach the product ({error}). Is `make run` up in another shell?", file=sys.stderr)
        return 1
    return 0


def _where() -> dict[str, str]:
    import os

    path = Path(data_dir(os.environ)) / "where.json"
    if not path.exists():
        raise DemoFailed("Nothing is running here. Start it with `make run` in another shell.")
    where: dict[str, str] = json.loads(path.read_text())
    if not where.get("phones_url"):
        raise DemoFailed("Texts go to Twilio here; the demo needs the phone simulator.")
    return where


if __name__ == "__main__":
    raise SystemExit(main())
