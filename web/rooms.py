"""Every blueprint of the dashboard, room by room, and the rooms' doors as pages show them."""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from edge_bridge.db.page_rows import OpenBusiness
from web import hours, more, stream
from web.accounts import account_page, google, one_tap, passwords, sign_in
from web.assistant import settings as assistant
from web.assistant import trying
from web.bookings import (
    adding,
    decisions,
    deleting,
    editing,
    every,
    messaging,
    moving,
    on_the_way,
    reminders,
    running_late,
)
from web.bookings import pages as bookings
from web.calendar import changing as calendar_changes
from web.calendar import pages as calendar
from web.chat import pages as chat
from web.customers import as_file as customers_file
from web.customers import changing as customer_changes
from web.customers import importing, merging, opt_outs
from web.customers import pages as customers
from web.inbox import conversations, leads
from web.numbers import pages as numbers
from web.services import services, staff
from web.sync import google as google_calendar
from web.sync import sync
from web.texts import failed_texts, own_texts

BLUEPRINTS = (
    sign_in.pages,
    one_tap.pages,
    passwords.pages,
    google.pages,
    account_page.pages,
    more.pages,
    bookings.pages,
    every.pages,
    decisions.pages,
    moving.pages,
    editing.pages,
    adding.pages,
    running_late.pages,
    on_the_way.pages,
    deleting.pages,
    messaging.pages,
    reminders.pages,
    calendar.pages,
    calendar_changes.pages,
    conversations.pages,
    leads.pages,
    numbers.pages,
    customers.pages,
    customer_changes.pages,
    merging.pages,
    importing.pages,
    customers_file.pages,
    opt_outs.pages,
    failed_texts.pages,
    own_texts.pages,
    hours.pages,
    services.pages,
    staff.pages,
    assistant.pages,
    trying.pages,
    chat.pages,
    sync.pages,
    google_calendar.pages,
    stream.pages,
)


@dataclass(frozen=True)
class Door:
    """A way into a room: its first page, what it is called, its icon, and what the page is good for."""

    endpoint: str
    words: str
    icon: str
    hint: str = ""
    tab: bool = False  # also in the bar at a phone's bottom


DAILY = (
    Door("dashboard.business", "Today", "sun", "Requests to answer, and the day's jobs", tab=True),
    Door("calendar.calendar", "Calendar", "calendar-days", "Days, weeks and months; drag to move", tab=True),
    Door("bookings.every", "Bookings", "queue-list", "Search, filter, and download"),
    Door("inbox.conversations", "Inbox", "chat-bubble-left-right", "Conversations, and people to call", tab=True),
    Door("customers.every", "Customers", "users", "History, notes, who is blocked", tab=True),
    Door("numbers.numbers", "Numbers", "chart-bar", "What the receptionist brings in"),
)
SETTINGS = (
    Door("hours.hours", "Hours", "clock", "Working hours, time off, holidays, notice"),
    Door("services.every", "Services", "wrench-screwdriver", "What can be booked, how long, what it costs"),
    Door("staff.every", "Staff", "user-group", "Calendars, and who does what"),
    Door("assistant.page", "Assistant", "sparkles", "Tone, answers it gives, and a box to try it"),
    Door(
        "chat.page",
        "Website chat",
        "chat-bubble-oval-left-ellipsis",
        "The chat window on your website, and how it looks",
    ),
    Door("own_texts.form", "Texts", "device-phone-mobile", "What you get, what customers get"),
    Door("sync.page", "Calendar sync", "arrow-path", "Your own calendar, in and out"),
    Door("account.page", "Account", "user-circle", "Password, team, signing out"),
)


def init_app(app: Flask) -> None:
    """Registers the rooms and gives templates their doors."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_template_global(daily_doors)
    app.add_template_global(door_of)
    app.add_template_global(settings_doors)


def door_of(business: OpenBusiness) -> Door | None:
    """The door one came in by: the one whose address the page's own begins with, the longest of them."""
    addresses = {url_for(door.endpoint, business_id=business.id): door for door in (*daily_doors(), *settings_doors())}
    behind = [address for address in addresses if request.path == address or request.path.startswith(f"{address}/")]
    return addresses[max(behind, key=len)] if behind else None


def daily_doors() -> list[Door]:
    """Those of everyday work."""
    return [door for door in DAILY if door.endpoint in current_app.view_functions]


def settings_doors() -> list[Door]:
    """Those of how the business is set up."""
    return [door for door in SETTINGS if door.endpoint in current_app.view_functions]
