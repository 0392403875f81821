"""All phones and their texts, in memory. Used from one event loop, so nothing here is locked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from edge_bridge.twilio.simulator.journal import Journal
from edge_bridge.twilio.simulator.names import Names
from edge_bridge.twilio.simulator.texts import Text

PAIR_LIMIT = 2_000  # texts kept between one phone and one business number
TOTAL_LIMIT = 20_000

Pair = tuple[str, str]


class Phones:
    """Texts by sid, opt-outs by (phone, business number), and the names of numbers. All of it is in the journal."""

    def __init__(self, journal: Journal, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.names = Names()
        self.opted_out: set[Pair] = set()
        self.texts: dict[str, Text] = {}
        self.cursor = 0
        self._pairs: dict[Pair, dict[str, Text]] = {}
        self._changed = asyncio.Event()
        self._journal = journal
        self._load()

    def add(self, text: Text) -> Text:
        """Keep a new text; the oldest of its conversation, or of all, makes room."""
        self._keep(text)
        self.touch(text)
        return text

    def touch(self, text: Text) -> None:
        """Say that a text has changed: its fields are set by whoever changed it."""
        text.updated_at = self.clock()
        text.seq = self.bump()
        self._journal.append({"text": text.as_json()})

    def set_opted_out(self, phone: str, business: str, out: bool) -> None:
        """Remember that a phone takes no texts from a business number, or takes them again."""
        (self.opted_out.add if out else self.opted_out.discard)((phone, business))
        self._journal.append({"opted_out": [phone, business, out]})
        self.bump()

    def set_name(self, number: str, name: str | None, role: str | None) -> None:
        """Name a number; without a name it is forgotten."""
        self.names.set(number, name, role)
        self._journal.append({"name": [number, name, role]})
        self.bump()

    def since(self, cursor: int) -> list[Text]:
        """Texts new or changed after a cursor, in the order of creation."""
        return [text for text in self.texts.values() if text.seq > cursor]

    def newest_first(self) -> Iterable[Text]:
        """All texts, latest created first."""
        return reversed(self.texts.values())

    def conversations(self) -> dict[Pair, list[Text]]:
        """Texts by (phone, business number), in the order the conversations began."""
        return {pair: list(texts.values()) for pair, texts in self._pairs.items()}

    def business_numbers(self) -> list[str]:
        """Every number that is a business line: seen as one, or named as one."""
        return list(dict.fromkeys([*self.names.with_role("business"), *(business for _, business in self._pairs)]))

    def is_somebodys_phone(self, number: str) -> bool:
        """Whether texts came from this number, and it never served as a business line."""
        return number not in self.business_numbers() and any(person == number for person, _ in self._pairs)

    def bump(self) -> int:
        """Move the cursor on and wake whoever waits for news."""
        self.cursor += 1
        self._changed.set()
        self._changed = asyncio.Event()
        return self.cursor

    async def news(self, cursor: int) -> int:
        """Wait until something changes after a cursor; returns the new one."""
        while self.cursor <= cursor:
            await self._changed.wait()
        return self.cursor

    def _keep(self, text: Text) -> None:
        pair = self._pairs.setdefault((text.person, text.business), {})
        self.texts[text.sid] = pair[text.sid] = text
        if len(pair) > PAIR_LIMIT:
            self._drop(next(iter(pair.values())))
        if len(self.texts) > TOTAL_LIMIT:
            self._drop(next(iter(self.texts.values())))

    def _drop(self, text: Text) -> None:
        del self.texts[text.sid]
        pair = self._pairs[(text.person, text.business)]
        del pair[text.sid]
        if not pair:
            del self._pairs[(text.person, text.business)]

    def _load(self) -> None:
        """Read the journal, skip what makes no sense, and write it again without what is outdated."""
        for record in self._journal.read():
            try:
                self._replay(record)
            except (KeyError, TypeError, ValueError):
                continue
        self.cursor = max((text.seq for text in self.texts.values()), default=0)
        self._journal.rewrite(self._state())

    def _replay(self, record: dict[str, Any]) -> None:
        if "text" in record:
            self._keep(Text.from_json(record["text"]))
        elif "opted_out" in record:
            phone, business, out = record["opted_out"]
            (self.opted_out.add if out else self.opted_out.discard)((phone, business))
        elif "name" in record:
            self.names.set(*record["name"])

    def _state(self) -> list[dict[str, Any]]:
        texts = [{"text": text.as_json()} for text in self.texts.values()]
        outs = [{"opted_out": [*pair, True]} for pair in sorted(self.opted_out)]
        return [*texts, *outs, *({"name": entry} for entry in self.names.entries())]
