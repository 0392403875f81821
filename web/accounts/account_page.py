"""The account page: the signed-in person's password, phone and sessions, and who else is in the business."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import BadInput, accounts
from edge_bridge.db import pages as reads
from web.accounts.sign_in import leave
from web.accounts.signed_in import as_person, login_required, signed_in
from web.typed import BadField, Typed

pages = Blueprint("account", __name__)
HOME = "/dashboard/<uuid:business_id>/settings/account"
UNPROCESSABLE = 422
INVITED = {
    "requested": ("The invitation is on its way.", "success"),
    "member": ("They are in your business already, so nobody was invited.", "info"),
    "waiting": ("They were invited a moment ago. Ask them to look for the e-mail, in the junk folder too.", "info"),
    "too_many": ("Nobody was invited: fifty people are in or invited already. Remove somebody first.", "warning"),
    "too_soon": ("The last one went out less than ten minutes ago. Ask them to look in the junk folder.", "info"),
    "on_its_way": ("The invitation is on its way already.", "info"),
    "here": ("They have signed in already, so there was nothing to send.", "info"),
    "gone": ("That invitation was taken back.", "info"),
}


@pages.get("/dashboard/businesses")
@login_required
def switch() -> ResponseReturnValue:
    """All businesses of the person, to choose another."""
    return render_template("accounts/businesses.html", businesses=as_person().run(reads.my_businesses()))


@pages.get(HOME)
@login_required
def page(business_id: UUID) -> ResponseReturnValue:
    """As it all is now."""
    return _page(str(business_id))


@pages.post(f"{HOME}/phone")
@login_required
def set_phone(business_id: UUID) -> ResponseReturnValue:
    """The person's own."""
    typed = Typed(request.form)
    try:
        done = as_person().run(accounts.set_my_phone(str(business_id), typed.phone("phone")))
    except (BadField, BadInput) as refused:
        return _page(str(business_id), "phone", typed.fields, f"Nothing was saved. {refused}"), UNPROCESSABLE
    return _back(business_id, done.again, "Saved. A welcome text is on its way to that phone: reply OK to it.")


@pages.post(f"{HOME}/invitations")
@login_required
def invite(business_id: UUID) -> ResponseReturnValue:
    """Somebody new."""
    typed = Typed(request.form)
    try:
        person = {name: typed.text(name, 255) for name in ("name", "email", "role")} | {"phone": typed.phone("phone")}
        invited = as_person().run(accounts.invite_member(str(business_id), person))
    except (BadField, BadInput) as refused:
        return _page(str(business_id), "invite", typed.fields, f"Nobody was invited. {refused}"), UNPROCESSABLE
    flash(*INVITED[invited.outcome])
    return redirect(url_for("account.page", business_id=business_id))


@pages.post(f"{HOME}/invitations/<uuid:invitation>/again")
@login_required
def resend(business_id: UUID, invitation: UUID) -> ResponseReturnValue:
    """The mail, once more."""
    try:
        asked = as_person().run(accounts.resend_invitation(str(business_id), str(invitation)))
    except BadInput as refused:
        return _page(str(business_id), "team", {}, f"Nothing was sent. {refused}"), UNPROCESSABLE
    flash(*INVITED[asked.outcome])
    return redirect(url_for("account.page", business_id=business_id))


@pages.post(f"{HOME}/invitations/<uuid:invitation>/withdraw")
@login_required
def withdraw(business_id: UUID, invitation: UUID) -> ResponseReturnValue:
    """Not after all."""
    try:
        done = as_person().run(accounts.withdraw_invitation(str(business_id), str(invitation)))
    except BadInput as refused:
        return _page(str(business_id), "team", {}, f"Nothing was changed. {refused}"), UNPROCESSABLE
    words = (
        ("It had gone out or was taken back before.", "info")
        if done.again
        else ("The invitation is taken back.", "success")
    )
    flash(*words)
    return redirect(url_for("account.page", business_id=business_id))


@pages.post(f"{HOME}/members/<uuid:member>")
@login_required
def change(business_id: UUID, member: UUID) -> ResponseReturnValue:
    """A colleague's name, role and phone."""
    typed = Typed(request.form)
    try:
        wanted = {"name": typed.text("name", 100), "role": typed.text("role"), "phone": typed.phone("phone")}
        done = as_person().run(accounts.change_member(str(business_id), str(member), wanted))
    except (BadField, BadInput) as refused:
        return _page(str(business_id), str(member), typed.fields, f"Nothing was saved. {refused}"), UNPROCESSABLE
    return _back(business_id, done.again, "Saved.")


@pages.post(f"{HOME}/members/<uuid:member>/remove")
@login_required
def remove(business_id: UUID, member: UUID) -> ResponseReturnValue:
    """A colleague leaves: at once, with all their links and texts."""
    try:
        as_person().run(accounts.remove_member(str(business_id), str(member)))
    except BadInput as refused:
        return _page(str(business_id), "team", {}, f"Nobody was removed. {refused}"), UNPROCESSABLE
    flash("Removed. They see nothing of the business any more and get no texts.", "success")
    if str(member) == signed_in().user_id:
        return redirect(url_for("dashboard.businesses"))
    return redirect(url_for("account.page", business_id=business_id))


@pages.post("/logout/everywhere")
@login_required
def leave_everywhere() -> ResponseReturnValue:
    """Ends all sessions of the person."""
    return leave("You're signed out here. Every other browser and phone is out within the hour.", everywhere=True)


def _back(business_id: UUID, again: bool, words: str) -> ResponseReturnValue:
    flash("It was all set like this already." if again else words, "info" if again else "success")
    return redirect(url_for("account.page", business_id=business_id))


def _page(business_id: str, part: str = "", typed: dict[str, str] | None = None, problem: str = "") -> str:
    database = as_person()
    found = database.run(reads.business(business_id))
    team = database.run(accounts.team(business_id))
    return render_template(
        "accounts/account.html",
        business=found,
        team=team,
        email=signed_in().email,
        zone=found.time_zone,
        part=part,
        typed=typed or {},
        problem=problem,
    )
