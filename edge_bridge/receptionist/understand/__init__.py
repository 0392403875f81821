"""Reads what a customer wrote. Pure functions of their arguments: no database, no network, no clock."""

from .address import Address, find_address
from .contact import find_email, find_phone
from .intent import Intent, find_intents
from .moments import Doubt, LocalNow, When
from .offered import OfferedTime, Pick, PickKind
from .person import find_name
from .pick import pick_offer
from .service import ServiceKind, ServiceMatch, ServiceWords, match_services
from .when import find_when

__all__ = [
    "Address",
    "Doubt",
    "Intent",
    "LocalNow",
    "OfferedTime",
    "Pick",
    "PickKind",
    "ServiceKind",
    "ServiceMatch",
    "ServiceWords",
    "When",
    "find_address",
    "find_email",
    "find_intents",
    "find_name",
    "find_phone",
    "find_when",
    "match_services",
    "pick_offer",
]
