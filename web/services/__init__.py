"""What can be booked, and whose calendars it goes into."""
