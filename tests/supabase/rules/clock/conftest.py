"""Green Blade's steps, and how a claimed text is said to have left."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.steps import Steps
from tests.supabase.rules.desk import Desk


class Clock(Steps):
    """Steps, with a sender that takes every text that is due."""

    def send(self) -> list[str]:
        """The kinds of those that left, in order."""
        left = []
        while claimed := self.desk.claim():
            for text in claimed:
                who = text["business_id"], text["id"], text["token"], f"SM{text['id']}"
                assert self.desk.call("finish_text", *who, text["kind"], "GSM-7", 1, self.desk.now)
                left.append(text["kind"])
        return left

    def remind(self) -> int:
        """Takes the step of the duty."""
        return int(self.desk.call("remind_due", self.desk.now))

    def refusals(self, kind: str) -> list[Any]:
        """Why each text of this kind was not sent; None for those that were, or may be yet."""
        return [text["error"] for text in self.desk.texts(kind)]


@pytest.fixture
def steps(desk: Desk) -> Clock:
    """Of the business with lawns."""
    return Clock(desk)
