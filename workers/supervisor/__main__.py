"""`python -m workers.supervisor`: starts everything, says where it is, runs until Ctrl-C."""

import json
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import httpx

from edge_bridge.db.chat_settings import ChatSettings
from seed.file import BusinessFile, read_file
from seed.provision import Provisioner
from workers.supervisor.plan import ROOT, BadPort, Plan, make_plan
from workers.supervisor.run import Running, StartFailed, busy_port, only_one

DEMO = sorted((ROOT / "seed" / "businesses").glob("*.toml"))


def main() -> int:
    """0 after Ctrl-C; 1 when something failed, with one plain message; 3 for a busy port."""
    try:
        plan = make_plan()
    except (BadPort, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 2
    try:
        with only_one(plan.data_dir / "supervisor.lock"):
            if busy := busy_port(plan):
                print(
                    f"Port {plan.ports[busy]} is busy: stop what uses it, or set {busy} to another one.",
                    file=sys.stderr,
                )
                return 3
            return _run(Running(plan))
    except StartFailed as error:
        print(error, file=sys.stderr)
        return 1


def _run(running: Running) -> int:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: running.ask_to_stop())
    try:
        running.start()
        demo = _bring_up(running)
        _say_where(running.plan, demo)
        ended = running.watch()
        if ended:
            print(f"{ended} stopped by itself. Its log: {running.log_file(ended)}", file=sys.stderr)
        return 1 if ended else 0
    finally:
        running.stop()


def _bring_up(running: Running) -> dict[str, BusinessFile]:
    """Waits for the database, makes the demo businesses (here only), waits for the rest. The demo businesses by id."""
    plan, demo, sites = running.plan, {}, {}
    by_name = {process.name: process for process in plan.processes}
    if plan.own_stack:
        stack = f"{plan.settings['SUPABASE_URL']}/rest/v1/businesses?limit=0"
        running.wait_ready(by_name["supabase"], stack, {"apikey": plan.settings["SUPABASE_SECRET_KEY"]})
        provisioner = Provisioner(
            plan.settings["SUPABASE_URL"], plan.settings["SUPABASE_SECRET_KEY"], plan.settings["DASHBOARD_URL"]
        )
        files = [read_file(path) for path in DEMO]
        demo = {provisioner.apply(file): file for file in files}
        sites = {file.slug: _site(file, provisioner.chat(id_)) for id_, file in demo.items()}
        provisioner.close()
    for process in plan.processes:
        if process.ready_url:
            running.wait_ready(process, process.ready_url)
    if plan.own_phones and demo:
        _name_phones(plan, list(demo.values()))
        httpx.put(f"{plan.settings['TWILIO_API_URL']}/phones/sites", json=sites, timeout=5).raise_for_status()
    return demo


def _site(file: BusinessFile, chat: ChatSettings) -> dict[str, str]:
    """Its made-up website, with the chat window in it."""
    return {"name": file.name, "trade": file.trade, "token": chat.token, "colour": chat.colour, "side": chat.side}


def _name_phones(plan: Plan, demo: list[BusinessFile]) -> None:
    names = {file.sms_number: {"name": file.name, "role": "business"} for file in demo}
    names |= {m.phone: {"name": f"{m.name} ({file.name})", "role": "owner"} for file in demo for m in file.members}
    httpx.put(f"{plan.settings['TWILIO_API_URL']}/phones/names", json=names, timeout=5).raise_for_status()


def _say_where(plan: Plan, demo: dict[str, BusinessFile]) -> None:
    settings = plan.settings
    engine = (
        f"Claude ({settings.get('ANTHROPIC_MODEL', 'claude-haiku-5-5')})"
        if settings.get("ANTHROPIC_API_KEY")
        else "the offline engine"
    )
    lines = [f"\nCoreSentia Bookings is running. Answers come from {engine}."]
    lines += [
        f"  {file.name}: {settings['DASHBOARD_URL']}/dashboard/{id_}\n"
        f"    sign in as {file.members[0].email} with {file.members[0].demo_password}"
        + (
            f"\n    its website, with the chat: {settings['TWILIO_API_URL']}/site/{file.slug}"
            if plan.own_phones
            else ""
        )
        for id_, file in demo.items()
    ]
    texts = f"the phone simulator: {settings['TWILIO_API_URL']}/" if plan.own_phones else "Twilio"
    lines += [
        f"  Texts go to {texts}",
        f"  E-mails to customers go to {_mail_server(plan)}",
        f"  Data and logs: {plan.data_dir}",
        "  Stop with Ctrl-C. Try it: make demo, in a second shell.\n",
    ]
    _remember(plan, demo)
    print("\n".join(lines), flush=True)


def _mail_server(plan: Plan) -> str:
    if plan.own_mail:
        return "the same page"
    if url := plan.settings.get("SMTP_URL"):
        return urlsplit(url).hostname or "?"
    return "nobody: set SMTP_URL and MAIL_FROM"


def _remember(plan: Plan, demo: dict[str, BusinessFile]) -> None:
    """Where the public doors are, for `make demo`."""
    where = {
        "dashboard_url": plan.settings["DASHBOARD_URL"],
        "edge_url": plan.settings["EDGE_URL"],
        "phones_url": plan.settings.get("TWILIO_API_URL"),
        "businesses": {file.slug: id_ for id_, file in demo.items()},
    }
    (plan.data_dir / "where.json").write_text(json.dumps(where, indent=2))


if __name__ == "__main__":
    raise SystemExit(main())
