"""Passwords, Google, tries, the team: each flow over the real stack."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from flask import Flask, request
from itsdangerous import URLSafeTimedSerializer
from joserfc import jwt
from joserfc.jwk import OctKey

from edge_bridge.admin import Admin
from edge_bridge.db import Database
from tests.web.browsing import Browser
from tests.web.people import PASSWORD, Cast, Member, add_business, add_member
from tests.web.serving import settings_for
from web.accounts import post_box
from web.app import create_app
from workers.invite import Invite

ANOTHER = "three quiet wombats"


@pytest.fixture
def person(cast: Cast) -> Member:
    """Somebody with a business of their own, whose password nobody else needs."""
    member = add_member(cast.stack, "person")
    add_business(cast.stack, "Quiet Clean", member)
    return member


def words(answer: Any) -> str:
    return html.unescape(answer.text)


def account(cast: Cast) -> str:
    return f"/dashboard/{cast.business}/settings/account"


def mailed(cast: Cast, email: str) -> str:
    """The link in the newest mail to this address."""
    post_box.finish()
    found = re.search(r"/auth/confirm\?\S+", cast.stack.mails(email)[-1]["text"])
    assert found
    return found[0]


def hidden(browser: Browser, page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(token_hash|type)" value="([^"]*)"', browser.get(page).text))


def home_of(browser: Browser) -> str:
    """Where a person with one business is led."""
    return str(browser.get("/dashboard").location)


def test_a_forgotten_password_is_replaced_by_a_link(app: Flask, browser: Browser, cast: Cast, person: Member) -> None:
    elsewhere = Browser(app.test_client())
    elsewhere.sign_in(person)
    kept = refresh_of(app, elsewhere)
    assert "Check your e-mail" in browser.post("/auth/reset", "/auth/reset", email=person.email).text
    link = mailed(cast, person.email)
    for _ in range(2):
        assert "Choose a new password" in browser.get(link).text
    fields = hidden(browser, link)
    short = browser.post("/auth/password", link, password="short", **fields)
    assert (short.status_code, "8 characters or more" in words(short)) == (422, True)
    assert browser.post("/auth/password", link, password=ANOTHER, **fields).location == "/dashboard"
    assert browser.get(home_of(browser)).status_code == 200
    assert not works(cast, kept)
    assert browser.post("/auth/password", link, password=ANOTHER + "x", **fields).status_code == 400
    fresh = Browser(app.test_client())
    assert fresh.sign_in(person).status_code == 401
    assert fresh.sign_in(Member(person.user_id, person.email, ANOTHER)).status_code == 302


def test_asking_for_a_new_password_does_not_tell_whether_there_is_an_account(browser: Browser, cast: Cast) -> None:
    known = browser.post("/auth/reset", "/auth/reset", email=cast.outsider.email)
    unknown = browser.post("/auth/reset", "/auth/reset", email="nobody@example.com")
    post_box.finish()
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace(cast.outsider.email, "") == unknown.text.replace("nobody@example.com", "")
    assert cast.stack.mails("nobody@example.com") == []


def refresh_of(app: Flask, browser: Browser) -> str:
    cookie = browser.client.get_cookie("signin")
    assert cookie
    return str(URLSafeTimedSerializer(str(app.secret_key), salt="signin").loads(cookie.value)[1])


def works(cast: Cast, refresh_token: str) -> bool:
    """Whether a session still gets fresh tokens."""
    answer = httpx.post(
        f"{cast.stack.url}/auth/v1/token?grant_type=refresh_token",
        headers={"apikey": cast.stack.publishable_key},
        json={"refresh_token": refresh_token},
    )
    return answer.is_success


def test_changing_the_password_asks_for_the_current_one_and_ends_other_sessions(
    app: Flask, cast: Cast, person: Member
) -> None:
    here, elsewhere = Browser(app.test_client()), Browser(app.test_client())
    for browser in (here, elsewhere):
        browser.sign_in(person)
    page = f"{home_of(here)}/settings/account"
    old = refresh_of(app, here), refresh_of(app, elsewhere)
    here.post(f"{page}/password", page, current="wrong", password=ANOTHER)
    assert "The current password is not right." in words(here.get(page))
    here.post(f"{page}/password", page, current=PASSWORD, password=ANOTHER)
    assert "Your password is changed." in words(here.get(page))
    assert not any(works(cast, token) for token in old)
    assert works(cast, refresh_of(app, here))


def test_signing_out_everywhere_ends_every_session(app: Flask, cast: Cast, person: Member) -> None:
    here, elsewhere = Browser(app.test_client()), Browser(app.test_client())
    for browser in (here, elsewhere):
        browser.sign_in(person)
    kept = refresh_of(app, elsewhere)
    assert here.post("/logout/everywhere", f"{home_of(here)}/settings/account").location == "/login"
    assert here.get("/dashboard").location == "/login?next=/dashboard"
    assert not works(cast, kept)


def test_two_instances_let_exactly_so_many_wrong_tries_through(cast: Cast, person: Member) -> None:
    apps = [create_app(settings_for(cast.stack)) for _ in range(2)]

    def wrong(n: int) -> Any:
        browser = Browser(apps[n % 2].test_client())
        return browser.post("/login", "/login", email=person.email.upper(), password="not-it-at-all")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(wrong, range(16)))
    assert sorted(one.status_code for one in answers) == [401] * 10 + [429] * 6
    late = next(one for one in answers if one.status_code == 429)
    assert re.search(r"Too many tries\. Wait (9|10) minutes, or ask for a link\.", words(late))
    assert 0 < int(late.headers["Retry-After"]) <= 600
    assert Browser(apps[0].test_client()).sign_in(person).status_code == 429  # the right one too, until then
    for one in apps:
        one.extensions["coresentia"].http.close()


def test_who_asks_for_links_all_day_is_stopped(browser: Browser, cast: Cast) -> None:
    for page in ("/auth/magic", "/auth/reset"):
        form = "/login" if page == "/auth/magic" else page
        codes = [browser.post(page, form, email="many@example.com").status_code for _ in range(3)]
        assert codes == ([200] * 3 if page == "/auth/magic" else [200, 200, 429])


def test_addresses_come_from_the_trusted_proxies_alone(cast: Cast) -> None:
    app = create_app(settings_for(cast.stack, trusted_proxies=1))
    client, seen = app.test_client(), []
    app.before_request(lambda: seen.append(request.remote_addr))
    client.get("/login", headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.9"})
    app.extensions["coresentia"].http.close()
    assert seen == ["203.0.113.9"]


def test_without_its_database_signing_in_is_away_rather_than_unlimited(cast: Cast) -> None:
    app = create_app(settings_for(cast.stack, supabase_url="http://127.0.0.1:9"))
    assert Browser(app.test_client()).sign_in(cast.owner).status_code == 503
    app.extensions["coresentia"].http.close()


def test_an_invited_person_joins_by_the_mail_and_sees_only_that_business(
    app: Flask, owner: Browser, cast: Cast
) -> None:
    page, email = account(cast), "nora.new@example.com"
    owner.post(f"{page}/invitations", page, name="Nora New", email=email, phone="0400 000 777", role="member")
    assert "Invitation on its way" in words(owner.get(page))
    send_invitations(cast)
    assert "Invited, not signed in yet" in entry_of(owner, page, email)
    nora, link = Browser(app.test_client()), mailed(cast, email)
    fields = hidden(nora, link)
    assert nora.post("/auth/password", link, password=ANOTHER, **fields).location == "/dashboard"
    assert home_of(nora) == f"/dashboard/{cast.business}"
    assert nora.get(f"/dashboard/{cast.other_business}").status_code == 404
    assert "Invited, not signed in yet" not in entry_of(owner, page, email)
    assert "Invite somebody" not in words(nora.get(page))
    assert nora.post(f"{page}/invitations", page, name="X", email="x@example.com", role="owner").status_code == 422

    member = cast.query("select user_id from public.members where email = %(email)s", email=email)[0]["user_id"]
    owner.post(f"{page}/members/{member}/remove", page)
    assert nora.get(f"/dashboard/{cast.business}").status_code == 404
    again = owner.post(f"{page}/invitations", page, name="Nora New", email=email, phone="", role="member")
    assert again.status_code == 302
    send_invitations(cast)  # she has a sign-in already, so it is a link
    assert "type=magiclink" in mailed(cast, email)
    assert nora.get(f"/dashboard/{cast.business}").status_code == 200


def entry_of(owner: Browser, page: str, email: str) -> str:
    """What the page says of one of the team."""
    return next(part for part in words(owner.get(page)).split("<li") if email in part).split("</li>")[0]


def send_invitations(cast: Cast) -> None:
    admin = Admin(cast.stack.url, cast.stack.secret_key, cast.stack.site_url)
    with Database(cast.stack.url, cast.stack.secret_key) as database:
        while Invite(admin).run_once(database, None):
            pass
    admin.close()


def test_what_cannot_be_saved_is_said_and_stays_typed(owner: Browser, cast: Cast) -> None:
    page = account(cast)
    refused = owner.post(f"{page}/invitations", page, name="N" * 5000, email="nobody", phone="12", role="member")
    assert refused.status_code == 422
    assert "isn't complete" in words(refused)
    assert 'value="nobody"' in refused.text
    own = owner.post(f"{page}/phone", page, phone="12")
    assert (own.status_code, 'value="12"' in own.text) == (422, True)


def test_a_form_sent_after_signing_out_leads_back_to_its_page(browser: Browser, cast: Cast) -> None:
    for rest in ("phone", "invitations", f"members/{cast.owner.user_id}/remove"):
        token = browser.csrf("/login")
        sent = browser.client.post(f"{account(cast)}/{rest}", data={"csrf_token": token})
        assert sent.location == f"/login?next={account(cast)}"


@contextmanager
def google_at(cast: Cast, email: str, user_id: str) -> Iterator[str]:
    """Supabase with Google as a provider: its two addresses here, all others those of the stack."""
    challenges: dict[str, str] = {}
    stack = cast.stack

    class Provider(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            if "/auth/v1/authorize" in self.path:
                assert (asked["provider"], asked["code_challenge_method"]) == ("google", "s256")
                challenges["the-code"] = asked["code_challenge"]
                self.send_response(302)
                self.send_header("Location", f"{asked['redirect_to']}?code=the-code")
                self.end_headers()
                return
            self.pass_on("GET")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if "grant_type=pkce" not in self.path:
                return self.pass_on("POST", body)
            said = json.loads(body)
            digest = hashlib.sha256(said["code_verifier"].encode()).digest()
            good = challenges.pop(said["auth_code"], None) == base64.urlsafe_b64encode(digest).decode().rstrip("=")
            return (
                self.say(200, session())
                if good
                else self.say(400, {"code": 400, "error_code": "bad_code_verifier", "msg": "no"})
            )

        def pass_on(self, method: str, body: bytes = b"") -> None:
            names = ("apikey", "Authorization", "Content-Type", "Accept", "Prefer", "Content-Profile", "Accept-Profile")
            headers = {name: self.headers[name] for name in names if self.headers[name]}
            answer = httpx.request(method, f"{stack.url}{self.path}", headers=headers, content=body)
            self.say(answer.status_code, answer.json() if answer.content else None)

        def say(self, status: int, body: Any) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode() if body is not None else b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    url = f"http://127.0.0.1:{server.server_port}"

    def session() -> dict[str, Any]:
        now = int(datetime.now(UTC).timestamp())
        claims = {
            "sub": user_id,
            "aud": "authenticated",
            "role": "authenticated",
            "iss": f"{url}/auth/v1",
            "exp": now + 3600,
        }
        access = jwt.encode({"alg": "HS256"}, claims | {"email": email}, OctKey.import_key(stack.jwt_secret))
        user = {"id": user_id, "aud": "authenticated", "email": email, "app_metadata": {}, "user_metadata": {}}
        user["created_at"] = datetime.now(UTC).isoformat()
        return {"access_token": access, "refresh_token": "r", "token_type": "bearer", "expires_in": 3600, "user": user}

    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield url
    server.shutdown()
    server.server_close()


def with_google(cast: Cast, url: str) -> Flask:
    return create_app(settings_for(cast.stack, supabase_url=url, google_sign_in=True))


def test_google_signs_in_who_is_a_member_and_leads_back(cast: Cast) -> None:
    with google_at(cast, cast.owner.email, cast.owner.user_id) as url:
        app = with_google(cast, url)
        browser, goal = Browser(app.test_client()), f"/dashboard/{cast.business}/inbox"
        assert "Continue with Google" in browser.get("/login").text
        back = off_and_back(browser, f"/auth/google?next={goal}")
        assert Browser(app.test_client()).get(back).location == "/login"  # somebody else's browser
        assert browser.get(back).location == goal
        assert browser.get(f"/dashboard/{cast.business}").status_code == 200
        assert Browser(app.test_client()).get(back).location == "/login"
        app.extensions["coresentia"].http.close()


def test_google_lets_nobody_else_in_and_says_so(cast: Cast) -> None:
    stranger = add_member(cast.stack, "stranger")
    with google_at(cast, stranger.email, stranger.user_id) as url:
        app = with_google(cast, url)
        browser = Browser(app.test_client())
        assert browser.get(off_and_back(browser, "/auth/google?next=https://evil.example")).location == "/login"
        assert "no member of a business" in browser.get("/login").text
        assert browser.get("/dashboard").location == "/login?next=/dashboard"
        assert browser.get("/auth/callback?error=access_denied").location == "/login"
        assert "work out" in browser.get("/login").text
        app.extensions["coresentia"].http.close()


def off_and_back(browser: Browser, start: str) -> str:
    """To the provider, which agrees; the address it sends the browser back to."""
    there = httpx.get(browser.get(start).location)
    at = urlsplit(there.headers["Location"])
    return f"{at.path}?{at.query}"


def test_without_the_setting_there_is_no_google(browser: Browser) -> None:
    assert "Google" not in browser.get("/login").text
    assert browser.get("/auth/google").status_code == 404
    assert browser.get("/auth/callback?code=x").location == "/login"
