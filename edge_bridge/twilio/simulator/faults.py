"""What goes wrong on purpose: set with `PUT /phones/faults`, explained in docs/phone-simulator.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from edge_bridge.twilio.simulator.api_errors import ERRORS
from edge_bridge.twilio.simulator.numbers import is_e164


@dataclass(slots=True)
class Faults:
    """None, 1 and False mean: as it should be. All durations are seconds.

    `times` limits how many sends the fault meets (None: until cleared), `to` restricts it to one recipient.
    """

    send_status: int | None = None
    refuse_code: int | None = None
    error_code: int | None = None
    accept_then_hang_seconds: float = 0
    delay_callbacks_seconds: float = 0
    step_seconds: float = 0.15
    repeat_callbacks: int = 1
    shuffle_callbacks: bool = False
    drop_callbacks: bool = False
    times: int | None = None
    to: str | None = None

    def as_json(self) -> dict[str, Any]:
        """All knobs with their values."""
        return asdict(self)

    def meet(self, to_number: str) -> Faults:
        """The faults one send meets, counted; none if they are used up or meant for another number."""
        if self.times == 0 or (self.to and self.to != to_number):
            return Faults(step_seconds=self.step_seconds)
        if self.times is not None:
            self.times -= 1
        return self


Check = Callable[[Any], bool]


def _number(low: float, high: float, whole: bool) -> Check:
    kinds = (int,) if whole else (int, float)
    return lambda value: isinstance(value, kinds) and not isinstance(value, bool) and low <= value <= high


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


_CHECKS: dict[str, Check] = {
    "send_status": _number(400, 599, whole=True),
    "refuse_code": lambda value: isinstance(value, int) and value in ERRORS,
    "error_code": _number(30001, 69999, whole=True),
    "accept_then_hang_seconds": _number(0, 600, whole=False),
    "delay_callbacks_seconds": _number(0, 3600, whole=False),
    "step_seconds": _number(0, 60, whole=False),
    "repeat_callbacks": _number(1, 20, whole=True),
    "shuffle_callbacks": _flag,
    "drop_callbacks": _flag,
    "times": _number(0, 1_000_000, whole=True),
    "to": lambda value: isinstance(value, str) and is_e164(value),
}


def read_faults(wanted: Mapping[str, Any]) -> Faults:
    """Faults from JSON. Raises ValueError naming every knob that is unknown or set oddly."""
    odd = sorted(name for name, value in wanted.items() if name not in _CHECKS or not _CHECKS[name](value))
    if odd:
        raise ValueError("Unknown or odd: " + ", ".join(odd) + ". Nothing was changed; see docs/phone-simulator.md.")
    return Faults(**wanted)
