"""What the database holds about one conversation, as goals and checks read it. Times are local to the business."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from seed.rehearsal.house import rows
from seed.rehearsal.stage import PHONE, Stage

Start = tuple[date, int]


@dataclass(frozen=True)
class Held:
    """One booking of the customer. `ours`: made in this conversation. `wanted`: the start a waiting move of theirs asks for."""

    id: str
    service: str
    staff: str
    status: str
    ours: bool
    start: Start
    name: str
    address: str
    email: str
    notes: str
    wanted: Start | None
    proposal: str

    @property
    def open(self) -> bool:
        """Whether it stands or waits."""
        return self.status in ("pending", "confirmed")


@dataclass(frozen=True)
class Rows:
    """Everything of the conversation that a goal may name. `moments` are all local times that a reply may speak of."""

    bookings: list[Held]
    leads: list[str]
    state: str
    opted_out: bool
    owner_told: frozenset[str]
    moments: frozenset[Start]


def read_rows(stage: Stage) -> Rows:
    """As they are now."""
    zone, who, home = stage.house.zone.key, stage.customer_id, stage.house.id
    told = rows(stage.connection, _TOLD, home, stage.customer_id)
    return Rows(
        [_held(found) for found in rows(stage.connection, _BOOKINGS, zone, zone, who)],
        [
            found[0]
            for found in rows(stage.connection, "select kind::text from public.leads where customer_id = %s", who)
        ],
        next((found[0] for found in rows(stage.connection, _STATE, who)), "ai"),
        bool(stage.one("select private.opted_out(%s, %s)", home, PHONE)),
        frozenset(found[0] for found in told),
        frozenset(_start(found[0]) for found in rows(stage.connection, _MOMENTS, zone, who, who, who)),
    )


def _held(found: Sequence[Any]) -> Held:
    booking, service, staff, status, ours, start, name, address, email, notes, wanted, proposal = found
    waits = _start(wanted) if wanted else None
    return Held(booking, service, staff, status, ours, _start(start), name, address, email, notes, waits, proposal)


_BOOKINGS = """
  select b.id::text, b.service_name, s.name, b.status::text, b.source <> 'manual', b.starts_at at time zone %s,
    b.customer_name, b.address, coalesce(b.customer_email, ''), b.notes,
    (select m.starts_at at time zone %s from public.moves m
      where m.booking_id = b.id and m.state = 'waiting' and m.asked_by = 'customer'),
    coalesce((select m.state::text from public.moves m where m.booking_id = b.id and m.asked_by = 'owner'
      order by m.requested_at desc limit 1), '')
  from public.bookings b join public.staff s on s.business_id = b.business_id and s.id = b.staff_id
  where b.customer_id = %s order by b.requested_at, b.starts_at"""
_STATE = """
  select state::text from public.conversations where customer_id = %s order by last_inbound_at desc nulls last limit 1"""
_MOMENTS = """
  select at at time zone %s from (
    select o.starts_at from public.offers o join public.conversations c on c.id = o.conversation_id and c.offer_set = o.set_no
      where c.customer_id = %s
    union select unnest(array[b.starts_at, b.expires_at]) from public.bookings b where b.customer_id = %s
    union select unnest(array[m.starts_at, m.old_starts_at, m.expires_at]) from public.moves m
      join public.bookings b on b.id = m.booking_id where b.customer_id = %s
  ) as known (at) where at is not null"""
_TOLD = "select distinct kind from public.outbox where business_id = %s and customer_id is distinct from %s"


def _start(at: datetime) -> Start:
    return at.date(), at.hour * 60 + at.minute
