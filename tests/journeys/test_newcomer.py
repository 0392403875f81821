"""Starting, stopping, starting again; and when something is in the way."""

import re
import socket
import subprocess
import sys

from tests.support.product import GREEN_BLADE, ROOT, Customer, Product, new_folder


def test_it_says_where_everything_is_and_a_second_start_keeps_the_data() -> None:
    with new_folder() as folder:
        product = Product(folder).start()
        assert "Answers come from the offline engine." in product.banner
        assert f"sign in as dave@green-blade.example with {GREEN_BLADE.members[0].demo_password}" in product.banner
        assert re.search(r"Texts go to the phone simulator: http://127\.0\.0\.1:\d+/", product.banner)
        customer = Customer(product, GREEN_BLADE)
        customer.says("need my lawn mowed next week, I'm Pat Keeps, 8 Ash St, Milton")
        assert product.stop() == 0
        assert left_behind(product) == []

        again = Product(folder).start()
        returning = Customer(again, GREEN_BLADE, customer.number)
        assert "penciled you in" in returning.says("1")
        assert again.stop() == 0


def test_a_busy_port_gives_one_clear_line() -> None:
    with new_folder() as folder, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        product = Product(folder, WEB_PORT=str(port))
        done = subprocess.run(
            [sys.executable, "-m", "workers.supervisor"],
            cwd=ROOT,
            env=product.environ,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 3
        assert done.stderr == f"Port {port} is busy: stop what uses it, or set WEB_PORT to another one.\n"
        assert done.stdout == ""


def test_the_demo_without_a_product_says_what_to_do() -> None:
    with new_folder() as folder:
        environ = Product(folder).environ
        done = subprocess.run(
            [sys.executable, "-m", "seed.demo"], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 1
        assert "Start it with `make run` in another shell." in done.stderr


def left_behind(product: Product) -> list[str]:
    """Ports of ours that something still listens on."""
    names = ("STACK_PORT", "POSTGRES_PORT", "EDGE_PORT", "WEB_PORT", "PHONES_PORT", "MAIL_PORT")
    return [name for name in names if _listening(int(product.environ[name]))]


def _listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
