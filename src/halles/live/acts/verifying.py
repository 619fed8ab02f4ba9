"""Recomputes a show's public record: what does not fit is said in a sentence. Knows no database and no network."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from halles.live.acts.draw import ZEROS, draw, hash_of, link, seed_hash

_SEED = re.compile(r"[0-9a-f]{64}")
Body = Mapping[str, Any]


@dataclass
class Findings:
    """What was checked, and every problem; no problem means that the record holds."""

    record_count: int = 0
    draw_count: int = 0
    open_draw_count: int = 0
    head: str = ZEROS
    problems: list[str] = field(default_factory=list)


@dataclass
class _Draw:
    """What the chain says of one giveaway."""

    seed_hash: str
    winner_count: int
    entered: set[str] = field(default_factory=set)
    list_hash: str = ""
    entry_count: int = 0
    seed: str = ""
    winners: list[str] = field(default_factory=list)


def verify(record: Mapping[str, Any], *, head: str = "") -> Findings:
    """Check the chain and every draw of a record as published; `head` is one that was written down elsewhere."""
    found = Findings()
    draws: dict[str, _Draw] = {}
    try:
        seen = _check_chain(record, found, draws)
        _check_draws(record, found, draws)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        found.problems.append(f"The record cannot be read: {wrong!r}.")
        return found
    if record.get("head", "") not in ("", found.head):
        found.problems.append("The head of the record is not the one that its texts lead to.")
    if head and head not in seen:
        found.problems.append("The head you wrote down is not in this record: it was rewritten, or is another show's.")
    return found


def _check_chain(record: Mapping[str, Any], found: Findings, draws: dict[str, _Draw]) -> set[str]:
    seen: set[str] = set()
    for place, row in enumerate(record["records"], start=1):
        found.head = link(found.head, row["text"])
        seen.add(found.head)
        if found.head != row["hash"]:
            found.problems.append(f"Record {place} was changed, or one before it is missing.")
            # Go on from what is written, so that one change is one problem.
            found.head = row["hash"]
        said = json.loads(row["text"])
        if said["number"] != place or said["session"] != record["session"]:
            found.problems.append(f"Record {place} is out of its place.")
        _read(said["kind"], said["body"], found, draws)
        found.record_count += 1
    return seen


def _read(kind: str, body: Body, found: Findings, draws: dict[str, _Draw]) -> None:
    if kind == "giveaway_planned":
        if body["act"] in draws:
            found.problems.append(f"Giveaway {body['act']}: the seed was promised twice.")
        draws[body["act"]] = _Draw(body["seed_hash"], body["winner_count"])
    elif kind in ("entries", "giveaway_closed", "giveaway_drawn"):
        known = draws.get(body["act"])
        if known is None:
            found.problems.append(f"Giveaway {body['act']}: its seed was not promised beforehand.")
            return
        _follow(kind, body, found, known)


def _follow(kind: str, body: Body, found: Findings, known: _Draw) -> None:
    if kind == "entries":
        if known.list_hash:
            found.problems.append(f"Giveaway {body['act']}: entries after its list was closed.")
        known.entered |= set(body["lines"])
    elif kind == "giveaway_closed":
        if known.list_hash:
            found.problems.append(f"Giveaway {body['act']}: closed twice.")
        known.list_hash, known.entry_count = body["list_hash"], body["entries"]
    else:
        if not known.list_hash:
            found.problems.append(f"Giveaway {body['act']}: the seed came before the list.")
        known.seed, known.winners = body["seed"], list(body["winners"])


def _check_draws(record: Mapping[str, Any], found: Findings, draws: Mapping[str, _Draw]) -> None:
    lists = {one["act"]: one["list"] for one in record["giveaways"]}
    for act, known in draws.items():
        if not known.list_hash:
            found.open_draw_count += 1
            continue
        text = lists.get(act)
        if text is None:
            found.problems.append(f"Giveaway {act}: its list is missing.")
            continue
        found.problems += [f"Giveaway {act}: {problem}" for problem in _problems_of(known, text)]
        if known.seed:
            found.draw_count += 1
        else:
            found.open_draw_count += 1


def _problems_of(known: _Draw, text: str) -> Sequence[str]:
    lines = text.split("\n") if text else []
    if hash_of(text) != known.list_hash or len(lines) != known.entry_count:
        return ["the list is not the one that was closed."]
    problems = []
    if lines != sorted(set(lines)):
        problems.append("the list is not in order, or names somebody twice.")
    if not set(lines) <= known.entered:
        problems.append("the list names somebody who had not entered.")
    if known.seed:
        problems += _problems_of_draw(known, lines)
    return problems


def _problems_of_draw(known: _Draw, lines: Sequence[str]) -> Sequence[str]:
    if not _SEED.fullmatch(known.seed) or seed_hash(known.seed) != known.seed_hash:
        return ["the seed is not the one that was promised."]
    drawn = draw(known.seed, known.list_hash, len(lines), known.winner_count)
    if [lines[place].split(" ")[0] for place in drawn] != known.winners:
        return ["the draw gives other winners."]
    return []
