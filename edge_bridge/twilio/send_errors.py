"""What a failed send means: give up, try again, or ask first.

Codes and meanings are from https://www.twilio.com/docs/api/errors (one page a code). Twilio asks not to build on the
finer ones, which change (changelog of 10 July 2024), so the HTTP status decides wherever no code is listed here.
"""

from __future__ import annotations

PERMANENT = {
    21211: "invalid 'To' number",
    21212: "invalid 'From' number",
    21265: "'To' cannot be a short code",
    21266: "'To' and 'From' are the same",
    21408: "texts to that country are not enabled for the account",
    21601: "'From' is not a number of the account",
    21602: "no body",
    21603: "no 'From'",
    21604: "no 'To'",
    21606: "'From' cannot send texts",
    21608: "a trial account may text only verified numbers",
    21609: "invalid status callback address",
    21610: "the recipient has opted out (STOP)",
    21612: "no route from this 'From' to this 'To'",
    21614: "'To' is not a mobile number",
    21617: "over 1,600 characters",
    21619: "no body, media or content",
    21635: "'To' is a landline",
    21659: "'From' is not a Twilio number",
    21660: "'From' belongs to another account",
    21661: "'From' cannot send texts",
    21703: "the messaging service has no numbers",
    # these arrive in a status callback, after Twilio took the text
    30003: "the handset cannot be reached",
    30004: "the recipient or carrier blocks texts from this number",
    30005: "unknown or inactive number",
    30006: "landline, or a carrier that cannot be reached",
    30007: "filtered by Twilio or the carrier",
}
"""The same text to the same number would be refused again."""

RETRYABLE = {
    14107: "sending too fast",
    20003: "the account's credentials were refused: mend the settings, the text can go later",
    20429: "too many requests",
    20500: "Twilio's own fault",
    20503: "Twilio is unavailable",
    21611: "the number's queue is full",
    30001: "queue overflow",
    30002: "the account is suspended",
    30008: "unknown carrier error",
}


class SendFailed(Exception):
    """The carrier (Twilio, or a mail server) did not say that it took the text.

    `code` is the carrier's. `permanent`: never will. `unknown`: perhaps it did, and only the answer was lost; ask before
    repeating. Neither: it was not taken, and may be later.
    """

    def __init__(self, code: int | None, message: str, permanent: bool, unknown: bool) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.permanent = permanent
        self.unknown = unknown


def classify(error: Exception) -> SendFailed:
    """What an exception of the twilio or requests library says about the text. Unsure means unknown."""
    from requests.exceptions import RequestException
    from twilio.base.exceptions import TwilioRestException, TwilioServiceException  # type: ignore[import-untyped]

    if isinstance(error, TwilioRestException):
        return _refused(error.status, error.code, error.msg)
    if isinstance(error, TwilioServiceException):
        return _refused(error.status, error.code, error.detail or error.title)
    if isinstance(error, RequestException) and _never_sent(error):
        return SendFailed(None, f"Twilio could not be reached: {error}", permanent=False, unknown=False)
    return SendFailed(None, f"No usable answer from Twilio: {error}", permanent=False, unknown=True)


def _refused(status: int, code: int | None, message: str) -> SendFailed:
    """Twilio answered with an error. 500, 502 and 504 do not say whether the text was taken; 429 and 503 do."""
    listed = code in PERMANENT or code in RETRYABLE
    unknown = status >= 500 and status != 503
    permanent = not unknown and (code in PERMANENT if listed else status in (400, 404, 405, 413, 422))
    return SendFailed(code, f"Twilio answered {status}: {message}", permanent=permanent, unknown=unknown)


def _never_sent(error: Exception) -> bool:
    """Whether the connection failed before anything could have been written to it."""
    from requests.exceptions import ConnectionError, ConnectTimeout, InvalidSchema, InvalidURL, MissingSchema
    from urllib3.exceptions import NewConnectionError

    if isinstance(error, (ConnectTimeout, InvalidURL, InvalidSchema, MissingSchema)):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, ConnectionError) and isinstance(reason, NewConnectionError)
