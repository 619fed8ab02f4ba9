"""What the parent tells the child: one job, written to a JSON file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

Work = Literal["everything", "cover"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may use; a file that asks for more is refused, a process that takes more is ended."""

    duration_max_ms: int = 180_000
    size_max_bytes: int = 1_000_000_000
    # 4096 x 2304: every 4K phone, and no 8K one, whose decoder alone would take a gigabyte.
    pixels_max: int = 4096 * 2304
    # Three minutes at 240 frames a second, the fastest slow motion a phone records.
    frames_max: int = 180 * 240
    # Address space, not resident memory: thread stacks are counted, touched or not. Measured peaks, three rungs:
    # 0.6 GB from 1080p with two threads, 1.2 GB from ten-bit 4K HEVC with eight.
    memory_max_bytes: int = 2 * 1024**3
    cpu_max_s: int = 1_800
    wall_max_s: int = 3_600
    output_max_bytes: int = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """One video to make. Times are of the source's own time line; `out` is a folder that belongs to this job alone."""

    source: Path
    out: Path
    file_name: str = ""
    declared_type: str = ""
    work: Work = "everything"
    trim_start_ms: int = 0
    trim_end_ms: int | None = None
    # On the trimmed time line, as the creator saw it when choosing.
    cover_ms: int | None = None
    threads: int = 2
    limits: Limits = field(default_factory=Limits)


def write_job(job: Job, path: Path) -> None:
    """Write the job where the child will read it."""
    fields = asdict(job) | {"source": str(job.source), "out": str(job.out)}
    path.write_text(json.dumps(fields), encoding="utf-8")


def read_job(path: Path) -> Job:
    """The job written by `write_job`."""
    fields = json.loads(path.read_text(encoding="utf-8"))
    fields["source"], fields["out"] = Path(fields["source"]), Path(fields["out"])
    fields["limits"] = Limits(**fields["limits"])
    return Job(**fields)
