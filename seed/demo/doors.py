"""The public doors the demo goes through: a phone that texts and reads, and a browser at the dashboard."""

import html
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx

PATIENCE = 30.0


class DemoFailed(Exception):
    """What a person would have waited for did not come."""


@dataclass(frozen=True)
class Text:
    """One text on a phone."""

    sender: str
    recipient: str
    body: str


class Phones:
    """Every phone of the simulator. Texts arrive in the order they were sent."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=20)
        before = self._http.get("/phones/messages").raise_for_status().json()
        self._cursor = before["cursor"]
        # texts from before come again when their delivery is reported
        self._seen = {message["sid"] for message in before["messages"]}
        self._new: list[Text] = []

    def send(self, sender: str, to: str, body: str) -> None:
        """A person texts; the webhook must have been accepted."""
        answer = (
            self._http.post("/phones/send", json={"from": sender, "to": to, "body": body}).raise_for_status().json()
        )
        if answer["webhook_status"] != 200:
            raise DemoFailed(f"The text was not accepted: {answer}")

    def wait(self, wanted: Callable[[Text], bool], what: str, patience: float = PATIENCE) -> Text:
        """The next text that is wanted, taken out of those that came. Raises DemoFailed when patience (seconds) ends."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            for text in self._arrived():
                if wanted(text):
                    self._new.remove(text)
                    return text
            time.sleep(0.05)
        raise DemoFailed(f"No text came: {what}")

    def close(self) -> None:
        """Hangs up."""
        self._http.close()

    def _arrived(self) -> list[Text]:
        answer = self._http.get("/phones/messages", params={"since": self._cursor}).raise_for_status().json()
        for message in answer["messages"]:
            if message["sid"] not in self._seen and message["direction"] != "inbound":
                self._seen.add(message["sid"])
                self._new.append(Text(message["from_number"], message["to_number"], message["body"]))
        self._cursor = answer["cursor"]
        return list(self._new)


class Dashboard:
    """An owner's browser: forms and links, no scripts."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=20, follow_redirects=True)

    def close(self) -> None:
        """Closes the window."""
        self._http.close()

    def status(self, url: str) -> int:
        """What the server answers for an address."""
        return self._http.get(url).status_code

    def sign_in(self, email: str, password: str, to: str) -> str:
        """The page behind the sign-in form."""
        page = self.open(f"/login?next={httpx.URL(to).path}")
        return self._submit(page, "/login", {"email": email, "password": password})

    def open(self, url: str) -> str:
        """The page at a link, as a person would open it."""
        answer = self._http.get(url)
        if answer.status_code != 200:
            raise DemoFailed(f"The dashboard answered {answer.status_code} for {url}")
        return answer.text

    def press(self, page: str, action: str) -> str:
        """The page after a form whose address ends so was sent."""
        return self._submit(page, action, {})

    def _submit(self, page: str, ending: str, fields: dict[str, str]) -> str:
        for form in re.findall(r"<form\b.*?</form>", page, re.DOTALL):
            action = re.search(r'action="([^"]*)"', form)
            if action and html.unescape(action[1]).partition("?")[0].endswith(ending):
                hidden = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
                sent = {name: html.unescape(value) for name, value in hidden.items()} | fields
                answer = self._http.post(html.unescape(action[1]), data=sent)
                if answer.status_code != 200:
                    raise DemoFailed(f"The dashboard answered {answer.status_code} to {ending}")
                return answer.text
        raise DemoFailed(f"The page has no form that leads to {ending}")
