"""Requests and bookings: today's page, the lists, one booking, and what is done with it."""
