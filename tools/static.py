"""Put beside the built front end what Python packages bring for the browser: the API's documentation page."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

BUILT = Path(__file__).resolve().parent.parent / "src" / "halles" / "static_built"


def main() -> None:
    """Copy django-ninja's Swagger files, without their source maps."""
    found = find_spec("ninja")
    assert found is not None
    assert found.origin is not None
    source = Path(found.origin).parent / "static" / "ninja"
    shutil.copytree(source, BUILT / "ninja", dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.map", "redoc*"))


if __name__ == "__main__":
    main()
