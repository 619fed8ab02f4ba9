"""Measurements measure what they say: each runs in its short form, for correctness and never for time."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench import report

NEEDS_COMPILER = pytest.mark.skipif(shutil.which("gcc") is None, reason="its viewers are a C program")
ROOT = Path(__file__).resolve().parent.parent.parent


def run(name: str) -> str:
    """What a short run prints; it counts the database itself and fails when a count is wrong."""
    line = [sys.executable, "-m", f"bench.{name}", "--quick"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_feed_is_light() -> None:
    assert "| Feed: JavaScript, gzipped | < 90 kB |" in run("weight")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("one_tap", "CPU ms/order, all three"),
        ("guest", "CPU ms per guest's order, all three"),
        ("media_ladder", "frames: all there"),
        ("claims", "exactly the quota was promised in every round"),
        pytest.param("fanout", "every viewer heard every message once", marks=NEEDS_COMPILER),
        ("growth", "of the smallest"),
        ("edge_pages", "ratio"),
        ("feed", "at 80/s"),
        ("search", "p95 by sort"),
        ("numbers", "sums equal the lines and the books"),
        ("attribution", "every winner as it had to be"),
        ("glass_to_glass", "WHIP to the page's own player"),
        ("live_cost", "A show by WHIP"),
        ("hls_requests", "requests/s"),
        # Makes its hall with films first, once per checkout.
        pytest.param("first_frame", "paint", marks=pytest.mark.timeout(900)),
    ],
)
def test_a_short_run_counts_right(name: str, said: str) -> None:
    assert said in run(name)


def test_rows_are_put_in_the_place_of_those_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = tmp_path / "performance.md"
    document.write_text("Before\n<!-- figures -->\n<!-- end of figures -->\nAfter\n", encoding="utf-8")
    monkeypatch.setattr(report, "DOCUMENT", document)

    def row(what: str, measured: str) -> report.Row:
        return report.Row(what, "≤ 1 ms", measured, "", True, "make bench NAME=some", "2026-11-22")

    report.write([row("One", "3 ms"), row("Two", "1 ms")])
    report.write([row("One", "2 ms")])

    lines = document.read_text(encoding="utf-8").splitlines()
    assert lines[4:6] == [
        "| One | ≤ 1 ms | 2 ms | – | yes | `make bench NAME=some` | 2026-11-22 |",
        "| Two | ≤ 1 ms | 1 ms | – | yes | `make bench NAME=some` | 2026-11-22 |",
    ]
    assert lines[0] == "Before"
    assert lines[-1] == "After"
