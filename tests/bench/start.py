"""How long `make run` takes on data that is there, once everything is installed.

The limit, in turns with it: the embedded Supabase alone until it answers, plus what importing costs each process it serves.
"""

import time
from pathlib import Path
from statistics import median

from tests.bench import imports
from tests.bench.figures import Figure, Round, of_rounds
from tests.bench.parts import plan_on, process_of, running
from tests.support.product import Product

ROUNDS = 3
GOAL = 1.5
PROCESSES = ("phones", "edge", "web", "worker")


def measure(folder: Path) -> list[Figure]:
    """Needs data of an earlier start in this folder, and nothing running on it."""
    rounds = [_round(folder) for _ in range(ROUNDS)]
    beside = [Round(run, stack + imported) for run, stack, imported in rounds]
    return [
        of_rounds("start of make run vs the stack alone + each process's imports", "s", beside, GOAL),
        Figure("the stack alone until ready", median(stack for _, stack, _ in rounds), "s"),
        Figure("each process's imports, added up", median(imported for _, _, imported in rounds), "s"),
    ]


def _round(folder: Path) -> tuple[float, float, float]:
    """Seconds: `make run`, the stack, the imports."""
    return _make_run(folder), _stack_alone(folder), sum(_import(name) for name in PROCESSES)


def _make_run(folder: Path) -> float:
    """Seconds until it says where it is."""
    product = Product(folder)
    started = time.perf_counter()
    try:
        product.start()
        return time.perf_counter() - started
    finally:
        product.stop()


def _stack_alone(folder: Path) -> float:
    plan = plan_on(folder)
    started = time.perf_counter()
    with running(plan, [process_of(plan, "supabase")]):
        return time.perf_counter() - started


def _import(name: str) -> float:
    with imports.imported(imports.command_of(name)) as (_, seconds):
        return seconds
