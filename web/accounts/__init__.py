"""Signing in, staying signed in, and who may be here."""
