"""People sign in, stay signed in and sign out through the official client."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwk, jwt
from supabase import Client
from supabase_auth.errors import AuthApiError, AuthWeakPasswordError
from supabase_auth.types import Session

from tests.stack import SITE_URL, Stack
from tests.supabase.conftest import PASSWORD, Connect, Shop


def link_in(mail: dict[str, str]) -> str:
    found = re.search(r"https?://\S+", mail["text"])
    assert found, mail["text"]
    return found.group()


def signed_in(connect: Connect, shop: Shop) -> Session:
    session = connect(None).auth.sign_in_with_password({"email": shop.owner_email, "password": PASSWORD}).session
    assert session is not None
    return session


def test_a_password_signs_in_with_a_token_this_project_signed(served: Stack, connect: Connect, shop: Shop) -> None:
    session = signed_in(connect, shop)
    claims = jwt.decode(session.access_token, jwk.OctKey.import_key(served.jwt_secret), algorithms=["HS256"]).claims
    assert (claims["sub"], claims["role"], claims["aud"]) == (shop.owner_id, "authenticated", "authenticated")
    assert claims["exp"] - claims["iat"] == 3600


def test_a_wrong_password_is_refused(connect: Connect, shop: Shop) -> None:
    with pytest.raises(AuthApiError) as refusal:
        connect(None).auth.sign_in_with_password({"email": shop.owner_email, "password": "wrong"})
    assert (refusal.value.status, refusal.value.code) == (400, "invalid_credentials")


def test_a_mailed_link_leads_to_the_dashboard_and_signs_in_once(served: Stack, connect: Connect, shop: Shop) -> None:
    connect(None).auth.sign_in_with_otp({"email": shop.owner_email, "options": {"should_create_user": False}})
    link = urlsplit(link_in(served.mails(shop.owner_email)[-1]))
    assert f"{link.scheme}://{link.netloc}{link.path}" == f"{SITE_URL}/auth/confirm"
    query = {name: values[0] for name, values in parse_qs(link.query).items()}
    assert query["type"] == "magiclink"
    answer = connect(None).auth.verify_otp({"token_hash": query["token_hash"], "type": "magiclink"})
    assert answer.user is not None
    assert answer.user.id == shop.owner_id
    with pytest.raises(AuthApiError) as refusal:
        connect(None).auth.verify_otp({"token_hash": query["token_hash"], "type": "magiclink"})
    assert refusal.value.code == "otp_expired"


def test_a_link_for_an_unknown_person_is_not_sent(served: Stack, connect: Connect) -> None:
    with pytest.raises(AuthApiError):
        connect(None).auth.sign_in_with_otp({"email": "nobody@example.com", "options": {"should_create_user": False}})
    assert served.mails("nobody@example.com") == []


def test_a_recovery_link_lets_one_choose_a_new_password(served: Stack, connect: Connect, shop: Shop) -> None:
    connect(None).auth.reset_password_for_email(shop.owner_email)
    mail = served.mails(shop.owner_email)[-1]
    assert mail["subject"] == "Choose a new password"
    query = parse_qs(urlsplit(link_in(mail)).query)
    assert query["type"] == ["recovery"]
    client = connect(None)
    client.auth.verify_otp({"token_hash": query["token_hash"][0], "type": "recovery"})
    client.auth.update_user({"password": "a new password"})
    again = connect(None).auth.sign_in_with_password({"email": shop.owner_email, "password": "a new password"})
    assert again.user is not None


def test_signing_up_asks_to_confirm_the_address_first(served: Stack, connect: Connect, shop: Shop) -> None:
    email = f"new.{shop.owner_email}"
    answer = connect(None).auth.sign_up({"email": email, "password": PASSWORD})
    assert answer.session is None
    query = parse_qs(urlsplit(link_in(served.mails(email)[-1])).query)
    assert query["type"] == ["signup"]
    confirmed = connect(None).auth.verify_otp({"token_hash": query["token_hash"][0], "type": "signup"})
    assert confirmed.session is not None


def test_a_weak_password_is_named_as_such(connect: Connect) -> None:
    with pytest.raises(AuthWeakPasswordError) as refusal:
        connect(None).auth.sign_up({"email": "weak@example.com", "password": "short"})
    assert refusal.value.reasons == ["length"]


def test_a_refresh_gives_a_new_token_for_the_same_person(connect: Connect, shop: Shop) -> None:
    session = signed_in(connect, shop)
    fresh = connect(None).auth.refresh_session(session.refresh_token).session
    assert fresh is not None
    assert fresh.refresh_token != session.refresh_token
    user = connect(None).auth.get_user(fresh.access_token)
    assert user is not None
    assert user.user.id == shop.owner_id


def test_signing_out_ends_the_session(connect: Connect, shop: Shop) -> None:
    session = signed_in(connect, shop)
    connect().auth.admin.sign_out(session.access_token)
    with pytest.raises(AuthApiError) as refresh:
        connect(None).auth.refresh_session(session.refresh_token)
    assert str(refresh.value.code) == "refresh_token_not_found"
    with pytest.raises(AuthApiError) as user:
        connect(None).auth.get_user(session.access_token)
    assert user.value.code == "session_not_found"


def test_a_message_is_a_private_file_with_plain_text_and_html(served: Stack, connect: Connect, shop: Shop) -> None:
    connect(None).auth.reset_password_for_email(shop.owner_email)
    mail = served.mails(shop.owner_email)[-1]
    assert sorted(mail) == ["at", "html", "subject", "text", "to"]
    assert "<a href=" in mail["html"]
    assert "<" not in mail["text"]
    assert {file.stat().st_mode & 0o777 for file in served.mail_dir.iterdir()} == {0o600}
    assert served.mail_dir.stat().st_mode & 0o777 == 0o700


class TestTheOperator:
    """The admin API, with the secret key."""

    def test_creates_finds_lists_changes_and_deletes_a_person(self, service: Client) -> None:
        admin = service.auth.admin
        made = admin.create_user(
            {
                "email": "Ann@Example.com",
                "password": PASSWORD,
                "email_confirm": True,
                "user_metadata": {"name": "Ann"},
            }
        ).user
        assert (made.email, made.user_metadata["name"]) == ("ann@example.com", "Ann")
        assert made.email_confirmed_at is not None
        assert admin.get_user_by_id(made.id).user.id == made.id
        assert made.id in [user.id for user in admin.list_users(page=1, per_page=1000)]
        changed = admin.update_user_by_id(made.id, {"user_metadata": {"name": "Anna"}, "email": "anna@example.com"})
        assert (changed.user.user_metadata["name"], changed.user.email) == ("Anna", "anna@example.com")
        admin.delete_user(made.id)
        with pytest.raises(AuthApiError) as refusal:
            admin.get_user_by_id(made.id)
        assert (refusal.value.status, refusal.value.code) == (404, "user_not_found")

    def test_pages_through_everybody_once(self, service: Client, shop: Shop) -> None:
        everybody = [user.id for user in service.auth.admin.list_users(page=1, per_page=1000)]
        one_by_one = [
            service.auth.admin.list_users(page=number + 1, per_page=1)[0].id for number in range(len(everybody))
        ]
        assert one_by_one == everybody

    def test_cannot_create_the_same_address_twice(self, service: Client, shop: Shop) -> None:
        with pytest.raises(AuthApiError) as refusal:
            service.auth.admin.create_user({"email": shop.owner_email.upper(), "password": PASSWORD})
        assert (refusal.value.status, refusal.value.code) == (422, "email_exists")

    def test_invites_a_person_who_then_has_a_session(
        self, served: Stack, service: Client, connect: Connect, shop: Shop
    ) -> None:
        email = f"invited.{shop.owner_email}"
        invited = service.auth.admin.invite_user_by_email(email, {"data": {"name": "Ida"}}).user
        assert invited.invited_at is not None
        mail = served.mails(email)[-1]
        assert mail["subject"] == "You have been invited"
        query = parse_qs(urlsplit(link_in(mail)).query)
        assert query["type"] == ["invite"]
        answer = connect(None).auth.verify_otp({"token_hash": query["token_hash"][0], "type": "invite"})
        assert answer.session is not None
        assert answer.user is not None
        assert answer.user.user_metadata["name"] == "Ida"

    def test_makes_a_link_that_only_leads_to_our_own_site(self, service: Client, connect: Connect, shop: Shop) -> None:
        made = service.auth.admin.generate_link(
            {"type": "magiclink", "email": shop.owner_email, "options": {"redirect_to": "https://evil.example/"}}
        )
        assert made.properties.redirect_to == SITE_URL
        token = made.properties.hashed_token
        assert connect(None).auth.verify_otp({"token_hash": token, "type": "magiclink"}).session is not None

    def test_bans_a_person_from_every_way_in(self, service: Client, connect: Connect, shop: Shop) -> None:
        session = signed_in(connect, shop)
        link = service.auth.admin.generate_link({"type": "magiclink", "email": shop.owner_email})
        service.auth.admin.update_user_by_id(shop.owner_id, {"ban_duration": "24h"})
        for attempt in (
            lambda: signed_in(connect, shop),
            lambda: connect(None).auth.refresh_session(session.refresh_token),
            lambda: connect(None).auth.verify_otp({"token_hash": link.properties.hashed_token, "type": "magiclink"}),
        ):
            with pytest.raises(AuthApiError):
                attempt()
        service.auth.admin.update_user_by_id(shop.owner_id, {"ban_duration": "none"})
        assert signed_in(connect, shop)

    def test_is_nobody_else(self, served: Stack, connect: Connect, shop: Shop) -> None:
        token = signed_in(connect, shop).access_token
        keys = [
            {},
            {"apikey": "sb_secret_guess"},
            {"apikey": served.publishable_key},
            {"apikey": served.publishable_key, "Authorization": f"Bearer {token}"},
            {"apikey": served.secret_key, "Authorization": f"Bearer {token}"},
        ]
        answers = [httpx.get(f"{served.url}/auth/v1/admin/users", headers=headers) for headers in keys]
        assert [answer.status_code for answer in answers] == [401, 403, 403, 403, 403]
