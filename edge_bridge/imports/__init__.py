"""Files of other programs, read into rows: people, and calendars."""
