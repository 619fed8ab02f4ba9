"""Cover, blur placeholder and film strip: made first, so that the creator can choose while the rungs are encoded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageFilter, ImageStat

from halles.media.placeholder import blur_of
from halles.media.transcode.job import Job
from halles.media.transcode.look import Look
from halles.media.transcode.probe import Source
from halles.media.transcode.stills import Stills

STRIP_COUNT = 12
STRIP_SHORT_EDGE = 96
COVER_SHORT_EDGE = 720
JPEG_QUALITY, WEBP_QUALITY, STRIP_QUALITY = 82, 80, 70
# Phones put a key frame into every second: nearer than that, every frame would have to be decoded.
KEY_FRAME_USUAL_MS = 1_100.0
# Mean grey below which a frame looks black and above which it looks blown out, of 255.
DARK, BRIGHT = 24, 240
# People decide on the first seconds: of two equally good frames the earlier one wins.
LATENESS_WEIGHT = 0.15


@dataclass(frozen=True, slots=True)
class Preview:
    """Files in the job's folder and the placeholder to show before any of them has come."""

    cover_webp: str
    cover_jpeg: str
    cover_ms: int
    blur: str
    strip: list[str]


def make_preview(job: Job, look: Look, source: Source) -> Preview:
    """Write cover.webp, cover.jpg and the strip; a cover the creator did not choose is the best frame of the strip."""
    length_ms = look.duration_ms
    moments = [length_ms * (2 * i + 1) / (2 * STRIP_COUNT) for i in range(STRIP_COUNT)]
    near_ms = max(length_ms / STRIP_COUNT, min(KEY_FRAME_USUAL_MS, length_ms / 8))
    stills = Stills(job, look, source, COVER_SHORT_EDGE)
    small = [(at_ms, _shrunk(picture)) for at_ms, picture in stills.at(moments, near_ms=near_ms)]
    strip = []
    for number, (_, picture) in enumerate(small):
        name = f"strip-{number:02d}.webp"
        picture.save(job.out / name, "WEBP", quality=STRIP_QUALITY, method=2)
        strip.append(name)
    cover_ms = job.cover_ms if job.cover_ms is not None else choose_cover(small)
    _, cover = stills.at([float(cover_ms)], near_ms=0)[0]
    cover.save(job.out / "cover.webp", "WEBP", quality=WEBP_QUALITY, method=2)
    cover.save(job.out / "cover.jpg", "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return Preview("cover.webp", "cover.jpg", cover_ms, blur_of(cover), strip)


def _shrunk(picture: Image.Image) -> Image.Image:
    ratio = min(1.0, STRIP_SHORT_EDGE / min(picture.size))
    size = (max(1, round(picture.width * ratio)), max(1, round(picture.height * ratio)))
    return picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)


def choose_cover(candidates: Sequence[tuple[float, Image.Image]]) -> int:
    """The moment (ms) of the candidate that is neither dark nor blown out and shows most: contrast, colour, detail."""
    last_ms = max(candidates[-1][0], 1.0)
    best = max(candidates, key=lambda found: _score(found[1]) - LATENESS_WEIGHT * found[0] / last_ms)
    return max(0, round(best[0]))


def _score(picture: Image.Image) -> float:
    grey = picture.convert("L")
    light = ImageStat.Stat(grey)
    usable = 1.0 if DARK < light.mean[0] < BRIGHT else 0.1
    contrast = min(light.stddev[0] / 64, 1.0)
    detail = min(ImageStat.Stat(grey.filter(ImageFilter.FIND_EDGES)).mean[0] / 48, 1.0)
    colour = min(ImageStat.Stat(picture.convert("HSV").getchannel("S")).mean[0] / 128, 1.0)
    return usable * (0.4 * contrast + 0.35 * detail + 0.25 * colour)
