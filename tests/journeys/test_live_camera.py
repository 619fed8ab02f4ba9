"""A show filmed by a browser's camera: sent by WHIP, watched in another browser, sold from, ended, seen again."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.time_mark import DRAW, WATCH
from tests.journeys.conftest import ARGUMENTS, Hall
from tests.journeys.showing import (
    go_on_air,
    open_cockpit,
    plan_show,
    read_the_report,
    see_again,
    see_the_proof,
    sell,
    wait_outside,
)
from tools.browser import find

pytestmark = pytest.mark.journey
CAMERA = [*ARGUMENTS, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
# A time mark over what the camera films; small, so that one processor films, encodes, decodes and looks.
MARKED = """(() => {
  const mark = DRAW, devices = navigator.mediaDevices, open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted) => {
    const filmed = await open(wanted), canvas = document.createElement("canvas");
    const video = Object.assign(document.createElement("video"), {srcObject: filmed, muted: true});
    await video.play();
    canvas.width = 384; canvas.height = 672;
    const pen = canvas.getContext("2d");
    const draw = () => {
      pen.drawImage(video, 0, 0, canvas.width, canvas.height);
      mark(pen, canvas.width, canvas.height);
    };
    setInterval(draw, 40); draw();
    return new MediaStream([...canvas.captureStream(25).getVideoTracks(), ...filmed.getAudioTracks()]);
  };
})()""".replace("DRAW", DRAW)
PICTURES_MIN = 50
DELAY_MS_MAX = 6_000


@pytest.fixture
def camera(browser: Browser) -> Iterator[Browser]:
    """A browser of its own with a camera; a page behind another one films less often."""
    chromium = browser.browser_type.launch(executable_path=find(), args=CAMERA)
    yield chromium
    chromium.close()


def film(host: Page) -> None:
    """The host opens the camera and sends its picture."""
    publisher = host.locator("live-publish")
    host.get_by_role("button", name="Use this camera").click()
    expect(publisher).to_have_attribute("data-state", "ready")
    host.get_by_role("button", name="Send picture").click()
    expect(publisher).to_have_attribute("data-state", "live", timeout=30_000)


def delay_ms(viewer: Page) -> float:
    """How long ago what the viewer sees was filmed: the median over some seconds, read from the picture."""
    viewer.evaluate(WATCH)
    until = time.monotonic() + 30
    delays: list[int] = []
    while len(delays) < PICTURES_MIN:
        assert time.monotonic() < until, f"only {len(delays)} pictures with a time mark"
        viewer.wait_for_timeout(300)
        delays = viewer.evaluate("window.delays")
    return statistics.median(delays)


def test_a_show_from_the_camera_to_the_replay(browser: Browser, camera: Browser, hall: Hall) -> None:
    facts = plan_show(hall)
    marc = wait_outside(browser, hall, facts)
    host = open_cockpit(camera, hall, facts)
    host.add_init_script(MARKED)
    host.reload()
    film(host)
    go_on_air(host, marc)
    assert 100 < delay_ms(marc) < DELAY_MS_MAX
    sell(host, marc, facts)
    see_the_proof(see_again(browser, hall, facts))
    read_the_report(host, facts)
