"""Find a Chromium for the browser tests, or install Debian's where possible; else say exactly what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The browser's path: HALLES_TEST_BROWSER, else the first known name on the PATH."""
    named = os.environ.get("HALLES_TEST_BROWSER")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Install Debian's packages; the Japanese face keeps Japanese pages from being boxes in pictures."""
    print("Installing Chromium for the browser tests…", flush=True)
    unattended = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-noto-cjk"]):
        subprocess.run(["apt-get", *words], stdout=subprocess.DEVNULL, check=True, env=unattended)


def main() -> int:
    """0 when a browser is there in the end."""
    if find():
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        install()
    if find():
        return 0
    print(
        "The browser tests need Chromium or Chrome, and none was found.\n"
        "Install it (Debian, Ubuntu: sudo apt-get install chromium) or name it: HALLES_TEST_BROWSER=/path/to/chrome",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
