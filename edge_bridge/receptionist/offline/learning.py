"""What a text tells us about who and what."""

from edge_bridge.receptionist.offline.memory import Memory
from edge_bridge.receptionist.offline.notes import worth_knowing
from edge_bridge.receptionist.offline.reading import Reading, wish_of
from edge_bridge.receptionist.understand import Address


def learn(memory: Memory, reading: Reading) -> bool:
    """Keeps what was said; a second telling replaces the first. Whether anything of it was new."""
    before = memory.model_dump()
    memory.name = reading.name or memory.name
    memory.phone = reading.phone or memory.phone
    memory.email = reading.email or memory.email
    memory.staff = reading.staff or memory.staff
    if reading.address:
        memory.address = _full(reading.address)
        memory.suburb, memory.postcode = reading.address.suburb or "", reading.address.postcode or ""
    if memory.stage == "gathering":
        if reading.service_is_clear:
            memory.service_id = reading.services[0]
        if reading.when and not reading.when.ambiguous:
            memory.wish = wish_of(reading.when)
    if memory.stage != "booked" and (noted := worth_knowing(reading.text)) and noted not in memory.notes:
        memory.notes = f"{memory.notes}\n{noted}".strip()
    return memory.model_dump() != before


def _full(address: Address) -> str:
    """On one line, as the brief prints it: '123 Smith St, Brisbane'."""
    where = " ".join(part for part in (address.suburb, address.state, address.postcode) if part)
    return f"{address.line}, {where}" if where else address.line
