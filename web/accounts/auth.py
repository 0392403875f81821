"""Supabase Auth: signing in by password, e-mailed link or Google, staying signed in, signing out."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode

import httpx
from pydantic import BaseModel, ConfigDict
from supabase_auth import SyncGoTrueClient
from supabase_auth.errors import AuthError, AuthRetryableError, AuthUnknownError
from supabase_auth.types import AuthResponse, CodeExchangeParams, EmailOtpType

from edge_bridge.db import Unavailable

T = TypeVar("T")


class Refused(Exception):
    """Supabase Auth said no: wrong password, spent link, ended session. `code` is its own word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Tokens(BaseModel):
    """What a signed-in browser keeps."""

    model_config = ConfigDict(frozen=True)

    access: str
    refresh: str


class Accounts:
    """Each call takes a fresh client on the shared pool: a client remembers whom it signed in.

    Every method may raise Refused or edge_bridge.db.Unavailable.
    """

    def __init__(self, url: str, publishable_key: str, http: httpx.Client) -> None:
        self._url, self._key, self._http = f"{url}/auth/v1", publishable_key, http

    def sign_in(self, email: str, password: str) -> Tokens:
        """By password."""
        return self._tokens(lambda auth: auth.sign_in_with_password({"email": email, "password": password}))

    def send_link(self, email: str, confirm_url: str) -> None:
        """E-mails a sign-in link to a person who has an account; never makes an account."""
        self._ask(
            lambda auth: auth.sign_in_with_otp(
                {"email": email, "options": {"should_create_user": False, "email_redirect_to": confirm_url}}
            )
        )

    def redeem_link(self, token_hash: str, kind: EmailOtpType) -> Tokens:
        """Spends an e-mailed link: it works once."""
        return self._tokens(lambda auth: auth.verify_otp({"token_hash": token_hash, "type": kind}))

    def send_reset(self, email: str) -> None:
        """E-mails a link to choose a new password to a person who has an account."""
        self._ask(lambda auth: auth.reset_password_for_email(email))

    def google_address(self, callback: str, challenge: str) -> str:
        """Where a browser goes to sign in with Google; it comes back to `callback` with a code. Contacts nobody."""
        asked = {
            "provider": "google",
            "redirect_to": callback,
            "code_challenge": challenge,
            "code_challenge_method": "s256",
        }
        return f"{self._url}/authorize?{urlencode(asked)}"

    def redeem_code(self, code: str, verifier: str) -> Tokens:
        """Spends what came back from there: good once, and only with the verifier of its challenge."""
        asked: CodeExchangeParams = {"auth_code": code, "code_verifier": verifier, "redirect_to": ""}
        return self._tokens(lambda auth: auth.exchange_code_for_session(asked))

    def set_password(self, tokens: Tokens, password: str) -> None:
        """Of the person these tokens name. Refused('weak_password' or 'same_password') leaves the old one."""
        self._ask(
            lambda auth: (auth.set_session(tokens.access, tokens.refresh), auth.update_user({"password": password}))
        )

    def refresh(self, tokens: Tokens) -> Tokens:
        """Fresh tokens for the same session."""
        return self._tokens(lambda auth: auth.refresh_session(tokens.refresh))

    def sign_out(self, tokens: Tokens, everywhere: bool = False) -> None:
        """Ends this browser's session and no other of the same person, or all of them."""
        self._ask(lambda auth: auth.admin.sign_out(tokens.access, "global" if everywhere else "local"))

    def _tokens(self, action: Callable[[SyncGoTrueClient], AuthResponse]) -> Tokens:
        session = self._ask(action).session
        if session is None:
            raise Refused("no_session")
        return Tokens(access=session.access_token, refresh=session.refresh_token)

    def _ask(self, action: Callable[[SyncGoTrueClient], T]) -> T:
        client = SyncGoTrueClient(
            url=self._url,
            headers={"apikey": self._key, "Authorization": f"Bearer {self._key}"},
            http_client=self._http,
            auto_refresh_token=False,
            persist_session=False,
        )
        try:
            return action(client)
        except (AuthRetryableError, AuthUnknownError, httpx.HTTPError) as error:
            raise Unavailable(f"Sign-in did not answer ({type(error).__name__}).") from error
        except AuthError as error:
            raise Refused(str(error.code or "refused")) from error
