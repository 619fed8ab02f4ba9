"""From the moment a picture is drawn to the moment it is on a viewer's screen, by a time mark in the picture.

    python -m bench.glass_to_glass [--quick]

RTMP: x264 with two B-frames into the edge, hls.js in Chromium (the product's own player) out of it. WHIP: a canvas in
Chromium through WebRTC, the same player. Encoder, edge, both browsers and the reading of pixels share the machine.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.live_stage import Encoder, Stage, open_stage
from bench.report import tell
from bench.time_mark import DRAW, WATCH
from tools.browser import find

GOAL_MS = {"RTMP": 1800, "WHIP": 2000}
SETTLE_SECONDS = 8
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
]
ARGUMENTS += ["--disable-background-timer-throttling", "--disable-renderer-backgrounding"]
PUBLISH = """async ([url, key]) => {
  const canvas = document.createElement("canvas"); canvas.width = 1280; canvas.height = 720;
  const pen = canvas.getContext("2d"); let turn = 0;
  const mark = DRAW;
  const draw = () => {
    pen.fillStyle = `hsl(${turn++ % 360} 60% 50%)`; pen.fillRect(0, 48, 1280, 672);
    pen.fillStyle = "#222"; pen.fillRect((turn * 7) % 1280, 200, 220, 220);
    mark(pen, 1280, 720);
  };
  setInterval(draw, 33); draw();
  const stream = canvas.captureStream(30), sounds = new AudioContext(), to = sounds.createMediaStreamDestination();
  const tone = sounds.createOscillator(); tone.connect(to); tone.start();
  stream.addTrack(to.stream.getAudioTracks()[0]);
  const line = window.line = new RTCPeerConnection();
  for (const track of stream.getTracks()) {
    const found = line.addTransceiver(track, {direction: "sendonly"});
    if (track.kind !== "video") continue;
    track.contentHint = "detail";
    found.setCodecPreferences(RTCRtpSender.getCapabilities("video").codecs.filter(c => /h264|rtx/i.test(c.mimeType)));
  }
  await line.setLocalDescription(await line.createOffer());
  await new Promise(done => setTimeout(done, 1500));
  const headers = {"Content-Type": "application/sdp", Authorization: "Bearer " + key};
  const answer = await fetch(url, {method: "POST", headers, body: line.localDescription.sdp});
  await line.setRemoteDescription({type: "answer", sdp: await answer.text()});
  return answer.status;
}""".replace("DRAW", DRAW)


def watch(browser: Browser, stage: Stage, session: str, seconds: float) -> dict[str, Any]:
    """The delays that a viewer saw, in ms, after the player has settled."""
    page = browser.new_page(viewport={"width": 640, "height": 360})
    opened = time.time() * 1000
    page.goto(f"http://localhost:{stage.port}/{session}")
    page.wait_for_selector("live-player video", state="attached")
    page.evaluate(WATCH)
    page.wait_for_function("window.firstAt", timeout=30_000)
    time.sleep(SETTLE_SECONDS)
    page.evaluate("window.delays.length = 0")
    time.sleep(seconds)
    found = page.evaluate("({delays: window.delays, stalls: window.stalls, first: window.firstAt})")
    page.close()
    return {**found, "start_ms": found["first"] - opened}


def say(name: str, found: dict[str, Any]) -> float:
    """Tell one row; its median."""
    delays = sorted(found["delays"])
    five, middle, late = (delays[int(len(delays) * share)] for share in (0.05, 0.5, 0.95))
    load = os.getloadavg()[0]
    tell(
        f"Glass to glass, {name} to the page's own player, 1280×720",
        goal=f"p50 ≤ {GOAL_MS[name]} ms",
        measured=f"p5 {five:.0f}, p50 {middle:.0f}, p95 {late:.0f} ms over {len(delays)} pictures, "
        f"{found['stalls']} stalls, first picture after {found['start_ms']:.0f} ms, load {load:.1f}",
        is_met=middle <= GOAL_MS[name],
        command="make bench NAME=glass_to_glass",
    )
    return float(statistics.median(delays))


def main() -> int:
    """Both ways in, one after the other."""
    seconds = 8 if "--quick" in sys.argv else 40
    medians = {}
    with open_stage() as stage, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
        session, key = stage.add_show()
        with Encoder(f"rtmp://127.0.0.1:{stage.rtmp_port}/live/{key}"):
            stage.wait_for(session, "/1.m4s")
            medians["RTMP"] = say("RTMP", watch(browser, stage, session, seconds))
        session, key = stage.add_show()
        # A browser of its own: a page behind another one draws less often.
        filming = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
        camera = filming.new_page()
        camera.goto(f"http://localhost:{stage.port}/")
        status = camera.evaluate(PUBLISH, [f"/whip/{session}", key])
        assert status == 201, status
        stage.wait_for(session, "/1.m4s")
        medians["WHIP"] = say("WHIP", watch(browser, stage, session, seconds))
        filming.close()
        browser.close()
    is_met = all(found <= GOAL_MS[name] for name, found in medians.items())
    return 0 if is_met or "--quick" in sys.argv else 1


if __name__ == "__main__":
    sys.exit(main())
