"""The chat window in a real browser, on websites of another origin, with a receptionist that answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect
from psycopg.rows import dict_row

from edge_bridge.db import Database
from edge_bridge.receptionist.answer import Receptionist
from tests.edge_bridge.chat.hosts import STRICT, Website, served_edge, website
from tests.stack import Stack
from tests.support.cast import Cast, make_cast
from tests.web.looking import violations
from tests.web.serving import open_chromium
from workers.answer import Answer

PHONE: dict[str, Any] = {
    "viewport": {"width": 320, "height": 568},
    "has_touch": True,
    "is_mobile": True,
    "reduced_motion": "reduce",
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}


@dataclass
class Scene:
    """A website with our button in it, and what stands behind."""

    edge: str
    site: Website
    cast: Cast
    database: psycopg.Connection[dict[str, Any]]
    chromium: Browser

    def token(self, business: str) -> str:
        (row,) = self.database.execute("select token from public.widgets where business_id = %s", [business]).fetchall()
        return str(row["token"])

    def script(self, business: str | None = None, more: str = "") -> str:
        token = self.token(business or self.cast.lawns.id)
        return f'<script src="{self.edge}/widget.js" data-business="{token}" {more} async></script>'


@pytest.fixture(scope="module")
def scene(module_stack: Stack) -> Iterator[Scene]:
    with ExitStack() as stack:
        database = stack.enter_context(
            psycopg.connect(module_stack.database_url, autocommit=True, row_factory=dict_row)
        )
        cast = make_cast(database)
        stack.enter_context(answering(module_stack))
        edge, site = stack.enter_context(served_edge(module_stack)), stack.enter_context(website())
        yield Scene(edge, site, cast, database, stack.enter_context(open_chromium()))


class answering(threading.Thread):
    """A receptionist at work for as long as the block lasts."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(daemon=True)
        self._stack, self._over = stack, threading.Event()

    def run(self) -> None:
        duty = Answer(Receptionist())
        with Database(self._stack.url, self._stack.secret_key) as database:
            while not self._over.is_set():
                if not duty.run_once(database, None):
                    self._over.wait(0.05)

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()


@pytest.fixture
def context(scene: Scene, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    made = scene.chromium.new_context(**getattr(request, "param", PHONE))
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """One whose complaints fail the test."""
    made = context.new_page()
    complaints: list[str] = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield made
    assert [words for words in complaints if "ERR_INTERNET_DISCONNECTED" not in words] == []


def chat(page: Page, label: str = "Chat with us") -> FrameLocator:
    """Opens the window."""
    page.get_by_role("button", name=label).click()
    return page.frame_locator(f"iframe[title='{label}']")


def say(window: FrameLocator, words: str) -> None:
    window.get_by_label("Your message").fill(words)
    window.get_by_role("button", name="Send").click()


def book(window: FrameLocator) -> None:
    """A whole booking, as somebody would tap and type it."""
    say(window, "Hi, I need my lawn mowed, I'm Zoe Adams, 0412 345 678, 12 Kelvin Grove Rd, Kelvin Grove")
    times = window.get_by_role("group", name="Answers with one tap").get_by_role("button")
    expect(times.first).to_be_visible()
    chosen = times.first.inner_text()
    times.first.click()
    expect(window.get_by_role("log").get_by_text("penciled you in")).to_be_visible()
    expect(window.get_by_role("log")).to_contain_text(chosen)


def test_a_whole_booking_by_chat_on_a_small_phone(page: Page, scene: Scene) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(scene.site.put("/plain", "<h1>Mowing</h1>", scene.script()))
    expect(page.get_by_role("button", name="Chat with us")).to_be_visible()
    assert [url for url in asked if url.startswith(scene.edge)] == [
        f"{scene.edge}/widget.js"
    ]  # nothing else before the first click
    window = chat(page)
    expect(window.get_by_text("an AI")).not_to_have_count(0)
    book(window)
    (booking,) = scene.database.execute("select * from public.bookings where customer_name = 'Zoe Adams'").fetchall()
    assert (booking["status"], booking["source"], booking["customer_phone"]) == ("pending", "chat", "+61412345678")
    page.reload()
    expect(chat(page).get_by_text("penciled you in")).to_be_visible()


def test_what_is_written_without_a_connection_is_kept_and_goes_out_once(
    page: Page, scene: Scene, context: BrowserContext
) -> None:
    page.goto(scene.site.put("/offline", "<h1>Mowing</h1>", scene.script()))
    window = chat(page)
    expect(window.get_by_label("Your message")).to_be_enabled()
    expect(window.get_by_role("heading", name="Green Blade")).to_be_visible()
    context.set_offline(True)
    say(window, "Is anybody there at all?")
    expect(window.get_by_role("status")).to_contain_text("What you write is kept")
    context.set_offline(False)
    expect(window.locator("#thread .you:not(.waiting)")).to_have_count(1)
    rows = scene.database.execute("select 1 from public.messages where body = 'Is anybody there at all?'").fetchall()
    assert len(rows) == 1


def test_two_tabs_show_the_same(context: BrowserContext, scene: Scene) -> None:
    address = scene.site.put("/tabs", "<h1>Mowing</h1>", scene.script())
    first, second = context.new_page(), context.new_page()
    for tab in (first, second):
        tab.goto(address)
    one, other = chat(first), chat(second)
    expect(other.get_by_role("heading", name="Green Blade")).to_be_visible()
    say(one, "How much is mowing?")
    expect(other.get_by_role("log").get_by_text("How much is mowing?")).to_be_visible()
    expect(other.get_by_role("log").get_by_text("$60")).to_be_visible()


@pytest.mark.parametrize("context", [DESK], indirect=True)
def test_it_works_under_a_strict_policy_hostile_styles_and_a_swapped_body(page: Page, scene: Scene) -> None:
    hostile = "<style>* { display: none !important; all: revert !important } div, button, iframe { position: static !important; opacity: 0 !important }</style>"
    for path, body, head, policy in (
        ("/strict", "<h1>Mowing</h1>", "", STRICT.format(edge=scene.edge)),
        ("/hostile", "<h1>Mowing</h1>", hostile, ""),
    ):
        page.goto(scene.site.put(path, body, head + scene.script() + scene.script(), policy))
        button = page.get_by_role("button", name="Chat with us")
        expect(button).to_have_count(1)  # loaded twice, shown once
        box = button.bounding_box()
        assert box is not None
        assert (box["x"], box["y"]) == (1280 - 80, 800 - 80)
        window = chat(page)
        expect(window.get_by_role("heading", name="Green Blade")).to_be_visible()
        window.get_by_role("button", name="Close the chat").click()
        expect(button).to_be_focused()
    page.goto(scene.site.put("/swap", "<h1>One</h1>", scene.script()))
    expect(page.get_by_role("button", name="Chat with us")).to_be_visible()
    page.evaluate(
        "() => { const next = document.createElement('body'); next.innerHTML = '<h1>Two</h1>'; document.body.replaceWith(next); }"
    )
    expect(chat(page).get_by_role("heading", name="Green Blade")).to_be_visible()


@pytest.mark.parametrize("context", [DESK], indirect=True)
def test_two_businesses_on_one_page_keep_apart(page: Page, scene: Scene) -> None:
    both = scene.script(more='data-label="Chat with lawns"') + scene.script(
        scene.cast.salon.id, 'data-label="Chat with the salon" data-side="left"'
    )
    page.goto(scene.site.put("/two", "<h1>Both</h1>", both))
    expect(chat(page, "Chat with lawns").get_by_role("heading", name="Green Blade")).to_be_visible()
    expect(chat(page, "Chat with the salon").get_by_role("heading", name="Harbour Hair")).to_be_visible()
    assert page.evaluate("Object.keys(window).filter((name) => name.startsWith('Core'))") == ["CoreSentia"]


def test_the_window_is_accessible_light_and_dark(page: Page, scene: Scene) -> None:
    page.goto(f"{scene.edge}/chat/{scene.token(scene.cast.lawns.id)}")
    page.get_by_label("Your message").fill("I need my lawn mowed")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").locator("li")).not_to_have_count(2)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
