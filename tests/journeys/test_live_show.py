"""A show from the encoder to the replay: pushed by RTMP, watched, talked about, bought from, ended, seen again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser

from halles.demo.film.sound import RATE
from halles.demo.shows.reel import FPS, write_reel
from tests.journeys.conftest import Hall
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

pytestmark = pytest.mark.journey


@contextmanager
def encoder(hall: Hall, key: str, reel: Path) -> Iterator[None]:
    """Sends the reel round and round, as the demo's show is sent."""
    words = [sys.executable, "-m", "halles.demo.shows.push", str(os.getpid())]
    with subprocess.Popen(words, stdin=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        process.stdin.write(f"rtmp://127.0.0.1:{hall.env['HALLES_RTMP_PORT']}/live/{key}\n{reel}\n")
        process.stdin.flush()
        try:
            yield
        finally:
            process.kill()


def make_reel(path: Path) -> Path:
    """Four seconds of changing colours and silence."""
    pictures = (Image.new("RGB", (540, 960), (40, 2 * number % 256, 160)) for number in range(4 * FPS))
    write_reel(path, pictures, np.zeros((2, 4 * RATE), dtype=np.float32))
    return path


def test_a_show_from_the_encoder_to_the_replay(browser: Browser, hall: Hall, tmp_path: Path) -> None:
    facts = plan_show(hall)
    marc = wait_outside(browser, hall, facts)
    with encoder(hall, facts["key"], make_reel(tmp_path / "reel.mp4")):
        host = open_cockpit(browser, hall, facts)
        go_on_air(host, marc)
        sell(host, marc, facts)
    see_the_proof(see_again(browser, hall, facts))
    read_the_report(host, facts)
