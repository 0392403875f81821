"""Turns of phrase that the intent patterns share."""

from .time_words import WEEKDAY

HELLO = r"(?:(?:hi|hey|hello|oh|ok|um|sorry|please|pls|yes|no|and|also|hi there|thanks|g'?day|just)[\s,!.]+)*"
YOU = (
    r"(?:you|u|ya|yous|youse|they|he|she|y'all|your (?:team|guys?|people|shop|salon|business))(?: guys| all| lot"
    r"| people)?"
)
BOOKING = (
    r"(?:booking|appointment|appt|apt|app't|apointment|appoint|reservation|session|slot|visit|time|job|mow|haircut"
    r"|cut|service|clean|spot)s?"
)
MINE = rf"(?:my|our|the|that|this)(?: \w+)?(?: {WEEKDAY}(?:'s)?)?"
SOMEONE = (
    r"(?:some ?one|some ?body|a (?:real |actual |live )?(?:person|human|staff|team member)|an? (?:actual |real "
    r"|live )?(?:person|human|operator|agent)"
    r"|(?:the |your |ur )?(?:boss|owner|manager|team|tradie|supervisor|hairdresser|stylist|receptionist|staff|guy"
    r"|bloke|lady|office)|him|her|them|you directly|you|u|anyone|anybody|humans?)"
)
