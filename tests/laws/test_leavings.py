"""A run of tests leaves nothing behind in the system's temporary folder, whatever became of it."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MESS = """
    import os, signal, subprocess, sys, tempfile
    from pathlib import Path

    def test_writes_here_and_there_and_fails():
        assert Path(os.environ["HALLES_DATA_DIR"]).is_dir()
        Path(tempfile.mkdtemp(prefix="halles-bench-"), "film").write_text("film")
        killed = "import os, tempfile; tempfile.mkdtemp(prefix='halles-film-'); os.kill(os.getpid(), 9)"
        assert subprocess.run([sys.executable, "-c", killed]).returncode == -signal.SIGKILL
        raise AssertionError
"""


def test_nothing_is_left_of_a_run_even_when_it_fails(tmp_path: Path) -> None:
    (tmp_path / "test_mess.py").write_text(textwrap.dedent(MESS))
    place = tmp_path / "tmp"
    place.mkdir()
    environment = {key: value for key, value in os.environ.items() if key != "PYTEST_DEBUG_TEMPROOT"}
    line = [sys.executable, "-m", "pytest", "-q", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)]
    done = subprocess.run(
        [*line, "-p", "no:cacheprovider", str(tmp_path / "test_mess.py")],
        cwd=ROOT,
        env={**environment, "TMPDIR": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed" in done.stdout
    assert [path.name for path in place.iterdir() if not path.name.startswith("pytest-of-")] == []
