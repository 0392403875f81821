"""A text of any kind from the rows the database gives with it, and the links it carries."""

from edge_bridge.db.texts import TextContext
from edge_bridge.texts.render import render


def worded(kind: str, business_id: str, rows: TextContext, dashboard_url: str, edge_url: str = "") -> str:
    """What the text says, with a calendar link where one is wanted. Raises when a row its template needs is missing."""
    link = dashboard_url
    if rows.answer_token:
        link = f"{dashboard_url}/r/{rows.answer_token}"
    elif rows.booking:
        link = f"{dashboard_url}/dashboard/{business_id}/bookings/{rows.booking.id}"
    calendar_link = f"{edge_url}/c/{rows.calendar_token}.ics" if rows.calendar_token and edge_url else ""
    given = {name: getattr(rows, name) for name in ("business", "booking", "lead", "offers", "message", "detail")}
    return render(kind, rows.business.style, link=link, calendar_link=calendar_link, **given)
