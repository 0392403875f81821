"""What a phone's bar has no room for: every page of the business, one tap each."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from edge_bridge.db import pages as reads
from web.accounts.signed_in import as_person, login_required

pages = Blueprint("more", __name__)


@pages.get("/dashboard/<uuid:business_id>/more")
@login_required
def more(business_id: UUID) -> ResponseReturnValue:
    """All doors, with what is behind each."""
    return render_template("more.html", business=as_person().run(reads.business(str(business_id))))
