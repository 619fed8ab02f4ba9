"""The page's own player and camera in Chromium, against a real edge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

import halles
from tests.edge.live.hall import Hall, Pusher, open_hall, wait_until
from tools.browser import find

pytestmark = pytest.mark.journey
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
ARGUMENTS += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
MEDIA = "told => document.querySelector('live-player').dispatchEvent(new CustomEvent('live:media', {detail: told}))"
CAMERA = """<live-publish data-whip="/whip/{session}" data-key="{key}">
<video muted playsinline></video><p data-when="lost" hidden>Lost</p><p data-when="refused" hidden>Refused</p>
<select data-device="camera"></select><select data-device="microphone"></select><meter data-level></meter>
<button data-press="open" data-when="idle">Open</button>
<button data-press="start" data-when="ready" hidden>Start</button>
<button data-press="check" data-when="ready" hidden>Check</button>
<button data-press="stop" data-when="connecting live lost" hidden>Stop</button></live-publish>"""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with open_hall(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
        yield opened
        opened.close()


def show_page(hall: Hall, browser: Browser, body: str) -> Page:
    """A page of ours with the desk's bundle and this in it."""
    built = Path(halles.__file__).parent / "static_built" / "manifest.json"
    bundle = json.loads(built.read_text())["src/cockpit.ts"]["file"]
    head = (
        f'<!doctype html><html lang="fr"><link rel="icon" href="data:,"><script type="module" src="/static/{bundle}">'
    )
    path = f"/page-{len(hall.web.pages)}"
    hall.web.pages[path] = f"{head}</script><body>{body}"
    page = browser.new_page(viewport={"width": 640, "height": 400})
    page.goto(f"http://localhost:{hall.site.port}{path}")
    return page


def watch(hall: Hall, browser: Browser, session: str) -> Page:
    address = f"/live-media/{session}/index.m3u8"
    words = 'data-delay-words="%s s de retard"'
    page = show_page(
        hall, browser, f'<live-player src="{address}" data-live {words} muted aria-label="x"></live-player>'
    )
    page.evaluate("window.states = []; document.addEventListener('live:state', e => states.push(e.detail))")
    return page


def assert_plays(page: Page) -> None:
    expect(page.locator("live-player")).to_have_attribute("data-state", "playing", timeout=20_000)
    at = page.evaluate("document.querySelector('video').currentTime")
    page.wait_for_function("at => document.querySelector('video').currentTime > at + 2", arg=at, timeout=15_000)


def test_a_show_plays_a_moment_behind_and_goes_on_after_a_break(hall: Hall, browser: Browser) -> None:
    session, key = hall.web.add_show()
    page = watch(hall, browser, session)
    expect(page.locator("live-player")).to_have_attribute("data-state", "connecting")  # nobody sends yet
    with Pusher(hall.url(key)):
        assert_plays(page)
        delay = page.evaluate("document.querySelector('live-player').delay")
        assert 400 < delay < 6_000
        expect(page.locator("output")).to_contain_text("s de retard")
    wait_until(lambda: hall.show(session).status == "lost")
    page.evaluate(
        "document.querySelector('live-player').dispatchEvent(new CustomEvent('live:media', {detail: 'lost'}))"
    )
    expect(page.locator("live-player")).to_have_attribute("data-state", "lost")
    with Pusher(hall.url(key), "width=180", "height=320"):
        wait_until(lambda: hall.show(session).status == "live")
        page.evaluate(
            "document.querySelector('live-player').dispatchEvent(new CustomEvent('live:media', {detail: 'on'}))"
        )
        page.wait_for_function("document.querySelector('video').videoHeight === 320", timeout=20_000)
        assert_plays(page)
    page.close()


def test_a_host_films_with_this_browser_and_the_replay_plays(hall: Hall, browser: Browser) -> None:
    session, key = hall.web.add_show()
    host = show_page(hall, browser, CAMERA.format(session=session, key=key))
    publisher = host.locator("live-publish")
    host.get_by_text("Open").click()
    expect(publisher).to_have_attribute("data-state", "ready")
    expect(host.locator("select[data-device=camera] option")).not_to_have_count(0)
    host.wait_for_function("document.querySelector('meter').value > 0")
    host.get_by_text("Check").click()
    expect(publisher).to_have_attribute("data-quality", "good", timeout=15_000)
    host.get_by_text("Start").click()
    expect(publisher).to_have_attribute("data-publishing", "yes")
    expect(publisher).to_have_attribute("data-state", "live", timeout=15_000)
    viewer = watch(hall, browser, session)
    assert_plays(viewer)
    viewer.close()
    wait_until(lambda: hall.show(session).window.next_msn >= 5)
    host.get_by_text("Stop").click()
    expect(publisher).to_have_attribute("data-state", "ready")
    wait_until(lambda: hall.web.events() == ["started", "lost"])
    assert hall.web.told[-1]["reason"] == "stopped"
    hall.web.status = "ended"
    wait_until(lambda: hall.web.events()[-1] == "ended")
    host.get_by_text("Start").click()
    expect(host.get_by_text("Refused")).to_be_visible(timeout=15_000)
    host.close()
    key = hall.web.told[-1]["storage_key"]
    replay = show_page(hall, browser, f'<live-player src="/media/{key}" data-replay controls muted></live-player>')
    replay.wait_for_function("document.querySelector('video').duration > 8")
    replay.evaluate("document.querySelector('live-player').dispatchEvent(new CustomEvent('live:seek', {detail: 5000}))")
    replay.wait_for_function("document.querySelector('video').currentTime > 6", timeout=15_000)
    replay.close()


def test_a_page_without_https_says_why_there_is_no_camera(hall: Hall, browser: Browser) -> None:
    page = show_page(hall, browser, "<p>nothing</p>")
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    words = '<p data-when="insecure" hidden>Only over HTTPS</p>'
    hall.web.pages["/page-0"] = hall.web.pages["/page-0"].replace(
        "<p>nothing</p>", CAMERA.format(session="x", key="y").replace("</live-publish>", words + "</live-publish>")
    )
    page.reload()
    expect(page.get_by_text("Only over HTTPS")).to_be_visible()
    page.close()
