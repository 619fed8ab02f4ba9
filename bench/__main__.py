"""Run the standard set of measurements, or one of them: `python -m bench [NAME] [--quick]`."""

from __future__ import annotations

import subprocess
import sys
import time

STANDARD = {
    "edge_pages": "a page through the edge against the same page from granian",
    "feed": "a page of the feed at three sizes",
    "one_tap": "one-tap orders against pgbench doing the same rows",
    "search": "searches among 100,000 goods",
    "media_ladder": "the ladder of a short video against the ffmpeg command",
}


def main(words: list[str]) -> int:
    """Run what was named, else everything; 1 when a count was wrong or a measurement failed."""
    options = [word for word in words if word.startswith("--")]
    names = [word for word in words if not word.startswith("--")] or list(STANDARD)
    unknown = [name for name in names if name not in STANDARD]
    if unknown:
        print("There is no measurement of this name:", *unknown)
        print(*(f"  {name}: {says}" for name, says in STANDARD.items()), sep="\n")
        return 2
    failed = []
    for name in names:
        print(f"\n== {name}: {STANDARD[name]}", flush=True)
        began = time.monotonic()
        code = subprocess.run([sys.executable, "-m", f"bench.{name}", *options], check=False).returncode
        print(f"-- {name} took {time.monotonic() - began:.0f} s", flush=True)
        if code:
            failed.append(name)
    if failed:
        print("\nFailed or counted wrong:", *failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
