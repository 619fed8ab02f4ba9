"""`python -m halles.media.transcode JOB.json`: one job, JSON lines on standard output, then the end.

The last line is `done`, `refused` (the file is at fault) or nothing (the process was ended).
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from halles.media.transcode.job import read_job
from halles.media.transcode.sandbox import enter, is_full

OUT_OF_MEMORY = {"kind": "refused", "code": "media.ran_out_of_memory", "data": {}}


def main(arguments: list[str]) -> int:
    """Run the job named on the command line; 0 for done or refused, 1 for anything else."""
    job = read_job(Path(arguments[0]))
    enter(job.limits, int(arguments[1]))
    # Imported behind the fence: the libraries' own memory counts too.
    from av.error import FFmpegError

    from halles.media.transcode.refused import Refused
    from halles.media.transcode.run import run_job

    try:
        run_job(job, _say)
    except MemoryError:
        _say(OUT_OF_MEMORY)
    except Refused as refused:
        # A decoder without memory calls the file broken.
        is_starved = refused.code in {"media.damaged", "media.no_frames"} and is_full(job.limits)
        _say(OUT_OF_MEMORY if is_starved else {"kind": "refused", "code": refused.code, "data": refused.data})
    except FFmpegError as broken:
        if is_full(job.limits):
            _say(OUT_OF_MEMORY)
            return 0
        sys.stderr.write(f"{broken!r}\n")
        _say({"kind": "failed", "why": type(broken).__name__})
        return 1
    return 0


def _say(message: dict[str, Any]) -> None:
    line = json.dumps(message) + "\n"
    # Unbuffered, one write each: a line is whole or not there when the process is killed.
    os.write(sys.stdout.fileno(), line.encode())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
