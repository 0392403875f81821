"""Texts in and out through Twilio, and the phone simulator that stands in for it where there is no account."""
