"""What each process keeps in memory once it has worked, beside an interpreter that only imported the same.

A process that forks counts with its children: their own pages added up, files and shared memory once.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from tests.bench import imports
from tests.bench.figures import Figure

PROC = Path("/proc")
LAST_ARGUMENT = {
    "edge_bridge.twilio.simulator": "phones",
    "edge_bridge": "edge",
    "web": "web",
    "workers": "worker",
    "main.mjs": "supabase",
}


def measure(supervisor: int) -> list[Figure]:
    """Of everything that this supervisor runs."""
    families = _families(supervisor)
    figures = [_beside_imports(name, families[name], imports.command_of(name)) for name in imports.NAMES]
    return [*figures, Figure("memory of postgres", _megabytes(families["postgres"]), "MB")]


def _beside_imports(name: str, family: Sequence[int], command: list[str]) -> Figure:
    value = _megabytes(family)
    with imports.imported(command) as (pid, _):
        limit = _megabytes([pid])
    return Figure(f"memory of {name} vs its imports alone", value, "MB", limit, value / limit)


def _families(supervisor: int) -> dict[str, list[int]]:
    """The processes by their names in the plan. PostgreSQL is a child of the embedded Supabase and counts apart."""
    families = {"supervisor": [supervisor]}
    for child in _children(supervisor):
        command = (PROC / str(child) / "cmdline").read_text().rstrip("\0").split("\0")
        families[LAST_ARGUMENT[Path(command[-1]).name]] = [child, *_descendants(child)]
    stack, *postgres = families["supabase"]
    return families | {"supabase": [stack], "postgres": postgres}


def _descendants(pid: int) -> list[int]:
    return [found for child in _children(pid) for found in (child, *_descendants(child))]


def _children(pid: int) -> list[int]:
    every = [int(folder.name) for folder in PROC.iterdir() if folder.name.isdecimal()]
    return [each for each in every if _status(each).get("PPid") == pid]


def _megabytes(family: Sequence[int]) -> float:
    """For a single process this is its resident set size."""
    pages = [_status(pid) for pid in family]
    own = sum(each.get("RssAnon", 0) for each in pages)
    shared = max(each.get("RssFile", 0) + each.get("RssShmem", 0) for each in pages)
    return (own + shared) / 1024


def _status(pid: int) -> dict[str, int]:
    """The numbers of `/proc/<pid>/status`; memory is in KiB. Nothing for a process that has ended."""
    try:
        text = (PROC / str(pid) / "status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return {name: int(number) for name, number in re.findall(r"^(\w+):\s+(\d+)", text, re.MULTILINE)}
