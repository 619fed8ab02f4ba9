"""`python -m halles.demo.record KEY FILE PARENT`: render one film in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

from halles.demo.film.render import record
from halles.demo.world.drawing import film_of
from halles.demo.world.read import read_world
from halles.kit.processes import die_with_parent


def main(key: str, path: str, parent: str) -> None:
    """Render the film of that key into the file."""
    die_with_parent(int(parent))
    world = read_world()
    record(film_of(world, world.video(key)), Path(path))


if __name__ == "__main__":
    main(*sys.argv[1:])
