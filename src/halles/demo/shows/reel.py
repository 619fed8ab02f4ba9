"""The picture of a show: a short loop per product, drawn once, encoded as OBS would send it, kept in the data folder.

`python -m halles.demo.shows.reel MARKET SHOP GOOD PATH PARENT` draws one in a process of its own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import av
import numpy as np
from PIL import Image

from halles.demo.film.render import frames
from halles.demo.film.script import FPS, Film, Shot
from halles.demo.film.sound import RATE, Wave, music
from halles.demo.world.drawing import subject_of
from halles.demo.world.kinds import World
from halles.demo.world.read import read_world
from halles.kit.processes import die_with_parent

WIDTH, HEIGHT = 540, 960
KEY_SECONDS = 2
# All reels of a show have one set of codec parameters: the stream goes on when one follows the other.
ENCODING = {
    "preset": "veryfast",
    "crf": "27",
    "maxrate": "520k",
    "bufsize": "1040k",
    "bf": "0",
    "g": str(KEY_SECONDS * FPS),
    "keyint_min": str(KEY_SECONDS * FPS),
    "sc_threshold": "0",
    "threads": "1",
}
SOUND_BITS = 64_000


def film_of_good(world: World, shop_key: str, good: str) -> Film:
    """The loop that shows one good: somebody talks about it, it is turned, used, looked at closely."""
    shop = world.shop(shop_key)
    subject = (subject_of(world.products[good]),)
    shots = (
        Shot("face", 2),
        Shot("turn", 2, goods=subject),
        Shot("use", 2, goods=subject),
        Shot("face", 1),
        Shot("proof", 2, goods=subject),
    )
    return _film(world, shop_key, f"{shop.key}-{good.rsplit('/', maxsplit=1)[-1]}", shots)


def film_of_opening(world: World, shop_key: str) -> Film:
    """The loop before the first good and after the last: the place, and who speaks."""
    shop = world.shop(shop_key)
    is_latin = shop.market != "JP"
    place = shop.place.split(",", maxsplit=1)[0] if is_latin else ""
    shots = (Shot("face", 2), Shot("place", 3, words=place), Shot("face", 2))
    return _film(world, shop_key, f"{shop.key}-opening", shots)


def _film(world: World, shop_key: str, key: str, shots: tuple[Shot, ...]) -> Film:
    shop = world.shop(shop_key)
    style = shop.style
    return Film(key, style.tint, style.accent, style.scene, style.sign, shop.look, shots, style.tune)


def film_named(world: World, shop_key: str, good: str) -> Film:
    """The loop of a good, or with "" the opening."""
    return film_of_good(world, shop_key, good) if good else film_of_opening(world, shop_key)


def reel_path(folder: Path, film: Film) -> Path:
    """Where a film's loop lies; another film or another encoding lies elsewhere."""
    mark = sha256(f"{film!r}{ENCODING}{WIDTH}x{HEIGHT}".encode()).hexdigest()[:12]
    return folder / f"{film.key}-{mark}.mp4"


def write_reel(path: Path, pictures: Iterable[Image.Image], sound: Wave) -> None:
    """H.264 without B-frames and AAC in MP4, whole or not at all."""
    half = path.with_suffix(f".{os.getpid()}.part")
    with av.open(str(half), "w", format="mp4") as container:
        video = container.add_stream("libx264", rate=FPS, options=ENCODING)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.time_base = Fraction(1, FPS)
        audio = container.add_stream("aac", rate=RATE, layout="stereo")
        audio.bit_rate = SOUND_BITS
        heard = 0
        for number, picture in enumerate(pictures):
            small = picture.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
            frame = av.VideoFrame.from_ndarray(np.asarray(small), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(video.encode(frame))
            while heard < min((number + 1) * RATE // FPS, sound.shape[1]):
                block = np.ascontiguousarray(sound[:, heard : heard + 1024])
                part = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
                part.sample_rate, part.pts, part.time_base = RATE, heard, Fraction(1, RATE)
                container.mux(audio.encode(part))
                heard += 1024
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
    half.replace(path)


def main(shop_key: str, good: str, path: str, parent: str) -> None:
    """Draw the loop into the file."""
    die_with_parent(int(parent))
    film = film_named(read_world(), shop_key, good)
    write_reel(Path(path), frames(film), music(film))


if __name__ == "__main__":
    main(*sys.argv[1:])
