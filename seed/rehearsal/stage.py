"""Where a conversation is played: one connection, one clock, and an outbox whose texts go to nobody.

Everything happens inside the transaction of `scene`, which is undone at the end.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from psycopg.types.json import Jsonb

from edge_bridge.db import conversations, texts
from edge_bridge.texts.segments import size
from seed.rehearsal.corpus import Given
from seed.rehearsal.direct import Direct
from seed.rehearsal.house import Connection, House, one
from workers.send import wording

PHONE = "+61400123456"
PICTURE = [{"url": "https://media.example/1.jpg", "content_type": "image/jpeg"}]
_numbers = itertools.count(1)


@dataclass
class Stage:
    """One conversation's scene. `now` is the clock that everybody lives by, aware."""

    connection: Connection
    house: House
    now: datetime
    given: Given
    taken: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.db = Direct(self.connection)
        made = "select (private.customer_by_phone(%s, %s, %s)).id::text"
        self.customer_id = str(self.one(made, self.house.id, PHONE, self.now))
        self._read, self._pictured = 0, False

    @property
    def today(self) -> date:
        """The business's local day."""
        return self.now.astimezone(self.house.zone).date()

    def receive(self, body: str) -> None:
        """The customer writes, by text or in the chat; with a picture where one is given and there are no words yet."""
        media = PICTURE if self.given.picture and not self._pictured else []
        self._pictured = True
        if self.given.channel == "chat":
            self._chat(body, media)
            return
        values = [self.house.number, PHONE, body, f"MM{next(_numbers):032d}", Jsonb(media), self.now]
        self.do("select public.receive_message(%s, %s, %s, %s, %s, null, %s)", *values)

    def claim(self) -> conversations.Turn | None:
        """The turn that is due, once the customer's texts have settled."""
        self.now += self.house.settle
        return self.db.run(conversations.claim_turn(self.now))

    def deliver(self, now: datetime | None = None) -> list[str]:
        """Takes every due text out of the outbox, as if it had been sent; what the customer would have read."""
        now = now or self.now
        while claimed := self.db.run(texts.claim_texts(now)):
            for text in claimed:
                body = wording(text, "https://dashboard.example")
                self.taken.append((text.recipient, body))
                self.db.run(texts.finish_text(text, f"SM{next(_numbers):032d}", body, *size(body), now=now))
        fresh, self._read = self.taken[self._read :], len(self.taken)
        return [body for to, body in fresh if to == PHONE]

    def replies(self, after: int) -> list[tuple[int, str]]:
        """What the receptionist said after this sequence number, with theirs."""
        found = self.connection.execute(_REPLIES, [self.customer_id, after]).fetchall()
        return [(seq, body) for seq, body in found]

    def is_free(self, service: str, first: date, last: date) -> bool:
        """Whether any calendar has a free start for a service on these local days."""
        return bool(self.one(_IS_FREE, first, last, self.now, self.house.id, self.house.services[service]))

    def one(self, statement: str, *values: Any) -> Any:
        """The first column of the first row."""
        return one(self.connection, statement, *values)

    def do(self, statement: str, *values: Any) -> None:
        """Runs it."""
        self.connection.execute(statement, values)

    def _chat(self, body: str, media: list[dict[str, str]]) -> None:
        self.do("update public.customers set phone = null where id = %s", self.customer_id)  # nobody proved one
        thread = "select (private.conversation_with(%s, 'chat', 'visitor-1', %s, %s)).id"
        visit = self.one(thread, self.house.id, self.customer_id, self.now)
        say = "select (private.add_message(%s, %s, 'customer', %s, %s)).id"
        message = self.one(say, self.house.id, visit, body, self.now)
        self.do("update public.messages set media = %s where id = %s", Jsonb(media), message)
        self.do(_CHAT_IS_DUE, self.now, self.now, visit)


_REPLIES = """
  select m.seq, m.body from public.messages m join public.conversations c on c.id = m.conversation_id
  where c.customer_id = %s and m.seq > %s and m.author = 'receptionist' order by m.seq"""
_IS_FREE = """
  select exists (
    select from public.businesses b join public.services s on s.business_id = b.id
    join public.service_staff d on d.business_id = b.id and d.service_id = s.id
    cross join lateral private.free_starts(b, s, d.staff_id, null, %s::date::timestamp at time zone b.time_zone,
      (%s::date + 1)::timestamp at time zone b.time_zone, %s) f
    where b.id = %s and s.id = %s)"""
_CHAT_IS_DUE = """
  update public.conversations set inbound_seq = last_seq, last_inbound_at = %s,
    answer_due_at = case when state <> 'human' then %s::timestamptz end where id = %s"""


@contextmanager
def scene(connection: Connection, home: House, given: Given, monday: date) -> Iterator[Stage]:
    """A stage whose every trace is gone afterwards. Without a `now` of its own it opens on Monday at 9 am local."""
    local = datetime.fromisoformat(given.now) if given.now else datetime.combine(monday, time(9))
    with connection.transaction(force_rollback=True):
        yield Stage(connection, home, local.replace(tzinfo=home.zone), given)
