"""The truth gate: pure functions that hold a reply against the rows before a customer sees it."""

from .check import Falsehood, Kind, check
from .truth import Moment, Truth, truth_of

__all__ = ["Falsehood", "Kind", "Moment", "Truth", "check", "truth_of"]
