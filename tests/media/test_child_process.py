"""The fence around the child: whatever it does, the job ends cleanly and nothing of it stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from halles.media.transcode import watch
from halles.media.transcode.job import Job, Limits, write_job
from halles.media.transcode.watch import Outcome, run_child
from tests.media.clips import make_clip


@pytest.fixture
def job(tmp_path: Path) -> Job:
    out = tmp_path / "out"
    out.mkdir()
    return Job(source=make_clip(tmp_path / "clip.mp4", seconds=2), out=out, file_name="clip.mp4")


def listen(job: Job, **changes: Any) -> tuple[Outcome, list[dict[str, Any]]]:
    heard: list[dict[str, Any]] = []
    facts: dict[str, Any] = {"hear": heard.append, "is_wanted": lambda: True}
    return run_child(job, **(facts | changes)), heard


def children() -> list[int]:
    """Processes of ours that work on a job."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            line = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if entry.name.isdigit() and b"halles.media.transcode" in line and str(os.getpid()).encode() in line:
            found.append(int(entry.name))
    return found


def test_a_job_tells_its_progress_and_its_parts(job: Job) -> None:
    outcome, heard = listen(job)
    assert outcome == Outcome("done")
    kinds = [message["kind"] for message in heard if message["kind"] != "progress"]
    assert kinds == ["look", "preview", "rung"]
    stages = [message["stage"] for message in heard if message["kind"] == "progress"]
    assert list(dict.fromkeys(stages)) == ["probing", "preview", "sound", "first_rung"]
    percents = [message["percent"] for message in heard if message["kind"] == "progress"]
    assert percents == sorted(percents)
    assert (job.out / "160.mp4").is_file()


def test_the_child_is_last_in_line_and_knows_no_secret(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALLES_SECRET_KEY", "a secret that the child must not know")
    seen: dict[str, Any] = {}

    def hear(message: dict[str, Any]) -> None:
        if message["kind"] == "look":
            (pid,) = children()
            seen["nice"] = os.getpriority(os.PRIO_PROCESS, pid)
            seen["environment"] = Path(f"/proc/{pid}/environ").read_bytes()
            seen["session"] = os.getsid(pid) == pid
            seen["limits"] = Path(f"/proc/{pid}/limits").read_text()

    assert listen(job, hear=hear)[0] == Outcome("done")
    assert seen["nice"] == 19
    assert b"HALLES" not in seen["environment"]
    assert seen["session"] is True
    assert str(job.limits.memory_max_bytes) in seen["limits"]


def test_a_refusal_comes_through_with_its_data(job: Job) -> None:
    outcome, heard = listen(replace(job, limits=Limits(duration_max_ms=500)))
    assert (outcome.kind, outcome.code, outcome.data["duration_max_ms"]) == ("refused", "media.too_long", 500)
    assert [message["kind"] for message in heard] == ["progress"]


def test_a_job_that_takes_too_long_is_ended(job: Job) -> None:
    outcome, _ = listen(replace(job, limits=Limits(wall_max_s=0)))
    assert (outcome.kind, outcome.code) == ("refused", "media.timed_out")
    assert children() == []


def test_a_job_that_burns_too_much_is_ended(job: Job) -> None:
    long = make_clip(job.out.parent / "long.mp4", seconds=4, width=1280, height=720, rate=30, tone=None)
    outcome, _ = listen(replace(job, source=long, limits=Limits(cpu_max_s=1)))
    assert (outcome.kind, outcome.code) == ("refused", "media.timed_out")


def test_a_job_that_wants_too_much_memory_is_ended(job: Job) -> None:
    large = make_clip(job.out.parent / "large.mp4", width=1920, height=1080, seconds=0.5, tone=None)
    # Enough for the libraries, not for frames of this size.
    outcome, _ = listen(replace(job, source=large, limits=Limits(memory_max_bytes=MEMORY_OF_LIBRARIES)))
    assert (outcome.kind, outcome.code) == ("refused", "media.ran_out_of_memory")
    assert list(job.out.glob("*.mp4")) == []


MEMORY_OF_LIBRARIES = 260 * 1024**2


def test_a_killed_child_is_a_crash_and_leaves_nothing_finished(job: Job) -> None:
    def kill(message: dict[str, Any]) -> None:
        if message["kind"] == "preview":
            os.kill(children()[0], signal.SIGKILL)

    outcome, _ = listen(job, hear=kill)
    assert outcome.kind == "crashed"
    assert list(job.out.glob("*.mp4")) == []


def test_a_job_nobody_wants_any_more_is_ended(job: Job) -> None:
    outcome, _ = listen(job, is_wanted=lambda: False)
    assert outcome == Outcome("unwanted")
    assert children() == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a child that its parent died")
def test_a_dead_worker_leaves_no_child(job: Job) -> None:
    write_job(job, job.out / "job.json")
    code = (
        "import os, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-m', 'halles.media.transcode', sys.argv[1], str(os.getpid())],"
        " stdout=subprocess.PIPE, start_new_session=True)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", code, str(job.out / "job.json")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert worker.stdout is not None
    assert worker.stdin is not None
    pid = int(worker.stdout.readline())
    os.kill(pid, signal.SIGSTOP)  # by itself it would never end now
    worker.kill()
    worker.wait()
    worker.stdout.close()
    worker.stdin.close()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and _is_running(pid):
        assert time.monotonic() < deadline, "the child outlived its worker"
        time.sleep(0.02)


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_threads_leave_room_for_pages() -> None:
    assert 1 <= watch.default_threads() <= 8
