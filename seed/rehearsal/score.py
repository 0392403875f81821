"""What a run of conversations comes to: figures for `eval.json`, tables for people, and one conversation in full."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from seed.rehearsal.played import Exchange, Played

Figures = dict[str, Any]
_COLUMNS = ("conversations", "goals_reached", "goals_percent", "turns_ratio", "wrong_times", "wrong_prices",
            "bookings_without_agreement", "handoffs_missed", "wrong_facts")  # fmt: skip
_HEADINGS = ("conv.", "goals", "%", "turns", "times", "prices", "unagreed", "missed", "facts")


def figures(played: Sequence[Played]) -> Figures:
    """Of any number of conversations. `turns_ratio`: turns used over ideal turns, of those that reached their goal."""
    reached = [p for p in played if p.reached]
    ideal = sum(p.conversation.ideal for p in reached)
    return {
        "conversations": len(played),
        "goals_reached": len(reached),
        "goals_percent": round(100 * len(reached) / len(played), 1) if played else 0.0,
        "turns_ratio": round(sum(p.turns for p in reached) / ideal, 2) if ideal else 0.0,
        "wrong_times": sum(len(p.all("wrong_times")) for p in played),
        "wrong_prices": sum(len(p.all("wrong_prices")) for p in played),
        "bookings_without_agreement": sum(len(p.all("unagreed")) for p in played),
        "handoffs_missed": sum(p.handoff_missed for p in played),
        "wrong_facts": sum(len(p.wrong_facts) for p in played),
        "turns_left_to_offline": sum(p.failed_turns for p in played),
    }


def scored(played: Sequence[Played]) -> Figures:
    """Of a whole run: everything, and apart the conversations it was tuned on and those held out."""
    return figures(played) | {
        "tuned": figures([p for p in played if not p.conversation.held_out]),
        "held_out": figures([p for p in played if p.conversation.held_out]),
    }


def table(engine: str, played: Sequence[Played]) -> list[str]:
    """A line for each subject, then the whole, then both parts."""
    subjects = sorted({p.conversation.subject for p in played})
    parts = [(s, [p for p in played if p.conversation.subject == s]) for s in subjects]
    parts += [("all", list(played))]
    parts += [("tuned", [p for p in played if not p.conversation.held_out])]
    parts += [("held out", [p for p in played if p.conversation.held_out])]
    head = f"{engine:<24}" + "".join(f"{heading:>9}" for heading in _HEADINGS)
    return [head] + [_line(name, figures(part)) for name, part in parts if part]


def _line(name: str, counted: Figures) -> str:
    return f"{name:<24}" + "".join(f"{counted[column]:>9}" for column in _COLUMNS)


def failures(played: Iterable[Played], keep_held_out: bool = False) -> list[str]:
    """A line for each conversation in which something was wrong, and what. What is held out may be kept to itself."""
    lines = []
    for p in played:
        wrong = [*p.unmet, *(f"wrong time: {w!r}" for w in p.all("wrong_times"))]
        wrong += [f"wrong price: {w!r}" for w in p.all("wrong_prices")]
        wrong += [f"without agreement: {w}" for w in p.all("unagreed")]
        if wrong and p.conversation.held_out and keep_held_out:
            lines.append(f"{p.conversation.id} (held out)")
        elif wrong:
            lines.append(f"{p.conversation.id}: {'; '.join(wrong)}")
    return lines


def transcript(p: Played) -> list[str]:
    """What was said, the tools called, the truth gate's verdict and the engine, turn by turn; then what is missing."""
    lines = [f"{p.conversation.id} ({p.conversation.subject}, {p.conversation.persona})"]
    for exchange in p.exchanges:
        lines += ["", f"{exchange.at:%a %d %b %H:%M}", *_exchange(exchange)]
    found = "reached" if p.reached else "NOT reached: " + "; ".join(p.unmet)
    return [*lines, "", f"Goal {found}. {p.turns} turns, ideal {p.conversation.ideal}."]


def _exchange(exchange: Exchange) -> list[str]:
    lines = [f"  customer      {message or '(picture)'}" for message in exchange.said]
    for record in exchange.records:
        tools = ", ".join(
            f"{c['tool']} {json.dumps(c['arguments'])} -> {c['outcome']}" for c in record.get("tools", [])
        )
        verdict = f"BLOCKED {json.dumps(record['gate'])}" if record.get("gate") else "passed"
        instead = f" because the other one failed ({record['failed']})" if record.get("failed") else ""
        lines.append(f"  [{record['engine']}{instead}, {record['outcome']}; tools: {tools or 'none'}; gate: {verdict}]")
    lines += [_spoken("receptionist", reply) for reply in exchange.replies] or ["  (no reply)"]
    lines += [_spoken("text", notice) for notice in exchange.notices]
    for what in ("wrong_times", "wrong_prices", "unagreed"):
        lines += [f"  !! {what}: {wrong}" for wrong in getattr(exchange, what)]
    return lines


def _spoken(who: str, words: str) -> str:
    return f"  {who:<13} " + words.replace("\n", "\n" + " " * 16)
