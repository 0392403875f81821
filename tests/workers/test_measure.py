"""The duty that measures what an owner's own bookings and bases left unmeasured."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from edge_bridge.db import Database
from edge_bridge.travel.measure import Travel
from tests.edge_bridge.travel.suburbs import gazetteer
from tests.stack import Stack
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.travel.known import add_job, due, known, mower
from tests.support.cast import Business
from tests.support.product import ROOT
from workers.duty import Duty
from workers.loop import Loop
from workers.measure import Measure

PATIENCE = 40.0


def two_jobs(desk: Desk) -> Business:
    shop = mower(desk)
    add_job(desk, shop, "2026-11-04T08:00:00+10:00", "Ashgrove", "4060")
    add_job(desk, shop, "2026-11-04T12:00:00+10:00", "Toowong", "4066")
    return shop


def test_a_step_measures_recognises_and_tells_the_bookings_and_then_nothing_is_due(
    desk: Desk, db: Database, tmp_path: Path
) -> None:
    shop = two_jobs(desk)
    measure = Measure(Travel(gazetteer(tmp_path)))
    assert due(desk)
    assert measure.run_once(db, desk.now)
    assert not due(desk)
    assert not measure.run_once(db, desk.now)
    assert sorted(known(desk, shop).values()) == [(5, "offline"), (5, "offline"), (15, "offline"), (15, "offline")]
    assert desk.column("select distinct travel_assumed from public.bookings") == [False]
    assert desk.column("select distinct state from public.places") == ["QLD"]


def test_a_base_alone_is_measured_too(desk: Desk, db: Database, tmp_path: Path) -> None:
    shop = two_jobs(desk)
    measure = Measure(Travel(gazetteer(tmp_path)))
    measure.run_once(db, desk.now)
    desk.call("private.set_base", shop.id, shop.staff["Sam"], "Springfield", "4300")
    assert measure.run_once(db, desk.now)
    assert len(known(desk, shop)) == 9


def test_the_running_workers_find_it_by_themselves(desk: Desk, db: Database, tmp_path: Path) -> None:
    shop = two_jobs(desk)
    measure, measured = Measure(Travel(gazetteer(tmp_path))), threading.Event()

    def run_once(database: Database, now: object) -> bool:
        did = measure.run_once(database, desk.now)
        if did:
            measured.set()
        return did

    loop = Loop(db, [Duty("measure", run_once)])
    thread = threading.Thread(target=loop.run)
    thread.start()
    found = measured.wait(PATIENCE)
    loop.stop()
    thread.join(PATIENCE)
    assert found
    assert len(known(desk, shop)) == 4


def test_an_operator_can_run_it_once(desk: Desk, stack: Stack) -> None:
    shop = two_jobs(desk)
    settings = {
        "SUPABASE_URL": stack.url,
        "SUPABASE_SECRET_KEY": stack.secret_key,
        "EDGE_URL": "http://127.0.0.1:1",
        "DASHBOARD_URL": "http://127.0.0.1:1",
        "TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
        "TWILIO_AUTH_TOKEN": "0" * 32,
    }
    command = [sys.executable, "-m", "workers", "measure", "--once", "--now", desk.now.isoformat()]
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "measure: 1 step done"
    assert len(known(desk, shop)) == 4, "make setup gathers where the suburbs are"
