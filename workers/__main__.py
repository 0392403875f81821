"""Runs the workers, or one duty once.

python -m workers                                   all duties, until told to stop
python -m workers expire --once --now 2026-11-05T18:00:00+10:00   one duty, as if it were then
"""

import argparse
import signal
from collections.abc import Sequence
from datetime import datetime

import structlog

from edge_bridge import log
from edge_bridge.admin import Admin
from edge_bridge.db import Database
from edge_bridge.receptionist.answer import Receptionist
from edge_bridge.settings import WorkerSettings, read_settings
from edge_bridge.travel.measure import Travel
from edge_bridge.twilio.client import TextSender
from workers import backfill, commands, day_end, expire, handoffs, holidays, nag, remind, run_sheet, wake
from workers.answer import Answer
from workers.carriers import carriers
from workers.duty import Duty
from workers.invite import Invite
from workers.loop import Loop
from workers.measure import Measure
from workers.pictures import Pictures
from workers.send import Send, sending
from workers.settle import Settle
from workers.sync import Sync


def duties(settings: WorkerSettings) -> list[Duty]:
    """Every duty, ready to run."""
    sender = TextSender(settings.twilio_account_sid, settings.twilio_auth_token, settings.twilio_api_url)
    travel = Travel.from_settings(settings)
    send = Send(carriers(settings, sender), settings.dashboard_url, settings.edge_url)
    settle = Settle(sender, settings.dashboard_url, settings.edge_url)
    return [
        Duty("answer", Answer(Receptionist.from_settings(settings), travel).run_once, settings.answer_workers),
        sending(send),
        Duty("settle", settle.run_once, stop=settle.stop),
        Duty("nag", nag.run_once),
        Duty("expire", expire.run_once),
        Duty("remind", remind.run_once),
        Duty("day_end", day_end.run_once),
        Duty("run_sheet", run_sheet.run_once),
        Duty("handoffs", handoffs.run_once),
        Duty("commands", commands.run_once),
        Duty("backfill", backfill.run_once),
        Duty("pictures", Pictures.from_settings(settings).run_once),
        Duty("measure", Measure(travel).run_once),
        Duty("holidays", holidays.run_once),
        Duty(
            "invite",
            Invite(Admin(settings.supabase_url, settings.supabase_secret_key, settings.dashboard_url)).run_once,
        ),
        Duty("sync", Sync.from_settings(settings).run_once),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line; without one, runs everything until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m workers", description="Runs the workers, or one duty once.")
    names = [
        "answer",
        "send",
        "settle",
        "nag",
        "expire",
        "remind",
        "day_end",
        "run_sheet",
        "handoffs",
        "commands",
        "backfill",
        "pictures",
        "measure",
        "holidays",
        "invite",
        "sync",
    ]
    parser.add_argument("duty", nargs="?", choices=names)
    parser.add_argument("--once", action="store_true", help="take steps until nothing is due, then end")
    parser.add_argument("--now", type=_instant, help="an ISO time with its offset; the default is the database's clock")
    wanted = parser.parse_args(arguments)
    if bool(wanted.duty) != wanted.once:
        parser.error("name one duty together with --once, or neither")
    settings = read_settings(WorkerSettings)
    log.set_up("worker")
    with Database(settings.supabase_url, settings.supabase_secret_key) as db:
        if wanted.once:
            _once(db, next(d for d in duties(settings) if d.name == wanted.duty), wanted.now)
        else:
            _forever(db, settings)


def _instant(words: str) -> datetime:
    instant = datetime.fromisoformat(words)
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError("say the offset too, as in 2026-11-05T18:00:00+10:00")
    return instant


def _once(db: Database, duty: Duty, now: datetime | None) -> None:
    steps = 0
    while duty.run_once(db, now):
        steps += 1
    print(f"{duty.name}: {steps} step{'' if steps == 1 else 's'} done")


def _forever(db: Database, settings: WorkerSettings) -> None:
    wanted = duties(settings)
    loop = Loop(db, wanted)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: loop.stop())
    wakes = {
        ("messages", "author=eq.customer"): lambda: loop.wake("answer", "pictures"),
        ("outbox", None): lambda: loop.wake("send"),
        ("member_texts", None): lambda: loop.wake("commands"),
    }
    stop_listening = wake.listen(settings.supabase_url, settings.supabase_secret_key, wakes)
    structlog.get_logger().info("workers ready", duties=[duty.name for duty in wanted])
    loop.run()
    stop_listening()


if __name__ == "__main__":
    main()
