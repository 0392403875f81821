"""`make bench`: measures this build on this machine, prints a table and writes `bench.json`.

One run, a fresh folder, the product's own processes. A few minutes; leave the machine alone meanwhile.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seed.demo.doors import DemoFailed
from seed.demo.play import Play
from seed.demo.script import draw
from seed.file import read_file
from tests.bench import (
    brute,
    database,
    drain,
    idle,
    jobs,
    memory,
    pages,
    population,
    racing,
    reads,
    requests,
    scale,
    slots,
    start,
    texts,
    webhook,
)
from tests.bench.figures import Figure
from tests.bench.parts import plan_on, process_of, running
from tests.bench.report import table, write_json
from tests.support.product import Product
from workers.supervisor.plan import ROOT

SEEDS = (4, 5, 7)  # three customers of two businesses
FILE = ROOT / "bench.json"


def main() -> int:
    """Always 0 when everything could be measured: a goal that does not hold is a finding, not a failure."""
    if (ROOT / ".env").exists():
        print("The benchmark measures the product without any account: move .env away meanwhile.", file=sys.stderr)
        return 2
    started = time.monotonic()
    with data_folder() as folder:
        figures = [*measure(folder), *rules()]
    print(table(figures))
    write_json(figures, FILE)
    print(f"\nMeasured in {time.monotonic() - started:.0f} s. Kept in {FILE.name}.")
    return 0


def measure(folder: Path) -> list[Figure]:
    """All figures. What slows a figure down is not running while it is taken."""
    say("A first start and a few bookings, then memory")
    in_memory = after_bookings(folder)
    say("Starts")
    starts = start.measure(folder)
    plan = plan_on(folder)
    with running(plan, [process_of(plan, "supabase")]):
        database.prepare(folder)
        say("From commit to Twilio")
        sent = [*texts.measure(plan), *idle.measure(plan)]
        say("Webhooks")
        return [*webhook.measure(plan), *sent, *starts, *in_memory]


def rules() -> list[Figure]:
    """The figures of the SQL alone, on many businesses with full calendars."""
    say("Pages")
    shown = pages.measure()
    say("Racers")
    raced = racing.measure()
    say("Loading 2.5 million bookings")
    with population.databases() as loaded:
        say("Free starts")
        found = [*slots.measure(loaded.few), *scale.measure(loaded), *reads.measure(loaded.few)]
        say("Texts")
        found += [*drain.measure(loaded.few), *jobs.measure(loaded.few)]
        say("The same by brute force, and requests")
        return [*found, *brute.measure(loaded.few), *requests.measure(loaded.few), *raced, *shown]


def after_bookings(folder: Path) -> list[Figure]:
    """Memory once a few bookings were made and confirmed, as `make demo` makes them."""
    product = Product(folder).start()
    try:
        for seed in SEEDS:
            customer = draw(seed)
            business = read_file(ROOT / "seed" / "businesses" / f"{customer.business}.toml")
            number = f"+61401{seed:06d}"  # a valid mobile, whatever the seed
            try:
                Play(customer, business, product.phones(), product.dashboard(), lambda _: None, number).run()
            except DemoFailed as failed:
                say(f"  a booking did not come through, which changes no figure: {failed}")
        assert product.process is not None
        return memory.measure(product.process.pid)
    finally:
        product.stop()


@contextmanager
def data_folder() -> Iterator[Path]:
    """A fresh folder that PostgreSQL's unprivileged user may enter, gone in the end."""
    with tempfile.TemporaryDirectory(prefix="bookings-bench-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def say(words: str) -> None:
    """What is going on, for who waits."""
    print(f"{words} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
