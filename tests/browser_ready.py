"""Makes sure a Chromium is there for the browser tests: the system's, or Debian's package where we may install it."""

import os
import shutil
import subprocess
import sys


def find() -> str | None:
    """Path of a Chromium, if there is one."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


def install() -> None:
    """Debian's or Ubuntu's package, as root or through sudo."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for step in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(
            [*sudo, *step],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )


if __name__ == "__main__":
    if not find():
        print("Installing Chromium for the browser tests...", flush=True)
        try:
            install()
        except (OSError, subprocess.CalledProcessError) as error:
            sys.exit(f"The browser tests need Chromium: install it (apt-get install chromium). ({error})")
