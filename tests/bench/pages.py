"""The dashboard's pages beside what they cannot do without: their own calls to the data API, and the rendering of an empty page.

The calls are those the page itself made, caught on their way out and sent again: a page that asks for more pays on both sides.
"""

import time
from collections.abc import Callable
from contextlib import ExitStack
from statistics import median

import httpx
from flask import Flask
from playwright.sync_api import Page

from tests.bench.figures import Figure, Round, of_rounds
from tests.stack import MIGRATIONS, PostgresServer, Stack, prepare
from tests.web.browsing import Browser
from tests.web.looking import DESKTOP, sign_in
from tests.web.people import Cast
from tests.web.serving import open_chromium, people_of, served, settings_for
from web.app import create_app

BOOKINGS, ROUNDS, WARM_UP = 50, 40, 5
GOAL = 1.5
FILL = """
insert into public.bookings (
  business_id, customer_id, service_id, staff_id, source, status, starts_at, ends_at, service_name, customer_name, currency, requested_at)
select c.business_id, c.id, s.id, t.id, 'manual', 'confirmed', at, at + interval '1 hour', s.name, 'Customer ' || n, 'AUD', now()
from (select * from public.customers where business_id = %(business)s limit 1) c,
  (select * from public.services where business_id = %(business)s limit 1) s,
  (select * from public.staff where business_id = %(business)s limit 1) t,
  generate_series(1, %(most)s) n, lateral (select date_trunc('month', now()) + n * interval '80 minutes' as at) hour
returning 1
"""
WATCH = """
new MutationObserver((changes) => { if (changes.some(({ target }) => target.closest?.("#calendar"))) window.drawnAt = performance.now(); })
  .observe(document, { childList: true, subtree: true });
"""
SETTLED = "() => window.drawnAt && performance.now() - window.drawnAt > 700"  # nothing more is drawn
DRAW = """
async (count) => {
  const place = document.body.appendChild(document.createElement("div")), first = new Date();
  first.setDate(1); first.setHours(0, 0, 0, 0);
  const hour = 3600000, at = (n) => new Date(first.getTime() + n * 80 * 60000);
  const events = Array.from({ length: count }, (_, n) => ({ id: String(n), title: `Customer ${n}`, start: at(n), end: new Date(at(n).getTime() + hour) }));
  const began = performance.now();
  const made = EventCalendar.create(place, { view: "dayGridMonth", dayMaxEvents: true, height: "640px", events });
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const took = performance.now() - began;
  EventCalendar.destroy(made);
  place.remove();
  return took;
}
"""
MONTH, MONTHS = 500, 7


def measure() -> list[Figure]:
    """A stack of its own, with nothing in it but the bookings shown."""
    with ExitStack() as stack:
        server = PostgresServer()
        stack.callback(server.stop)
        url = server.create()
        prepare(url, MIGRATIONS)
        running = Stack(url)
        stack.callback(running.stop)
        return _pages(people_of(running))


def _pages(cast: Cast) -> list[Figure]:
    for number in range(BOOKINGS):
        cast.book(name=f"Customer {number}", hours_ahead=24 + number)
    app = create_app(settings_for(cast.stack))
    owner, nobody = Browser(app.test_client()), Browser(app.test_client())
    owner.sign_in(cast.owner)
    front, every = f"/dashboard/{cast.business}", f"/dashboard/{cast.business}/bookings"
    return [
        _beside(app, owner, nobody, front, f"today's page with {BOOKINGS} requests"),
        _beside(app, owner, nobody, every, f"the list of {BOOKINGS} bookings"),
        _month(cast),
    ]


def _beside(app: Flask, owner: Browser, nobody: Browser, page: str, what: str) -> Figure:
    http: httpx.Client = app.extensions["coresentia"].http
    calls = _calls_of(http, lambda: owner.get(page))

    def bare() -> None:
        for call in calls:
            http.send(_again(http, call)).raise_for_status()
        nobody.get("/login")

    rounds = [Round(_ms(lambda: owner.get(page)), _ms(bare)) for _ in range(WARM_UP + ROUNDS)][WARM_UP:]
    name = f"{what} vs its {len(calls)} calls and an empty page"
    return of_rounds(name, "ms", rounds, GOAL)


def _calls_of(http: httpx.Client, visit: Callable[[], object]) -> list[httpx.Request]:
    """What a visit asks of the data API."""
    caught: list[httpx.Request] = []
    http.event_hooks = {"request": [caught.append], "response": []}
    visit()
    http.event_hooks = {"request": [], "response": []}
    assert caught, "the page asked for nothing"
    return caught


def _again(http: httpx.Client, call: httpx.Request) -> httpx.Request:
    return http.build_request(call.method, call.url, headers=call.headers, content=call.read())


def _ms(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _month(cast: Cast) -> Figure:
    """In a real browser, from the tap to the last event drawn. The library's own draw is that of as many bare events."""
    with served(cast.stack) as url, open_chromium() as chromium:
        page = chromium.new_context(**DESKTOP).new_page()
        page.add_init_script(WATCH)
        sign_in(page, f"{url}/dashboard/{cast.business}/calendar", cast)
        page.get_by_role("button", name="Month", exact=True).click()
        empty = [_opened(page) for _ in range(MONTHS + 1)][1:]
        cast.query(FILL, business=cast.business, most=MONTH)
        full = [(_opened(page), float(page.evaluate(DRAW, MONTH))) for _ in range(MONTHS + 1)][1:]
        assert page.locator(".ec-event").count() >= MONTH
    bare = median(empty)
    rounds = [Round(opened, bare + drawn) for opened, drawn in full]
    return of_rounds(
        f"a month of {MONTH} bookings opens vs an empty one and the library's own draw", "ms", rounds, GOAL
    )


def _opened(page: Page) -> float:
    page.reload()
    page.wait_for_function(SETTLED)
    return float(page.evaluate("window.drawnAt"))
