"""Pictures of every page, on a phone and on a desk, light and dark: `make shots` writes them to shots/."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import Browser as Chromium

from tests.stack import MIGRATIONS, PostgresServer, Stack, prepare
from tests.web.browsing import Browser
from tests.web.every_page import every_page
from tests.web.furnished import furnish
from tests.web.looking import DESKTOP, PHONE, sign_in
from tests.web.people import Cast
from tests.web.serving import open_chromium, people_of, served, settings_for
from web.app import create_app

SHOTS = Path(__file__).resolve().parents[2] / "shots"


def main() -> None:
    server = PostgresServer()
    try:
        url = server.create()
        prepare(url, MIGRATIONS)
        stack = Stack(url)
        try:
            _shoot(people_of(stack))
        finally:
            stack.stop()
    finally:
        server.stop()


def _shoot(cast: Cast) -> None:
    app = create_app(settings_for(cast.stack))
    owner = Browser(app.test_client())
    owner.sign_in(cast.owner)
    pages = every_page(app, owner, furnish(cast))
    shutil.rmtree(SHOTS, ignore_errors=True)
    SHOTS.mkdir()
    with served(cast.stack) as url, open_chromium() as chromium:
        for place, options in (("phone", PHONE), ("desk", DESKTOP)):
            _pages(chromium, options, url, cast, pages, place)
    print(f"{len(pages)} pages, {4 * len(pages)} pictures in {SHOTS}")


def _pages(
    chromium: Chromium, options: dict[str, object], url: str, cast: Cast, pages: dict[str, str], place: str
) -> None:
    page = chromium.new_context(**options).new_page()  # type: ignore[arg-type]
    sign_in(page, f"{url}/dashboard", cast)
    for endpoint, address in pages.items():
        page.goto(url + address)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=SHOTS / f"{endpoint}-{place}-{scheme}.png", full_page=True)


if __name__ == "__main__":
    main()
