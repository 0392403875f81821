"""Two customers who are one person: found by a search, shown side by side, merged with one tap."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import BadInput, Conflict, customers
from edge_bridge.db import pages as reads
from edge_bridge.db.customers import CustomersPage
from web.accounts.signed_in import as_person, login_required
from web.bookings.form_page import sentence
from web.customers.pages import standing
from web.parts import parts
from web.typed import Typed

pages = Blueprint("merging", __name__, url_prefix="/dashboard/<uuid:business_id>/customers/<uuid:customer_id>/merge")


@pages.get("")
@login_required
def choose(business_id: UUID, customer_id: UUID) -> ResponseReturnValue:
    """Who else they are: a search; with `other` in the address both side by side, and what will happen."""
    asked, database = Typed(request.args), as_person()
    found = database.run(reads.business(str(business_id)))
    known = standing(database, business_id, str(customer_id))
    shown = {"business": found, "now": parts().clock(), "zone": found.time_zone}
    if other := asked.uuid("other"):
        both = {"kept": known, "dropped": standing(database, business_id, other)}
        return render_template("customers/merge.html", **shown, **both)
    query = " ".join(asked.text("q", 100).split())
    page = CustomersPage(customers=[], after=None)
    if query or known.name:
        page = database.run(customers.customers_page(str(business_id), query or known.name))
    others = [one for one in page.customers if one.id != known.id]
    return render_template(
        "customers/merge_with.html", customer=known, others=others, query=query, more=page.after, **shown
    )


@pages.post("")
@login_required
def merge(business_id: UUID, customer_id: UUID) -> ResponseReturnValue:
    """Merges the `other` into this one. A second tap changes nothing."""
    other = Typed(request.form).uuid("other") or str(customer_id)
    try:
        done = as_person().run(customers.merge_customers(str(business_id), str(customer_id), other))
    except (BadInput, Conflict) as refused:
        flash(f"Nothing was merged. {sentence(refused)}", "warning")
        return redirect(url_for("customers.every", business_id=business_id))
    words = "They were merged already." if done.again else "Merged: it's all here now, and both numbers reach them."
    flash(words, "info" if done.again else "success")
    return redirect(url_for("customers.one", business_id=business_id, customer_id=customer_id))
