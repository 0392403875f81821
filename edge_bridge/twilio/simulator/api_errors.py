"""Errors as Twilio's API answers them. Each code has a page: https://www.twilio.com/docs/api/errors/<code>."""

from __future__ import annotations

from starlette.responses import JSONResponse

ERRORS: dict[int, tuple[int, str]] = {
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource {} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service Unavailable"),
    21211: (400, "Invalid 'To' Phone Number: {}"),
    21212: (400, "Invalid From Number (caller ID): {}"),
    21266: (400, "'To' and 'From' number cannot be the same: {}"),
    21408: (400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {}"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (
        400,
        "The 'From' phone number {} is not a valid, message-capable Twilio phone number for this destination.",
    ),
    21609: (400, "The 'StatusCallback' URL {} is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (400, "This 'From' number has exceeded the maximum number of queued messages"),
    21612: (400, "Message cannot be sent with the current combination of 'To' ({}) and/or 'From' parameters"),
    21614: (400, "'To' number: {}, is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21619: (400, "A Message Body, Media URL or Content SID is required"),
    21623: (400, "Number of media files exceeds allowed limit"),
    21635: (400, "'To' number cannot be a landline: {}"),
    21659: (400, "'From' {} is not a Twilio phone number or Short Code country mismatch"),
    21703: (400, "The Messaging Service contains no phone numbers"),
}
"""Code: HTTP status and message; {} is what the request gave."""

DELIVERY_ERRORS = {
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
}
"""Why an accepted text was not delivered."""

STATUS_CODES = {401: 20003, 404: 20404, 429: 20429, 500: 20500, 503: 20503}


class Refused(Exception):
    """The API refuses a request, with one of ERRORS."""

    def __init__(self, code: int, given: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.given = given


def error_answer(code: int, given: str = "") -> JSONResponse:
    """The documented JSON of an error."""
    status, message = ERRORS[code]
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if status == 401 else {}
    return JSONResponse(_body(code, message.format(given), status), status, headers)


def fault_answer(status: int) -> JSONResponse:
    """An error by its HTTP status; statuses without a documented code get an empty JSON object, as proxies do."""
    if status in STATUS_CODES:
        return error_answer(STATUS_CODES[status])
    return JSONResponse({}, status)


def _body(code: int, message: str, status: int) -> dict[str, object]:
    return {
        "code": code,
        "message": message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
