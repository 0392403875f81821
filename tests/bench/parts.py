"""Runs chosen parts of the product: the same commands, settings and readiness as `make run` gives them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.support.product import Product
from workers.supervisor.plan import Plan, Process, make_plan
from workers.supervisor.run import Running


def plan_on(folder: Path) -> Plan:
    """What `make run` would start on this data, on ports that are free now."""
    return make_plan(Product(folder).environ)


def process_of(plan: Plan, name: str) -> Process:
    """One of the plan's processes."""
    return next(process for process in plan.processes if process.name == name)


@contextmanager
def running(plan: Plan, processes: Sequence[Process]) -> Iterator[Running]:
    """These processes of a plan, ready; stopped in the end."""
    parts = Running(replace(plan, processes=list(processes)))
    try:
        parts.start()
        for process in processes:
            wait_ready(parts, process)
        yield parts
    finally:
        parts.stop()


def wait_ready(parts: Running, process: Process) -> None:
    """Returns once it answers, asked as the supervisor asks."""
    settings = parts.plan.settings
    if process.name == "supabase":
        url = f"{settings['SUPABASE_URL']}/rest/v1/businesses?limit=0"
        parts.wait_ready(process, url, {"apikey": settings["SUPABASE_SECRET_KEY"]})
    elif process.ready_url:
        parts.wait_ready(process, process.ready_url)
