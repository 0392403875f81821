"""Nothing that Twilio did not sign gets past."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from twilio.request_validator import RequestValidator

from edge_bridge.twilio.signature import BODY_LIMIT, SignedByTwilio, check
from tests.edge_bridge.twilio.simulated import TOKEN, Phones, Receiver, free_port

PUBLIC = "https://texts.example.com.au"
SMS = f"{PUBLIC}/twilio/sms"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PARAMS = {"From": "+61491570156", "Body": "Hi 🌱\nthere", "FromCity": ""}


def sign(params: dict, url: str = SMS, token: str = TOKEN) -> dict[str, str]:
    return {**FORM, "X-Twilio-Signature": RequestValidator(token).compute_signature(url, params)}


@pytest.fixture
def calls() -> list[str]:
    return []


@pytest.fixture
def edge_app(calls: list[str]) -> Iterator[httpx.Client]:
    async def sms(request: Request) -> JSONResponse:
        calls.append(request.url.path)
        again = await request.form()
        assert again.multi_items() == request.state.form.multi_items()
        return JSONResponse(request.state.form.multi_items())

    behind = Starlette(routes=[Route("/sms", sms, methods=["POST"]), Route("/status/{id}", sms, methods=["POST"])])
    app = Starlette(routes=[Mount("/twilio", SignedByTwilio(behind, TOKEN, PUBLIC + "/"))])
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    listener = socket.create_server(("127.0.0.1", free_port()))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", trust_env=False) as client:
        yield client
    server.should_exit = True
    thread.join()
    listener.close()


def test_a_signed_request_arrives_with_its_form(edge_app: httpx.Client) -> None:
    answer = edge_app.post("/twilio/sms", data=PARAMS, headers=sign(PARAMS))
    assert answer.status_code == 200
    assert dict(answer.json()) == PARAMS


def test_the_query_is_part_of_what_is_signed(edge_app: httpx.Client) -> None:
    signed = sign(PARAMS, f"{PUBLIC}/twilio/status/7?try=2&x=%20")
    assert edge_app.post("/twilio/status/7?try=2&x=%20", data=PARAMS, headers=signed).status_code == 200
    assert edge_app.post("/twilio/status/7?try=3&x=%20", data=PARAMS, headers=signed).status_code == 403
    assert edge_app.post("/twilio/status/8?try=2&x=%20", data=PARAMS, headers=signed).status_code == 403


def test_repeated_keys_and_empty_values_are_signed_and_kept(edge_app: httpx.Client) -> None:
    pairs = [("MediaUrl", "https://b"), ("MediaUrl", "https://a"), ("Body", "")]

    class Repeated(dict):
        def getlist(self, name: str) -> list[str]:
            return [value for key, value in pairs if key == name]

    answer = edge_app.post("/twilio/sms", content=urlencode(pairs), headers=sign(Repeated(pairs)))
    assert [tuple(pair) for pair in answer.json()] == pairs


@pytest.mark.parametrize(
    "headers",
    [
        FORM,
        {**FORM, "X-Twilio-Signature": ""},
        {**FORM, "X-Twilio-Signature": "nonsense"},
        sign(PARAMS, token="another token"),
        sign(PARAMS, url="https://elsewhere.example/twilio/sms"),
        sign({**PARAMS, "Body": "Hi"}),
        {**sign(PARAMS), "Content-Type": "application/json"},
        {**sign(PARAMS), "Content-Type": "text/plain"},
    ],
)
def test_an_unsigned_or_wrongly_signed_request_gets_an_empty_403(
    edge_app: httpx.Client, calls: list[str], headers: dict[str, str]
) -> None:
    answer = edge_app.post("/twilio/sms", content=urlencode(PARAMS), headers=headers)
    assert (answer.status_code, answer.content, calls) == (403, b"", [])


def test_two_signatures_are_none(edge_app: httpx.Client, calls: list[str]) -> None:
    signature = sign(PARAMS)["X-Twilio-Signature"]
    twice = [("X-Twilio-Signature", signature), ("X-Twilio-Signature", signature), *FORM.items()]
    assert edge_app.post("/twilio/sms", content=urlencode(PARAMS), headers=twice).status_code == 403
    assert calls == []


def test_an_added_field_breaks_the_signature(edge_app: httpx.Client, calls: list[str]) -> None:
    content = urlencode(PARAMS) + "&OptOutType=STOP"
    assert edge_app.post("/twilio/sms", content=content, headers=sign(PARAMS)).status_code == 403
    assert calls == []


def test_a_get_and_an_unknown_path_are_refused_alike(edge_app: httpx.Client) -> None:
    assert edge_app.get("/twilio/sms").status_code == 403
    assert edge_app.get("/twilio/nothing/here").status_code == 403


def test_bytes_that_are_not_text_are_refused(edge_app: httpx.Client) -> None:
    for content in [b"Body=%ff%fe", b"Body=\xff", b"Body=%ed%a0%80"]:
        assert edge_app.post("/twilio/sms", content=content, headers=sign(PARAMS)).status_code == 403


def test_a_body_over_the_limit_is_413_whether_it_says_its_length_or_not(
    edge_app: httpx.Client, calls: list[str]
) -> None:
    big = {"Body": "x" * BODY_LIMIT}
    assert edge_app.post("/twilio/sms", data=big, headers=sign(big)).status_code == 413
    pieces = (b"Body=" + b"x" * 8192 for _ in range(BODY_LIMIT // 8192 + 1))
    assert edge_app.post("/twilio/sms", content=pieces, headers=sign(big)).status_code == 413
    assert calls == []


def test_a_text_of_ten_thousand_characters_gets_through(edge_app: httpx.Client) -> None:
    long = {"Body": "lawn " * 2000}
    assert edge_app.post("/twilio/sms", data=long, headers=sign(long)).status_code == 200


def test_what_the_simulator_signs_is_accepted(edge: Receiver, phones: Phones) -> None:
    phones.text("+61491570156", "+61730000001", "hello")
    assert edge.next().signed


@pytest.mark.parametrize(("token", "url", "signature"), [("", SMS, "x"), (TOKEN, SMS, ""), (TOKEN, "http://[", "x")])
def test_what_cannot_be_checked_is_not_signed(token: str, url: str, signature: str) -> None:
    assert not check(token, url, PARAMS, signature)


def test_an_empty_token_never_signs() -> None:
    forged = RequestValidator("").compute_signature(SMS, PARAMS)
    assert not check("", SMS, PARAMS, forged)
