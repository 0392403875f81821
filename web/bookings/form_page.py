"""What the three forms share: a refusal keeps the form open with all that was typed, and says why."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from edge_bridge.db import BadInput, Conflict, Database
from edge_bridge.db import pages as reads
from edge_bridge.db.changes import Explanation, Objection
from web.accounts.signed_in import as_person
from web.parts import parts
from web.typed import BadField, Typed

Problem = BadField | BadInput | Conflict
PROBLEMS = (BadField, BadInput, Conflict)
ODD = "Something in the form was not as expected. Nothing was changed; check it and send it again."
SOMEBODY_ELSE = "Somebody changed this at the same moment. Nothing was changed by you; check it and send it again."
UNPROCESSABLE, REFUSED = 422, 409


class FormPage:
    """One form about a business, or one of its bookings."""

    def __init__(self, template: str, business_id: UUID, booking_id: UUID | None = None) -> None:
        self._template, self._business, self._booking = template, str(business_id), booking_id and str(booking_id)

    def show(self, values: Callable[[dict[str, Any]], dict[str, str]]) -> ResponseReturnValue:
        """Fresh, with the values made from what the page knows."""
        known = self._known(as_person())
        return self._render(known, values(known))

    def again(self, typed: Typed, problem: Problem | str) -> ResponseReturnValue:
        """As typed, with what is wrong."""
        words = problem if isinstance(problem, str) else sentence(problem)
        return self._render(self._known(as_person()), typed.fields, problem=words), UNPROCESSABLE

    def refused(self, typed: Typed, reasons: list[Objection]) -> ResponseReturnValue:
        """As typed, with every reason; 'Do it anyway' where none is final."""
        final = not reasons or any(reason.final for reason in reasons)
        known = self._known(as_person())
        return self._render(known, typed.fields, reasons=reasons, final=final, mark=typed.mark, refused=True), REFUSED

    def explained(self, typed: Typed, explanation: Explanation) -> ResponseReturnValue:
        """As typed, with whether customers would be offered that time."""
        return self._render(self._known(as_person()), typed.fields, explanation=explanation)

    def _known(self, database: Database) -> dict[str, Any]:
        known: dict[str, Any] = {"business": database.run(reads.business(self._business))}
        if self._booking:
            known["booking"] = database.run(reads.booking_details(self._business, self._booking))
        return known | {"services": database.run(reads.services(self._business))}

    def _render(self, known: dict[str, Any], values: dict[str, str], **found: Any) -> str:
        zone = known["business"].time_zone
        return render_template(self._template, values=values, now=parts().clock(), zone=zone, **known, **found)


def sentence(problem: Problem) -> str:
    """What is wrong, in words; those of the database that are not for people are replaced."""
    if isinstance(problem, Conflict):
        return SOMEBODY_ELSE
    cause = getattr(problem.__cause__, "code", "PT400")  # other codes carry words that are not for people
    return str(problem) if cause == "PT400" else ODD
