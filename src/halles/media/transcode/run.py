"""The stages of one job in order, each told to the parent when it is complete."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from halles.media.transcode.job import Job
from halles.media.transcode.look import Look, take_look
from halles.media.transcode.preview import make_preview
from halles.media.transcode.probe import open_source
from halles.media.transcode.rungs import make_rungs
from halles.media.transcode.sound import make_sound

Say = Callable[[dict[str, Any]], None]
SAY_EVERY_S = 1.0
# Percent of the whole at which each stage begins and ends, as measured on a phone's 1080p clip.
PROBING, PREVIEW, SOUND, FIRST, REST = (0, 1), (1, 4), (4, 7), (7, 35), (35, 99)


class Progress:
    """Turns seconds of the clip into percent of the whole job, at most one line a second."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.said_at = 0.0

    def stage(self, name: str, share: tuple[int, int], length_s: float) -> Callable[[float], None]:
        """Announce a stage; the returned function hears how far into the clip it has come."""
        begin, end = share
        self._tell(name, begin)

        def seen(at_s: float) -> None:
            if time.monotonic() - self.said_at >= SAY_EVERY_S:
                done = min(at_s / length_s, 1.0) if length_s else 0.0
                self._tell(name, begin + int((end - begin) * done))

        return seen

    def _tell(self, stage: str, percent: int) -> None:
        self.said_at = time.monotonic()
        self.say({"kind": "progress", "stage": stage, "percent": percent})


def run_job(job: Job, say: Say) -> None:
    """Make everything the job asks for in its folder, saying each finished part; Refused when the file is at fault."""
    progress = Progress(say)
    progress.stage("probing", PROBING, 0)
    source = open_source(job)
    with source.container:
        look = take_look(job, source)
        say({"kind": "look", **_facts(look)})
        progress.stage("preview", PREVIEW, 0)
        say({"kind": "preview", **asdict(make_preview(job, look, source))})
        if job.work == "cover":
            say({"kind": "done"})
            return
        sound = job.out / "sound.m4a"
        has_sound = make_sound(job, source, sound, progress.stage("sound", SOUND, look.duration_ms / 1000))
    _encode(job, look, sound if has_sound else None, progress, say)
    sound.unlink(missing_ok=True)
    say({"kind": "done"})


def _encode(job: Job, look: Look, sound: Path | None, progress: Progress, say: Say) -> None:
    # The smallest by itself and first: the video can be published as soon as it stands, long before the others.
    first, rest = look.rungs[:1], look.rungs[1:]
    share = FIRST if rest else (FIRST[0], REST[1])
    for rungs, stage, part in ((first, "first_rung", share), (rest, "other_rungs", REST)):
        if not rungs:
            continue
        for facts in make_rungs(job, look, rungs, sound, progress.stage(stage, part, look.duration_ms / 1000)):
            say({"kind": "rung", "has_audio": sound is not None, **asdict(facts)})


def _facts(look: Look) -> dict[str, Any]:
    width, height = look.shape.upright
    return {
        "width": width,
        "height": height,
        "duration_ms": look.duration_ms,
        "source_duration_ms": look.source_duration_ms,
        "has_audio": look.has_audio,
        "is_hdr": look.is_hdr,
        "short_edges": [rung.short_edge for rung in look.rungs],
    }
