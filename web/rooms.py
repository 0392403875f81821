"""Every blueprint of the dashboard, room by room, and the rooms' doors as pages show them."""

from dataclasses import dataclass

from flask import Flask, current_app

from web import more, stream
from web.accounts import sign_in
from web.bookings import adding, decisions, editing, moving, reminders, running_late
from web.bookings import pages as bookings
from web.customers import opt_outs
from web.inbox import conversations
from web.texts import failed_texts, own_texts

BLUEPRINTS = (
    sign_in.pages,
    more.pages,
    bookings.pages,
    decisions.pages,
    moving.pages,
    editing.pages,
    adding.pages,
    running_late.pages,
    reminders.pages,
    conversations.pages,
    opt_outs.pages,
    failed_texts.pages,
    own_texts.pages,
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
    Door("hours.hours", "Hours and time off", "clock", "Working hours, holidays, blocked times, notice"),
    Door("services.every", "Services", "wrench-screwdriver", "What can be booked, how long, what it costs"),
    Door("staff.every", "Staff", "user-group", "Calendars, and who does what"),
    Door("assistant.page", "Assistant", "sparkles", "Tone, answers it gives, and a box to try it"),
    Door("own_texts.form", "Texts", "device-phone-mobile", "What you get, what customers get"),
    Door("sync.page", "Calendar sync", "arrow-path", "Your own calendar, in and out"),
    Door("account.page", "Account", "user-circle", "Password, team, signing out"),
)


def init_app(app: Flask) -> None:
    """Registers the rooms and gives templates their doors."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_template_global(daily_doors)
    app.add_template_global(settings_doors)


def daily_doors() -> list[Door]:
    """Those of everyday work."""
    return [door for door in DAILY if door.endpoint in current_app.view_functions]


def settings_doors() -> list[Door]:
    """Those of how the business is set up."""
    return [door for door in SETTINGS if door.endpoint in current_app.view_functions]
