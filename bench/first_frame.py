"""First frame after a swipe and largest paint of the feed, on an emulated phone: 4× slower, 4 Mb/s down, 80 ms away.

    python -m bench.first_frame [--quick] [--url http://localhost:8000] [--rounds 3] [--swipes 4]

Chromium opens the feed with an empty cache, watches a clip for three seconds, goes on to the next, and so on. A swipe
counts from the step to the moment the next clip's first moving frame is on the screen. In turn with it the limits: a
bare page with nothing but the same clip, and one with nothing but its poster, over the same line. Without --url a hall
with the demo's first clips is made in var/bench/hall and kept; while it is measured only its edge and web run.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bench.report import tell

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "var" / "bench" / "hall"
GOAL_FRAME_MS, GOAL_PAINT_MS = 400, 1500
CLIPS_MIN, MAKING_SECONDS_MAX = 6, 600
PHONE = {"width": 390, "height": 844}
LINE = {"offline": False, "latency": 80, "downloadThroughput": 500_000, "uploadThroughput": 125_000}
SLOWER = 4
WATCHED_SECONDS = 3.0
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
# Times are the page's own: milliseconds since it was asked for.
LISTEN = """
window.bench = {paint: 0, frames: new Map()};
new PerformanceObserver(list => { for (const one of list.getEntries()) bench.paint = one.startTime; })
    .observe({type: "largest-contentful-paint", buffered: true});
bench.watch = video => new Promise(done => {
    video.requestVideoFrameCallback((_, frame) => done(frame.expectedDisplayTime));
    setTimeout(() => done(performance.now()), 20000);
});
document.addEventListener("DOMContentLoaded", () => {
    const video = document.querySelector("video");
    if (video) bench.first = bench.watch(video);
});
"""
STEP = """async () => {
    const clips = [...document.querySelectorAll(".clip[data-video]")];
    const at = clips.findIndex(clip => !clip.inert);
    const next = clips[at + 1];
    const frame = bench.watch(next.querySelector("video"));
    const begun = performance.now();
    document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowDown", bubbles: true}));
    return Math.max(0, await frame - begun);
}"""


@dataclass
class Seen:
    """Milliseconds, one of each a round, but every swipe."""

    paint: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    swipes: list[float] = field(default_factory=list)
    bare_paint: list[float] = field(default_factory=list)
    bare_first: list[float] = field(default_factory=list)


@contextmanager
def own_hall(clips_min: int = CLIPS_MIN) -> Iterator[str]:
    """The address of a hall with clips: made by `halles up --demo` the first time, then edge and web alone. With fewer
    clips than a measurement needs it is not called made: the next one goes on with it."""
    from bench.edge_pages import free_port
    from halles.cli.postgres import EmbeddedPostgres

    DATA.mkdir(parents=True, exist_ok=True)
    port = free_port()
    url = f"http://localhost:{port}"
    environment = {name: value for name, value in os.environ.items() if name != "HALLES_DATABASE_URL"}
    environment |= {"HALLES_DATA_DIR": str(DATA), "HALLES_PORT": str(port), "HALLES_BASE_URL": url}
    environment |= {"HALLES_LOG_LEVEL": "warning", "HALLES_RTMP_PORT": "0"}
    made = DATA / "made"
    if not made.exists():
        _make(environment, url, clips_min)
        if clips_min >= CLIPS_MIN:
            made.touch()
    server = EmbeddedPostgres(DATA / "postgres")
    environment["HALLES_DATABASE_URL"] = server.ensure_running()
    subprocess.run(
        [sys.executable, "-c", "from halles.config.manage import main; main()", "migrate", "--verbosity", "0"],
        env={**environment, "DJANGO_SETTINGS_MODULE": "halles.config.settings"},
        check=True,
    )
    roles = [subprocess.Popen([sys.executable, "-m", "halles.cli", role], env=environment) for role in ("edge", "web")]
    try:
        _wait_for_clips(url, 60, clips_min)
        yield url
    finally:
        for role in roles:
            role.terminate()
        for role in roles:
            role.wait(30)
        server.stop()


def _make(environment: dict[str, str], url: str, clips_min: int) -> None:
    print(f"a hall with the demo's first clips is made in {DATA}, once…", flush=True)
    hall = subprocess.Popen(
        [sys.executable, "-m", "halles.cli", "up", "--demo"], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for_clips(url, MAKING_SECONDS_MAX, clips_min)
    finally:
        hall.terminate()
        hall.wait(60)


def _wait_for_clips(url: str, seconds: float, clips_min: int) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{url}/api/v1/feed?market=FR&limit=12", timeout=10) as answer:
                if len(json.loads(answer.read())["items"]) >= clips_min:
                    return
        except OSError:
            pass
        if time.monotonic() > deadline:
            sys.exit("the hall has too few clips")
        time.sleep(1)


@contextmanager
def phone(browser: Any) -> Iterator[Any]:
    """A page on a slow phone with an empty cache."""
    context = browser.new_context(
        viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True, reduced_motion="reduce", locale="fr-FR"
    )
    page = context.new_page()
    page.add_init_script(LISTEN)
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", LINE)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    try:
        yield page
    finally:
        context.close()


def visit(browser: Any, url: str, swipes: int, seen: Seen) -> tuple[str, str]:
    """Open the feed, watch, go on; the addresses of the first clip as it was chosen and of its poster."""
    with phone(browser) as page:
        page.goto(f"{url}/", wait_until="load")
        seen.first.append(page.evaluate("bench.first"))
        poster, clip = page.evaluate(
            "[document.querySelector('link[as=image]').href, document.querySelector('.clip video').currentSrc]"
        )
        for _ in range(swipes):
            page.wait_for_timeout(WATCHED_SECONDS * 1000)
            seen.swipes.append(page.evaluate(STEP))
        seen.paint.append(page.evaluate("bench.paint"))
        return clip, poster


def visit_bare(browser: Any, url: str, clip: str, poster: str, seen: Seen) -> None:
    """The limits, each on a page of its own with nothing else; only what is shown comes over the line."""
    filling = 'style="width:100vw;height:100vh;object-fit:cover"'
    shown = {
        "clip": f'<video muted autoplay playsinline src="{clip}" {filling}></video>',
        "poster": f'<img src="{poster}" alt="" style="width:90vw;height:80vh;object-fit:cover">',
    }
    for name, element in shown.items():
        with phone(browser) as page:
            page.route(
                f"{url}/bare-{name}",
                partial(_answer, f'<!doctype html><meta name="viewport" content="width=device-width">{element}'),
            )
            page.goto(f"{url}/bare-{name}", wait_until="load")
            if name == "clip":
                seen.bare_first.append(page.evaluate("bench.first"))
            else:
                page.wait_for_function("bench.paint > 0")
                seen.bare_paint.append(page.evaluate("bench.paint"))


def _answer(text: str, route: Any) -> None:
    route.fulfill(body=text, content_type="text/html")


def run(url: str, rounds: int, swipes: int) -> Seen:
    """Ours and bare in turn."""
    from playwright.sync_api import sync_playwright

    from tools.browser import find

    seen = Seen()
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=find(), args=[*ARGUMENTS, "--autoplay-policy=no-user-gesture-required"]
        )
        # Once for nothing: the browser's own start, and web's first page, are not what is measured.
        clip, poster = visit(browser, url, 0, Seen())
        for _ in range(rounds):
            visit(browser, url, swipes, seen)
            visit_bare(browser, url, clip, poster, seen)
        browser.close()
    return seen


def main() -> int:
    """Print and tell; 1 when a goal is missed (never with --quick)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one visit, one swipe: for correctness")
    parser.add_argument("--url", help="a running hall with clips, instead of one of its own")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--swipes", type=int, default=4)
    asked = parser.parse_args()
    rounds, swipes = (1, 1) if asked.quick else (asked.rounds, asked.swipes)
    if asked.url:
        seen = run(asked.url, rounds, swipes)
    else:
        with own_hall(swipes + 2 if asked.quick else CLIPS_MIN) as url:
            seen = run(url, rounds, swipes)
    for name, values in vars(seen).items():
        print(f"{name:<12} {min(values):>7.0f} – {statistics.median(values):>5.0f} – {max(values):>5.0f} ms")
    return 0 if asked.quick or _tell(seen) else 1


def _tell(seen: Seen) -> bool:
    swipe, paint = statistics.median(seen.swipes), statistics.median(seen.paint)
    first = statistics.median(seen.first)
    command = "make bench NAME=first_frame"
    tell(
        "First moving frame after a swipe (phone 4× slower, 4 Mb/s, 80 ms)",
        goal=f"≤ {GOAL_FRAME_MS} ms",
        measured=f"{swipe:.0f} ms (worst {max(seen.swipes):.0f})",
        ratio=f"the first clip of all {first / statistics.median(seen.bare_first):.2f} of a bare page's",
        is_met=swipe <= GOAL_FRAME_MS,
        command=command,
    )
    tell(
        "Largest paint (LCP) of the feed on the same phone",
        goal=f"≤ {GOAL_PAINT_MS / 1000} s",
        measured=f"{paint / 1000:.2f} s (worst {max(seen.paint) / 1000:.2f})",
        ratio=f"{paint / statistics.median(seen.bare_paint):.2f} of a bare poster's",
        is_met=paint <= GOAL_PAINT_MS,
        command=command,
    )
    return swipe <= GOAL_FRAME_MS and paint <= GOAL_PAINT_MS


if __name__ == "__main__":
    sys.exit(main())
