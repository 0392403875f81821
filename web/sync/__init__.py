"""The member's own calendar, in and out."""
