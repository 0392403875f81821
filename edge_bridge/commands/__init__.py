"""Reads what a member texts to their business's own number: codes such as Y7K, a few words. Pure: no database, no clock."""

from .actions import Action, Do, Why
from .read import read_commands

__all__ = ["Action", "Do", "Why", "read_commands"]
