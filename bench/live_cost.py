"""What a show costs: processor time of its process and of the edge, with one viewer, per second of show.

    python -m bench.live_cost [--quick]

RTMP at 720p, 3 Mb/s; WHIP from a canvas in Chromium. The limit beside them: what decoding such a show would cost.
"""

from __future__ import annotations

import sys
import time

from playwright.sync_api import Browser, sync_playwright

from bench.glass_to_glass import ARGUMENTS, PUBLISH
from bench.live_stage import Encoder, Stage, open_stage, processor_seconds
from bench.report import tell
from tools.browser import find

GOALS = {"RTMP": 5.0, "WHIP": 15.0}


def measure(stage: Stage, seconds: float, name: str) -> bool:
    """Tell one row for the one show that runs; whether it met its goal."""
    (child,) = stage.children()
    before = processor_seconds(child), processor_seconds(stage.pid)
    began = time.monotonic()
    time.sleep(seconds)
    length = time.monotonic() - began
    own, edge = (
        (after - first) / length * 100
        for after, first in zip((processor_seconds(child), processor_seconds(stage.pid)), before, strict=True)
    )
    with open(f"/proc/{child}/status", encoding="ascii") as status:
        memory = next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))
    tell(
        f"A show by {name}, 720p, with one viewer: share of one core",
        goal=f"≤ {GOALS[name]:.0f} %",
        measured=f"{own:.1f} % its process ({memory} MB), {edge:.1f} % the edge",
        is_met=own + edge <= GOALS[name],
        command="make bench NAME=live_cost",
    )
    return own + edge <= GOALS[name]


def watch(browser: Browser, stage: Stage, session: str) -> None:
    """A viewer with the page's own player."""
    page = browser.new_page(viewport={"width": 640, "height": 360})
    page.goto(f"http://localhost:{stage.port}/{session}")


def main() -> int:
    """Both ways in, one after the other."""
    seconds = 8 if "--quick" in sys.argv else 40
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
        with open_stage() as stage:
            session, key = stage.add_show()
            with Encoder(f"rtmp://127.0.0.1:{stage.rtmp_port}/live/{key}"):
                stage.wait_for(session, "/1.m4s")
                watch(browser, stage, session)
                is_met = measure(stage, seconds, "RTMP")
        with open_stage() as stage:
            session, key = stage.add_show()
            camera = browser.new_page()
            camera.goto(f"http://localhost:{stage.port}/")
            assert camera.evaluate(PUBLISH, [f"/whip/{session}", key]) == 201
            stage.wait_for(session, "/1.m4s")
            watch(browser, stage, session)
            is_met = measure(stage, seconds, "WHIP") and is_met
        browser.close()
    return 0 if is_met or "--quick" in sys.argv else 1


if __name__ == "__main__":
    sys.exit(main())
