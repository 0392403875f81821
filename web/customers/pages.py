"""The list of customers, searched and a page at a time, and everything about one of them."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import Database, NotFound, customers
from edge_bridge.db import pages as reads
from edge_bridge.db.customers import Customer
from web.accounts.signed_in import as_person, login_required
from web.parts import parts
from web.typed import Typed

pages = Blueprint("customers", __name__, url_prefix="/dashboard/<uuid:business_id>/customers")


@pages.get("")
@login_required
def every(business_id: UUID) -> ResponseReturnValue:
    """By name; `q` in the address is searched for, `after` names the page."""
    asked, database = Typed(request.args), as_person()
    query = " ".join(asked.text("q", 100).split())
    found = database.run(reads.business(str(business_id)))
    page = database.run(customers.customers_page(str(business_id), query, asked.uuid("after")))
    return render_template(
        "customers/customers.html",
        business=found,
        page=page,
        query=query,
        later=asked.uuid("after") is not None,
        now=parts().clock(),
        zone=found.time_zone,
    )


@pages.get("/<uuid:customer_id>")
@login_required
def one(business_id: UUID, customer_id: UUID) -> ResponseReturnValue:
    """Everything about them; `before` in the address names the page of their bookings."""
    database, before = as_person(), Typed(request.args).uuid("before")
    found = database.run(reads.business(str(business_id)))
    asked = database.run(customers.customer(str(business_id), str(customer_id), before))
    if asked.customer is None:
        return redirect(url_for("customers.one", business_id=business_id, customer_id=asked.merged_into))
    return render_template(
        "customers/customer.html",
        business=found,
        customer=asked.customer,
        earlier=before is not None,
        now=parts().clock(),
        zone=found.time_zone,
    )


def standing(database: Database, business_id: UUID, customer_id: str) -> Customer:
    """A customer as they are now, or whom they were merged into. Raises NotFound."""
    found = database.run(customers.customer(str(business_id), customer_id))
    if found.merged_into:
        found = database.run(customers.customer(str(business_id), found.merged_into))
    if found.customer is None:
        raise NotFound("There is no such customer, or they are not yours.")
    return found.customer
