"""`make eval`: the whole corpus with every engine there is, on the demo businesses in a database of our own."""

import json
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import structlog
from pydantic_settings import BaseSettings

from edge_bridge.receptionist.answer import Receptionist
from edge_bridge.settings import BaseUrl, WorkerSettings
from seed.file import BusinessFile, read_file
from seed.rehearsal import cost, score
from seed.rehearsal.corpus import BUSINESSES, Conversation, read_corpus
from seed.rehearsal.house import Connection, House, open_house
from seed.rehearsal.played import Played
from seed.rehearsal.run import play
from seed.rehearsal.scratch import scratch_database

ROOT = Path(__file__).resolve().parents[2]
MONDAY = date(2026, 11, 2)


class EngineSettings(BaseSettings):
    """The part of the workers' settings that says which engines there are."""

    model_config = WorkerSettings.model_config
    anthropic_api_key: str | None = None
    anthropic_base_url: BaseUrl | None = None
    anthropic_model: str = WorkerSettings.model_fields["anthropic_model"].default


def evaluate(write_to: Path, say: Callable[[str], None]) -> None:
    """Measures, prints a table per engine and writes the figures."""
    quiet()
    corpus, found = read_corpus(), {}
    with scratch_database() as url:
        with psycopg.connect(url) as connection:
            houses = demo_houses(connection)
            for name, receptionist in engines().items():
                started = time.monotonic()
                played = rehearse(connection, houses, corpus, receptionist)
                for line in [*score.table(name, played), "", *score.failures(played, keep_held_out=True), ""]:
                    say(line)
                found[name] = score.scored(played) | {"seconds": round(time.monotonic() - started, 1)}
        found["offline"] |= cost.measured(url)
    write_to.write_text(json.dumps(found, indent=2) + "\n")
    say(f"The offline engine's CPU is {found['offline']['cpu_ratio']}x that of its bare tool calls; "
        f"memory {found['offline']['memory_mb']} MB.")  # fmt: skip
    say(f"Figures: {write_to}")


def engines() -> dict[str, Receptionist]:
    """The offline engine always, Claude where there is a key."""
    found, settings = {"offline": Receptionist()}, EngineSettings()
    if settings.anthropic_api_key:
        from edge_bridge.receptionist.claude.engine import ClaudeEngine

        model = settings.anthropic_model
        engine = ClaudeEngine(settings.anthropic_api_key, settings.anthropic_base_url, model)
        found[model] = Receptionist(engine, model)
    return found


def rehearse(
    connection: Connection, houses: dict[str, House], corpus: Sequence[Conversation], receptionist: Receptionist
) -> list[Played]:
    """Every conversation once, each on its business."""
    return [play(connection, houses[told.on], told, receptionist, MONDAY) for told in corpus]


def demo_houses(connection: Connection) -> dict[str, House]:
    """The demo businesses, provisioned."""
    files = {on: read_file(ROOT / "seed" / "businesses" / f"{slug}.toml") for on, slug in BUSINESSES.items()}
    houses = {on: open_house(connection, as_rows(file)) for on, file in files.items()}
    connection.commit()
    return houses


def as_rows(file: BusinessFile) -> dict[str, Any]:
    """A business's file as the database takes it, its members' users to be made."""
    return file.as_rows({member.email: "" for member in file.members})


def quiet() -> None:
    """A rehearsal prints its tables, not the workers' logs."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())


if __name__ == "__main__":
    evaluate(ROOT / "eval.json", print)
