"""`halles verify`: recomputes the public record of a show, from a file, an address or this hall's own database."""

from __future__ import annotations

import argparse
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from halles.cli.commands.registering import Commands

SECONDS_MAX = 20
BYTES_MAX = 64 * 2**20
PAGES_MAX = 1_000


def register(commands: Commands) -> None:
    verify = commands.add_parser("verify", help="recompute the record of a live show: its chain and its draws")
    verify.add_argument("record", metavar="FILE|URL|SHOW", help="a saved record, its address, or the id of a show here")
    verify.add_argument("--head", default="", help="a head of the chain that you wrote down, or that is on a receipt")
    verify.set_defaults(run=run_verify)


def run_verify(arguments: argparse.Namespace) -> int:
    try:
        record = _read(arguments.record)
    except (OSError, ValueError) as failure:
        print(f"The record could not be read: {failure}", file=sys.stderr)
        return 1
    return _tell(record, arguments.head)


def _tell(record: dict[str, Any], head: str) -> int:
    from halles.live.acts.verifying import verify

    found = verify(record, head=head.strip().lower())
    for problem in found.problems:
        print(problem)
    counted = f"{found.record_count} records, {found.draw_count} draws"
    if found.open_draw_count:
        counted += f", {found.open_draw_count} giveaways not drawn yet"
    if found.problems:
        print(f"The record does not hold ({counted}).")
        return 1
    print(f"The record holds: {counted}.\nHead: {found.head}")
    print("Proven: each seed was promised before the first entry, each list closed before its seed was opened, the")
    print("winners follow from both, and nothing was changed since this head was written down somewhere else.")
    print("Not proven: who is behind an entry, that whoever runs the hall added none while knowing the seed, and what")
    print("was never written down.")
    return 0


def _read(named: str) -> dict[str, Any]:
    if named.startswith(("http://", "https://")):
        return _whole(lambda after: _fetch(named, after))
    path = Path(named)
    if path.exists():
        return _object(path.read_text(encoding="utf-8"))
    try:
        session_id = uuid.UUID(named)
    except ValueError:
        raise ValueError(f"{named} is no file, no address and no id of a show") from None
    return _from_house(session_id)


def _whole(page: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
    record = page(0)
    for _ in range(PAGES_MAX):
        after = record.get("next")
        if after is None:
            return record
        more = page(after)
        record = {**more, "records": [*record["records"], *more["records"]]}
    raise ValueError("the record does not end")


def _fetch(address: str, after: int) -> dict[str, Any]:
    asked = urllib.parse.urlsplit(address)
    url = urllib.parse.urlunsplit(asked._replace(query=f"after={after}"))
    try:
        with urllib.request.urlopen(url, timeout=SECONDS_MAX) as answer:  # noqa: S310 - http or https, checked above
            return _object(answer.read(BYTES_MAX).decode())
    except urllib.error.HTTPError as refused:
        raise ValueError(f"{url} answers {refused.code}") from refused


def _object(text: str) -> dict[str, Any]:
    record = json.loads(text)
    if not isinstance(record, dict) or not isinstance(record.get("records"), list):
        raise ValueError("this is no record of a show")  # noqa: TRY004 - a file of another kind, not a type
    return record


def _from_house(session_id: uuid.UUID) -> dict[str, Any]:
    from halles.cli.house import run_in_house

    found: list[dict[str, Any]] = []

    def read() -> int:
        from halles.live.acts.queries import public_record
        from halles.live.queries import find_session

        session = find_session(session_id)
        if session is not None:
            found.append(_whole(lambda after: public_record(session, after=after)))
        return 0

    run_in_house(read)
    if not found:
        raise ValueError(f"there is no show {session_id} here")
    return found[0]
