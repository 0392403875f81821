"""Where a tap leads back to: the page it was made on, which its form names."""

from typing import Any
from urllib.parse import parse_qsl

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from web.bookings.asked import asked_of


def back_from(business_id: object, booking_id: object, gone: bool = False) -> ResponseReturnValue:
    """To Today ('lists'), to the list as it was filtered ('every'), else to the booking; where that is `gone`, to the list."""
    came_from = request.form.get("from")
    if came_from == "lists":
        return redirect(url_for("dashboard.business", business_id=business_id))
    if came_from == "every" or gone:
        asked = asked_of(dict(parse_qsl(request.form.get("back", "")[:1000])))
        address: dict[str, Any] = dict(asked.address)
        return redirect(url_for("bookings.every", business_id=business_id, **address))
    return redirect(url_for("dashboard.booking", business_id=business_id, booking_id=booking_id))
