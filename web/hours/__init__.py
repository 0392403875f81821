"""Time: working hours, days off, blocked times and the rules of booking, as members set them."""

from web.hours import blocks, days, driving, overview, rules, week
from web.hours.room import pages

__all__ = ["blocks", "days", "driving", "overview", "pages", "rules", "week"]
