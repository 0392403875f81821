"""Conversations, and the people to call back."""
