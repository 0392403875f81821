"""Reads what a customer wrote. Pure functions of their arguments: no database, no network, no clock."""

from .address import Address, find_address
from .answers import find_answers
from .booked import Booked, means_several, names_own_time, speaks_of_booking, which_booked
from .change_words import keeps
from .changes import Change, ChangeKind, find_change, new_time
from .contact import find_email, find_phone
from .intent import Intent, find_intents
from .moments import Doubt, LocalNow, When
from .offered import OfferedTime, Pick, PickKind
from .person import find_name
from .pick import pick_offer
from .relative import wants_other_day
from .service import ServiceKind, ServiceMatch, ServiceWords, match_services
from .when import find_when

__all__ = [
    "Address",
    "Booked",
    "Change",
    "ChangeKind",
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
    "find_answers",
    "find_change",
    "find_email",
    "find_intents",
    "find_name",
    "find_phone",
    "find_when",
    "keeps",
    "match_services",
    "means_several",
    "names_own_time",
    "new_time",
    "pick_offer",
    "speaks_of_booking",
    "wants_other_day",
    "which_booked",
]
