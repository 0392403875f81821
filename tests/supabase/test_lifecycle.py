"""Starting, stopping, crashing and coming back, as a whole with its own PostgreSQL."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.stack import LOCAL, PORT_TAKEN, PostgresServer, Program, Stack, command, database_name, free_port, start

SECRET_KEY = "sb_secret_of_the_lifecycle_tests"
KEYS = {
    "SUPABASE_JWT_SECRET": "a secret of at least thirty-two characters",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_of_the_lifecycle_tests",
    "SUPABASE_SECRET_KEY": SECRET_KEY,
    "SITE_URL": "http://127.0.0.1:5000",
    "MIGRATIONS": "",
}
NOBODY = 65534
needs_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")


class Whole:
    """The embedded Supabase with everything it starts, on its own folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = {**KEYS, "DATA_DIR": str(folder), "POSTGRES_PORT": str(free_port())}
        self.program, self.port = start(folder, [], self.settings, "STACK_PORT")

    @property
    def database_url(self) -> str:
        return (self.folder / "postgres.url").read_text().strip()

    @property
    def postmaster(self) -> int:
        return int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0])

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.database_url, autocommit=True) as database:
            database.execute(statement.encode())

    def notes(self) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}/rest/v1/notes?select=text", headers={"apikey": SECRET_KEY})

    def start_again(self) -> None:
        self.program = Program(self.folder, [], self.settings | {"STACK_PORT": str(self.port)})


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="bookings-lifecycle-"))
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def stopped() -> Iterator[Path]:
    """A data folder with one note in it, used by nobody: copying it is quicker than making one."""
    made = Path(tempfile.mkdtemp(prefix="bookings-lifecycle-"))
    running = Whole(made)
    running.execute("create table public.notes (text text primary key); insert into public.notes values ('kept')")
    running.program.stop()
    yield made
    shutil.rmtree(made)


@pytest.fixture
def whole(stopped: Path, folder: Path) -> Iterator[Whole]:
    subprocess.run(["cp", "-a", f"{stopped}/.", str(folder)], check=True)
    running = Whole(folder)
    yield running
    if running.program.process.poll() is None:
        running.program.stop()


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs to the end with these settings and nothing else from the environment but the path."""
    environment = {"PATH": os.environ["PATH"], **settings}
    return subprocess.run(command(*arguments), env=environment, capture_output=True, text=True, check=False)


def is_running(pid: int) -> bool:
    """Ended counts as ended, also before its parent has taken note."""
    shown = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout.strip() != "" and not shown.stdout.startswith("Z")


def test_all_missing_and_odd_settings_are_named_together() -> None:
    done = run(STACK_PORT="eighty", SITE_URL="nowhere", SUPABASE_JWT_SECRET="short")
    assert done.returncode == 2
    named = ["STACK_PORT", "DATA_DIR", "POSTGRES_PORT", "SUPABASE_JWT_SECRET", "SUPABASE_PUBLISHABLE_KEY"]
    assert all(name in done.stderr for name in [*named, "SUPABASE_SECRET_KEY", "SITE_URL"])
    assert done.stderr.count("\n") == 1


def test_the_line_that_says_it_is_ready_names_the_address(whole: Whole) -> None:
    assert whole.program.first_line == f"supabase (embedded) on http://127.0.0.1:{whole.port}"


def test_a_restart_keeps_everything_and_a_stop_leaves_no_process(whole: Whole) -> None:
    postmaster = whole.postmaster
    assert whole.program.stop() == 0
    assert not is_running(postmaster)
    whole.start_again()
    assert whole.notes().json() == [{"text": "kept"}]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_way_to_ask_it_to_stop_is_understood(whole: Whole, sign: signal.Signals) -> None:
    postmaster = whole.postmaster
    whole.program.process.send_signal(sign)
    assert whole.program.stop() == 0
    assert not is_running(postmaster)


def test_after_a_crash_the_next_start_recovers(whole: Whole) -> None:
    left_behind = whole.postmaster
    whole.program.kill()
    assert is_running(left_behind)
    whole.start_again()
    assert not is_running(left_behind)
    assert whole.notes().json() == [{"text": "kept"}]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_a_postgresql_that_ends_is_started_again(whole: Whole, sign: signal.Signals) -> None:
    before = whole.postmaster
    with ThreadPoolExecutor(24) as crowd:

        def everybody_asks() -> set[int]:
            return set(crowd.map(lambda _: whole.notes().status_code, range(24)))

        assert everybody_asks() == {200}
        os.kill(before, sign)
        while (answers := everybody_asks()) != {200}:
            assert answers <= {200, 503}
    assert whole.postmaster != before


def test_two_programs_cannot_share_a_data_folder(whole: Whole) -> None:
    ports = {"STACK_PORT": str(free_port()), "POSTGRES_PORT": str(free_port())}
    done = run(**KEYS, **ports, DATA_DIR=str(whole.folder))
    assert (done.returncode, done.stderr.count("\n")) == (PORT_TAKEN, 1)
    assert str(whole.program.process.pid) in done.stderr
    assert whole.notes().status_code == 200


@pytest.mark.parametrize("setting", ["STACK_PORT", "POSTGRES_PORT"])
def test_a_busy_port_is_one_clear_line(folder: Path, setting: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        busy = str(other.getsockname()[1])
        ports = {"STACK_PORT": str(free_port()), "POSTGRES_PORT": str(free_port())} | {setting: busy}
        done = run(**KEYS, **ports, DATA_DIR=str(folder))
    assert done.returncode == PORT_TAKEN
    assert done.stderr == (f"port {busy} is in use by another program: stop it, or set {setting} to a free port\n")
    assert not (folder / "postgres" / "postmaster.pid").exists()


def test_the_password_is_needed_and_only_its_owner_can_read_it(whole: Whole) -> None:
    assert (whole.folder / "postgres.url").stat().st_mode & 0o777 == 0o600
    password = psycopg.conninfo.conninfo_to_dict(whole.database_url)["password"]
    open_door = whole.database_url.replace(f":{password}@", "@")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(open_door).close()


def test_a_stopped_stack_lets_its_database_be_dropped(postgres: PostgresServer, contract_template: str) -> None:
    url = postgres.create(contract_template)
    running = Stack(url)
    running.stop()
    with psycopg.connect(postgres.url, autocommit=True) as server:
        server.execute(f'drop database "{database_name(url)}"'.encode())


def test_a_killed_stack_comes_back_on_the_same_database(own_stack: Stack) -> None:
    own_stack.kill()
    own_stack.resume()
    headers = {"apikey": own_stack.secret_key}
    assert httpx.get(f"{own_stack.url}/rest/v1/shops", headers=headers).json() == []


def test_a_database_that_does_not_answer_is_one_clear_line(folder: Path) -> None:
    nowhere = f"postgres://postgres@127.0.0.1:{free_port()}/postgres"
    done = run(**KEYS, STACK_PORT=str(free_port()), DATA_DIR=str(folder), DATABASE_URL=nowhere)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "does not answer" in done.stderr


@needs_root
def test_it_also_runs_as_a_normal_user(folder: Path) -> None:
    os.chown(folder, NOBODY, NOBODY)
    settings = {**KEYS, "DATA_DIR": str(folder), "STACK_PORT": str(free_port()), "POSTGRES_PORT": str(free_port())}
    process = subprocess.Popen(
        command(), env={"PATH": os.environ["PATH"], **settings}, stdout=subprocess.PIPE, text=True, user=NOBODY
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("supabase (embedded) on ")
        process.terminate()
    assert process.returncode == 0


@needs_root
def test_root_is_told_when_postgresql_could_not_get_to_its_data(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    done = run("postgres", DATA_DIR=str(closed / "data"), POSTGRES_PORT=str(free_port()))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "cannot be entered" in done.stderr


def test_the_data_folder_is_in_the_project_unless_postgresql_could_not_get_there(folder: Path) -> None:
    assert run("data-dir").stdout == f"{LOCAL.parent.parent}/.data\n"
    copy = folder / "home" / "project"
    shutil.copytree(LOCAL, copy / "supabase" / "local", ignore=shutil.ignore_patterns("node_modules"))
    (folder / "home").chmod(0o700)
    script = copy / "supabase" / "local" / "main.mjs"
    done = subprocess.run([*command()[:1], str(script), "data-dir"], capture_output=True, text=True, check=True)
    expected = "/var/lib/coresentia-bookings/" if os.getuid() == 0 else f"{copy}/.data"
    assert done.stdout.startswith(expected)


def test_asked_to_stop_while_starting_it_leaves_no_process(folder: Path) -> None:
    settings = {**KEYS, "DATA_DIR": str(folder), "STACK_PORT": str(free_port()), "POSTGRES_PORT": str(free_port())}
    process = subprocess.Popen(command(), env={"PATH": os.environ["PATH"], **settings})
    file = folder / "postgres" / "postmaster.pid"
    while not file.exists() or not file.read_text():
        assert process.poll() is None
    postmaster = int(file.read_text().split()[0])
    process.terminate()
    assert process.wait(timeout=30) == 0
    assert not is_running(postmaster)
