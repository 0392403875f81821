"""One calendar, open every day from nine to five on an hourly grid, and what happens to its times."""

from __future__ import annotations

import itertools
from typing import Any

from tests.supabase.rules.bookings.steps import Steps, at
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import BRISBANE, open_shop
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER

_sent = itertools.count(1)


class Floor(Steps):
    """Steps of the shop, with its texts sent and its leads."""

    def __init__(self, desk: Desk, **settings: Any) -> None:
        super().__init__(desk, open_shop(desk, BRISBANE, **settings))
        desk.now = at("Mon 16:30")  # nothing is free today any more

    def claim(self) -> list[Any]:
        return [text for text in self.desk.claim() if str(text["business_id"]) == self.shop.id]

    def send(self, *texts: Any) -> list[Any]:
        """These texts leave now; without any, all that are due."""
        claimed = list(texts) or self.claim()
        for text in claimed:
            who = [text["business_id"], text["id"], text["token"], f"SMfreed{next(_sent):026d}"]
            assert self.desk.call("finish_text", *who, "as rendered", "GSM-7", 1, p_now=self.desk.now)
        return claimed

    def kept(self) -> dict[str, str]:
        """What is kept for somebody who was offered it, and until when; lapsed or not."""
        rows = self.desk.rows(
            """select lower(h.occupied) as at, h.expires_at as until from public.holds h
               where h.business_id = %s and h.offer_id is not null order by 1""",
            self.shop.id,
        )
        return {self.words(row["at"]): self.words(row["until"]) for row in rows}

    def lead(self, phone: str = CUSTOMER, wants: str | None = "FREE", name: str = "Sue Park", **wanted: Any) -> str:
        """Somebody nothing was free for, with what they wanted; who asks to hear of a freed time unless `wants` is None."""
        with self.turn("anything free?", phone) as turn:
            details = {"name": name, "service_id": self.shop.services["Job"]} | wanted
            self.tool(turn, "create_lead", "full", "Wants Job; nothing was free.", details)
            if wants:
                assert self.tool(turn, "want_freed_times", wants) == {"outcome": "noted"}
        self.send()
        self.desk.later(seconds=1)
        query = "select l.id from public.leads l join public.conversations c on c.id = l.conversation_id where c.peer = %s and l.business_id = %s"
        return str(self.desk.value(query, phone, self.shop.id))

    def backfill(self) -> int:
        """Takes all steps that are due; how many."""
        steps = 0
        while self.desk.call("backfill_due", self.desk.now):
            steps += 1
            assert steps < 20
        return steps

    def asked(self) -> list[str]:
        """The phones that were texted of a freed time, in order."""
        return [text["recipient"] for text in self.desk.texts("backfill") if str(text["business_id"]) == self.shop.id]

    def states(self, booking: Any = None) -> list[str]:
        return [str(state) for state in self.desk.column("select state from public.backfills order by created_at")]


ANN, BEN, CAT, DAN = CUSTOMER, OTHER_CUSTOMER, "+61400123458", "+61400999888"
