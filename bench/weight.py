"""What the feed sends before it can play: gzipped bytes of the scripts and styles that its page asks for.

    python -m bench.weight [--quick]

Read from the manifest of the build. Parts that are imported only when something needs them are counted apart.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from pathlib import Path
from typing import Any

from bench.report import tell

BUILT = Path(__file__).resolve().parent.parent / "src" / "halles" / "static_built"
GOAL_BYTES = 90_000
ENTRY = "src/feed.ts"


def parts_of(manifest: dict[str, Any], entry: str, key: str = "imports") -> list[str]:
    """The entry and everything it imports before it runs (or, by another key, later), each once."""
    found = [entry]
    for part in found:
        found += [other for other in manifest[part].get(key, []) if other not in found]
        if key != "imports":
            found += [other for other in manifest[part].get("imports", []) if other not in found]
    return found


def weigh(paths: set[str]) -> int:
    """Gzipped bytes of these built files together, each compressed by itself, as they travel."""
    return sum(len(gzip.compress((BUILT / path).read_bytes(), 6, mtime=0)) for path in paths)


def main() -> int:
    """Print the sums; 1 when the scripts are too heavy: a weight depends on no machine, so --quick judges it too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the same: this takes no time")
    parser.parse_args()
    manifest: dict[str, Any] = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    first = parts_of(manifest, ENTRY)
    scripts = {manifest[part]["file"] for part in first}
    later = {manifest[part]["file"] for part in parts_of(manifest, ENTRY, "dynamicImports")} - scripts
    styles = {sheet for part in first for sheet in manifest[part].get("css", [])}
    sums = {"scripts": weigh(scripts), "styles": weigh(styles), "scripts on demand": weigh(later)}
    for name, size in sums.items():
        print(f"{name:<20} {size / 1000:>7.1f} kB gzipped")
    is_met = sums["scripts"] < GOAL_BYTES
    tell(
        "Feed: JavaScript, gzipped",
        goal=f"< {GOAL_BYTES // 1000} kB",
        measured=f"{sums['scripts'] / 1000:.1f} kB (styles {sums['styles'] / 1000:.1f} kB)",
        is_met=is_met,
        command="make bench NAME=weight",
    )
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
