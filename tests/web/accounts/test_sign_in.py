"""Signing in, staying signed in, signing out."""

from __future__ import annotations

import json
import re
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from tests.stack import Stack
from tests.web.browsing import Browser
from tests.web.people import Cast
from tests.web.serving import settings_for
from web.accounts import post_box
from web.accounts.tokens import BadToken, Verifier
from web.app import create_app


def tokens(app: Flask, browser: Browser) -> list[str]:
    """Access and refresh token, as the browser's cookie holds them."""
    cookie = browser.client.get_cookie("signin")
    assert cookie is not None
    kept: list[str] = URLSafeTimedSerializer(str(app.secret_key), salt="signin").loads(cookie.value)
    return kept


def set_tokens(app: Flask, browser: Browser, kept: list[str]) -> None:
    value = URLSafeTimedSerializer(str(app.secret_key), salt="signin").dumps(kept)
    browser.client.set_cookie("signin", str(value))


def access_token(stack: Stack, user_id: str, seconds_left: int, **claims: Any) -> str:
    """An access token as the stack signs them, with this much time left."""
    now = int(datetime.now(UTC).timestamp())
    body = {"sub": user_id, "aud": "authenticated", "role": "authenticated", "exp": now + seconds_left, **claims}
    return jwt.encode({"alg": "HS256"}, body, OctKey.import_key(stack.jwt_secret))


def test_a_good_password_opens_the_only_business(browser: Browser, cast: Cast) -> None:
    assert browser.sign_in(cast.owner).location == "/dashboard"
    assert browser.get("/dashboard").location == f"/dashboard/{cast.business}"
    assert "Green Blade Lawn Care" in browser.get(f"/dashboard/{cast.business}").text


def test_the_cookies_are_out_of_scripts_reach(browser: Browser, cast: Cast) -> None:
    sent = browser.sign_in(cast.owner)
    cookies = [cookie for cookie in sent.headers.getlist("Set-Cookie") if cookie.startswith("signin=")]
    assert len(cookies) == 1
    assert "HttpOnly" in cookies[0]
    assert "SameSite=Lax" in cookies[0]
    assert "Secure" not in cookies[0]


def test_over_https_the_cookies_stay_on_https(cast: Cast) -> None:
    app = create_app(settings_for(cast.stack, dashboard_url="https://dashboard.example.com"))
    client = app.test_client()
    page = client.get("/login", base_url="https://dashboard.example.com")
    form = {
        "csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0],
        "email": cast.owner.email,
        "password": cast.owner.password,
    }
    sent = client.post(
        "/login",
        data=form,
        base_url="https://dashboard.example.com",
        headers={"Referer": "https://dashboard.example.com/login"},
    )
    app.extensions["coresentia"].http.close()
    assert sent.status_code == 302
    assert all("Secure" in cookie for cookie in sent.headers.getlist("Set-Cookie"))
    assert sent.headers["Strict-Transport-Security"]


def test_a_wrong_password_is_refused_and_the_address_kept(browser: Browser, cast: Cast) -> None:
    refused = browser.post("/login", "/login", email=cast.owner.email, password="not-it-at-all")
    assert refused.status_code == 401
    assert "don&#39;t match an account" in refused.text
    assert cast.owner.email in refused.text
    assert browser.get("/dashboard").location == "/login?next=/dashboard"


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(browser: Browser) -> None:
    refused = browser.post("/login", "/login", email="nobody@example.com", password="not-it-at-all")
    assert refused.status_code == 401
    assert "don&#39;t match an account" in refused.text


def test_signing_in_leads_back_to_the_page_that_was_asked_for(browser: Browser, cast: Cast) -> None:
    booking = f"/dashboard/{cast.business}/bookings/{cast.book()}"
    asked = browser.get(booking)
    assert asked.location == f"/login?next={booking}"
    assert f'name="next" value="{booking}"' in browser.get(asked.location).text
    assert browser.sign_in(cast.owner, booking).location == booking


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/dashboard",
        "//evil.example/dashboard",
        "/\\evil.example",
        "/dashboard/../login",
        "/dashboard\n//evil.example",
        "/dashboard/@evil.example",
        "javascript:alert(1)",
        "/logout",
    ],
)
def test_signing_in_never_leads_elsewhere(browser: Browser, cast: Cast, elsewhere: str) -> None:
    assert browser.sign_in(cast.owner, elsewhere).location == "/dashboard"


def link_to(cast: Cast, email: str) -> str:
    post_box.finish()
    text = cast.stack.mails(email)[-1]["text"]
    found = re.search(r"/auth/confirm\?\S+", text)
    assert found, text
    return found.group(0)


def test_an_e_mailed_link_signs_in_once(app: Flask, browser: Browser, cast: Cast) -> None:
    asked = browser.post("/auth/magic", "/login", email=cast.colleague.email, next=f"/dashboard/{cast.business}")
    assert "Check your e-mail" in asked.text
    link = link_to(cast, cast.colleague.email)
    for _ in range(2):  # a mail scanner looks first
        assert "One tap to sign in" in browser.get(link).text
    fields = dict(re.findall(r'name="(token_hash|type)" value="([^"]+)"', browser.get(link).text))
    assert browser.post("/auth/confirm", link, **fields).location == f"/dashboard/{cast.business}"
    assert browser.get(f"/dashboard/{cast.business}").status_code == 200

    stranger = Browser(app.test_client())
    spent = stranger.post("/auth/confirm", link, **fields)
    assert spent.status_code == 400
    assert "That link no longer works" in spent.text


def test_asking_for_a_link_does_not_tell_whether_there_is_an_account(browser: Browser, cast: Cast) -> None:
    known = browser.post("/auth/magic", "/login", email=cast.outsider.email)
    unknown = browser.post("/auth/magic", "/login", email="nobody@example.com")
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace(cast.outsider.email, "") == unknown.text.replace("nobody@example.com", "")
    post_box.finish()
    assert cast.stack.mails("nobody@example.com") == []


def test_a_mangled_link_is_explained(browser: Browser) -> None:
    for link in ("/auth/confirm", "/auth/confirm?token_hash=abc", "/auth/confirm?token_hash=abc&type=nonsense"):
        answer = browser.get(link)
        assert answer.status_code == 400
        assert "That link no longer works" in answer.text


def test_tokens_near_their_end_are_refreshed(app: Flask, owner: Browser, cast: Cast) -> None:
    _, refresh = tokens(app, owner)
    nearly_over = access_token(cast.stack, cast.owner.user_id, seconds_left=59)
    set_tokens(app, owner, [nearly_over, refresh])
    assert owner.get(f"/dashboard/{cast.business}").status_code == 200
    fresh = tokens(app, owner)
    assert fresh[0] != nearly_over
    assert fresh[1] != refresh


def test_tokens_with_a_minute_left_are_used_as_they_are(app: Flask, owner: Browser, cast: Cast) -> None:
    _, refresh = tokens(app, owner)
    kept = [access_token(cast.stack, cast.owner.user_id, seconds_left=75), refresh]
    set_tokens(app, owner, kept)
    answer = owner.get(f"/dashboard/{cast.business}")
    assert answer.status_code == 200
    assert "signin=" not in str(answer.headers.getlist("Set-Cookie"))


def test_expired_tokens_lead_to_signing_in_and_back(app: Flask, owner: Browser, cast: Cast) -> None:
    set_tokens(app, owner, [access_token(cast.stack, cast.owner.user_id, seconds_left=-5), "spent-refresh-token"])
    page = f"/dashboard/{cast.business}"
    assert owner.get(page).location == f"/login?next={page}"
    assert owner.client.get_cookie("signin") is None
    assert owner.sign_in(cast.owner, page).location == page


@pytest.mark.parametrize(
    "claims",
    [{"aud": "anon"}, {"role": "service_role"}, {"role": "anon"}, {"iss": "https://elsewhere.example/auth/v1"}],
)
def test_tokens_for_something_else_are_refused(app: Flask, owner: Browser, cast: Cast, claims: dict[str, str]) -> None:
    set_tokens(app, owner, [access_token(cast.stack, cast.owner.user_id, 600, **claims), "spent-refresh-token"])
    assert owner.get(f"/dashboard/{cast.business}").status_code == 302


def test_tokens_signed_by_somebody_else_are_refused(app: Flask, owner: Browser, cast: Cast) -> None:
    body: dict[str, Any] = {"sub": cast.owner.user_id, "aud": "authenticated", "role": "authenticated"}
    body["exp"] = int(datetime.now(UTC).timestamp()) + 600
    foreign = jwt.encode({"alg": "HS256"}, body, OctKey.import_key("another-secret-of-32-characters-or-more"))
    set_tokens(app, owner, [foreign, "spent-refresh-token"])
    assert owner.get(f"/dashboard/{cast.business}").status_code == 302


def test_a_forged_cookie_is_nobody(owner: Browser, cast: Cast) -> None:
    cookie = owner.client.get_cookie("signin")
    assert cookie is not None
    owner.client.set_cookie("signin", cookie.value[:-2] + "xx")
    assert owner.get(f"/dashboard/{cast.business}").status_code == 302


def test_signing_out_ends_the_session_in_this_browser_only(app: Flask, owner: Browser, cast: Cast) -> None:
    elsewhere = Browser(app.test_client())
    elsewhere.sign_in(cast.owner)
    kept = tokens(app, owner)
    page = f"/dashboard/{cast.business}"
    assert owner.post("/logout", page).location == "/login"
    assert "You&#39;re signed out" in owner.get("/login").text
    assert owner.get(page).status_code == 302

    set_tokens(app, owner, [access_token(cast.stack, cast.owner.user_id, seconds_left=-5), kept[1]])
    assert owner.get(page).status_code == 302  # a kept refresh token is worth nothing

    _, theirs = tokens(app, elsewhere)
    set_tokens(app, elsewhere, [access_token(cast.stack, cast.owner.user_id, seconds_left=5), theirs])
    assert elsewhere.get(page).status_code == 200


def test_signing_out_by_a_link_is_not_possible(owner: Browser) -> None:
    assert owner.get("/logout").status_code == 405


def test_a_sign_in_form_without_its_token_is_refused(browser: Browser, cast: Cast) -> None:
    refused = browser.client.post("/login", data={"email": cast.owner.email, "password": cast.owner.password})
    assert refused.status_code == 400
    assert "This page had expired" in refused.text


def test_tokens_signed_with_a_published_key_are_accepted_only_by_that_key() -> None:
    """The hosted way of signing, against a key set served for real."""
    key, other = (ECKey.generate_key("P-256", {"kid": "one"}) for _ in range(2))
    asked: list[str] = []

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"keys": [key.as_dict(private=False)]}).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Keys)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url, now = f"http://127.0.0.1:{server.server_port}", datetime.now(UTC)
    body: dict[str, Any] = {"sub": "someone", "aud": "authenticated", "role": "authenticated", "iss": f"{url}/auth/v1"}
    body["exp"] = int((now + timedelta(hours=1)).timestamp())
    with httpx.Client() as http:
        verifier = Verifier(url, None, http)
        header = {"alg": "ES256", "kid": "one"}
        for _ in range(3):
            assert verifier.person(jwt.encode(header, body, key), now).user_id == "someone"
        with pytest.raises(BadToken):
            verifier.person(jwt.encode(header, body, other), now)
        with pytest.raises(BadToken):  # without a shared secret nobody can sign with one
            verifier.person(jwt.encode({"alg": "HS256"}, body, OctKey.import_key("x" * 40)), now)
    server.shutdown()
    server.server_close()
    assert asked == ["/auth/v1/.well-known/jwks.json"]
