"""The calendar: days, weeks and months of a business, and what is done by dragging and tapping in it."""
