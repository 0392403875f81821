"""Nobody gets in with a token this project did not sign, nor as a role the API does not have."""

from __future__ import annotations

import base64
import json
import time
from uuid import uuid4

import httpx
import pytest
from joserfc import jwk, jwt

from tests.stack import Stack


def signed(secret: str, **claims: object) -> str:
    now = int(time.time())
    usual = {"sub": str(uuid4()), "role": "authenticated", "aud": "authenticated", "iat": now - 60, "exp": now + 600}
    return jwt.encode({"alg": "HS256"}, usual | claims, jwk.OctKey.import_key(secret))


def part(value: object, indent: str = "") -> str:
    return base64.urlsafe_b64encode((indent + json.dumps(value)).encode()).decode().rstrip("=")


def who(stack: Stack, token: str) -> httpx.Response:
    headers = {"apikey": stack.publishable_key, "Authorization": f"Bearer {token}"}
    return httpx.post(f"{stack.url}/rest/v1/rpc/who", headers=headers, json={})


def test_a_token_of_this_project_is_who_it_says(served: Stack) -> None:
    answer = who(served, signed(served.jwt_secret))
    assert answer.json()["database_role"] == "authenticated"


def test_the_three_roles_of_the_api_are_known(served: Stack) -> None:
    roles = ["anon", "authenticated", "service_role"]
    answers = [who(served, signed(served.jwt_secret, role=role)).json() for role in roles]
    assert [answer["database_role"] for answer in answers] == roles


@pytest.mark.parametrize("role", ["postgres", "pg_monitor", "pg_read_all_data", "ghost", "", 'anon"; reset role; --'])
def test_no_other_role_can_be_taken(served: Stack, role: str) -> None:
    answer = who(served, signed(served.jwt_secret, role=role))
    assert (answer.status_code, answer.json()["code"]) == (401, "PGRST301")


def test_an_unsigned_or_foreign_token_is_refused(served: Stack) -> None:
    service = {"role": "service_role", "sub": str(uuid4()), "exp": int(time.time()) + 600}
    good = signed(served.jwt_secret)
    forged = {
        "unsigned": f"{part({'alg': 'none'})}.{part(service)}.",
        "unsigned, oddly written": f"{part({'alg': 'none'}, ' ')}.{part(service)}.",
        "unsigned, two parts": f"{part({'alg': 'none'})}.{part(service)}",
        "unsigned, with a signature": f"{part({'alg': 'none'})}.{part(service)}.c2lnbmF0dXJl",
        "another key": signed("another project's secret, of 32 characters"),
        "another algorithm": jwt.encode(
            {"alg": "HS512"}, service, jwk.OctKey.import_key(served.jwt_secret), algorithms=["HS512"]
        ),
        "changed claims": ".".join([good.split(".")[0], part(service), good.split(".")[2]]),
        "not a token": "hello",
    }
    answers = {name: who(served, token).status_code for name, token in forged.items()}
    assert answers == dict.fromkeys(forged, 401)


def test_an_expired_token_says_so(served: Stack) -> None:
    answer = who(served, signed(served.jwt_secret, exp=int(time.time()) - 60))
    assert (answer.status_code, answer.json()["code"]) == (401, "PGRST303")


def test_without_a_key_there_is_no_way_in(served: Stack) -> None:
    for headers in ({}, {"apikey": "guess"}, {"Authorization": f"Bearer {signed(served.jwt_secret)}"}):
        assert httpx.post(f"{served.url}/rest/v1/rpc/who", headers=headers, json={}).status_code == 401


def test_only_the_documented_parts_answer(served: Stack) -> None:
    headers = {"apikey": served.secret_key}
    for path in ("/", "/_system/config", "/_admin", "/storage/v1/bucket", "/rest/v2/visits"):
        assert httpx.get(f"{served.url}{path}", headers=headers).status_code == 404
