from __future__ import annotations

import subprocess
import sys

EVERYTHING = """
import pkgutil, sys
import halles.edge
names = [found.name for found in pkgutil.walk_packages(halles.edge.__path__, "halles.edge.")]
assert "halles.edge.uploads.protocol" in names and "halles.edge.rooms.rooms" in names
for name in names:
    __import__(name)
print(sorted(name for name in sys.modules if name.split(".")[0] in {"django", "procrastinate", "allauth"}))
"""


def test_the_edge_knows_no_django() -> None:
    ended = subprocess.run([sys.executable, "-c", EVERYTHING], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"
