"""Errors of the API as problem JSON (RFC 9457): a short title, a sentence for people, never what went on inside."""

from collections.abc import Awaitable, Callable

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

NAMES = {
    400: "That could not be read",
    401: "No valid session",
    403: "Not from there",
    404: "Not there",
    405: "Not possible here",
    413: "Too large",
    415: "Not a kind we take",
    422: "Not as expected",
    429: "Too much at once",
    503: "Not reachable just now",
}


class Problem(Exception):
    """Ends a request with its status, a sentence, and when to come back, in seconds."""

    def __init__(self, status: int, detail: str, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.retry_after = status, detail, retry_after


def answer(status: int, detail: str, retry_after: int | None = None) -> JSONResponse:
    """As JSON."""
    body = {"type": "about:blank", "title": NAMES.get(status, "That did not work"), "status": status, "detail": detail}
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


async def on_problem(_: Request, problem: Exception) -> JSONResponse:
    """Starlette's handler for Problem."""
    if not isinstance(problem, Problem):
        raise problem
    return answer(problem.status, problem.detail, problem.retry_after)


SAID = {404: "There is nothing at this address.", 405: "This address does not do that."}
log = structlog.get_logger()


async def on_refusal(request: Request, error: Exception) -> Response:
    """Starlette's handler for its own refusals, no such path or method: problems under /chat/v1, plain words elsewhere."""
    if not isinstance(error, HTTPException):
        raise error
    if not request.url.path.startswith("/chat/v1"):
        return PlainTextResponse(error.detail, error.status_code, error.headers)
    response = answer(error.status_code, SAID.get(error.status_code, "This could not be done."))
    response.headers.update(error.headers or {})
    return response


def guarded(handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Refuses other websites' scripts. Whatever goes wrong unforeseen is logged, and told as a problem too. Problems pass."""

    async def handle(request: Request) -> Response:
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise Problem(403, "Another website may not ask this; the chat's own window does.")
        try:
            return await handler(request)
        except (Problem, HTTPException):
            raise
        except Exception:
            log.exception("chat failed")
            return answer(500, "Something went wrong on our side. Please try again in a moment.")

    return handle
