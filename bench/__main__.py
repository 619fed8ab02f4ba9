"""Run the standard set of measurements, or some of them: `python -m bench [NAME …] [--quick] [--write]`.

In the end all rows stand in one table, as in docs/performance.md; `--write` puts them there.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import report

STANDARD = {
    "weight": "what the feed sends to a phone before it can play",
    "edge_pages": "a page through the edge against the same page from granian",
    "feed": "a page of the feed at three sizes",
    "one_tap": "one-tap orders against pgbench doing the same rows",
    "guest": "a guest's whole purchase, page by page",
    "growth": "one tap among more and more orders",
    "search": "searches among 100,000 goods",
    "settlement": "settling a million order lines against one aggregate over them",
    "attribution": "deciding who earns by a purchase against bare statements on the same rows",
    "marketplace": "looking through 100,000 open plans as one of 10,000 creators",
    "glass_to_glass": "from the camera to a viewer's screen, by a time mark in the picture",
    "live_cost": "processor time of a show, by RTMP and by WHIP",
    "hls_requests": "viewers of one show that one edge carries",
    "fanout": "a room's messages to thousands of viewers against bare send()",
    "claims": "claims on one live deal against pgbench granting twenty a call",
    "media_ladder": "the ladder of a short video against the ffmpeg command",
    "signals": "planted fraud: how much is found, and how much of what is found is fraud",
    "first_frame": "first frame and largest paint on an emulated phone",
}
# Large worlds, made once and kept: only for who asks by name.
BY_NAME = {
    "numbers": "the page of numbers on a million order lines and ten million interactions",
}
EVERY = {**STANDARD, **BY_NAME}


def main(words: list[str]) -> int:
    """Run what was named, else everything; 1 when a count was wrong, a goal missed or a measurement failed."""
    options = [word for word in words if word.startswith("--") and word != "--write"]
    named = [word for word in words if not word.startswith("--")]
    names = named or list(STANDARD)
    unknown = [name for name in names if name not in EVERY]
    # Without a name `--help` asks what there is: it would else run the whole set, each printing its own help.
    if unknown or (not named and "--help" in words):
        print(
            "There is no measurement of this name:" if unknown else "python -m bench [NAME …] [--write] [--quick]",
            *unknown,
        )
        print(*(f"  {name}: {says}" for name, says in EVERY.items()), sep="\n")
        return 2 if unknown else 0
    failed = []
    with tempfile.TemporaryDirectory(prefix="halles-bench-") as folder:
        kept = Path(folder) / "rows.jsonl"
        kept.touch()
        for name in names:
            print(f"\n== {name}: {EVERY[name]}", flush=True)
            began = time.monotonic()
            command = [sys.executable, "-m", f"bench.{name}", *options]
            code = subprocess.run(command, env={**os.environ, report.ROWS_FILE: str(kept)}, check=False).returncode
            print(f"-- {name} took {time.monotonic() - began:.0f} s", flush=True)
            if code:
                failed.append(name)
        rows = report.read_rows(kept)
    if rows:
        print(f"\n{report.machine()}\n\n{report.table(rows)}")
    if rows and "--write" in words and "--quick" not in options:
        report.write(rows)
    if failed:
        print("Failed, counted wrong or missed a goal:", *failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
