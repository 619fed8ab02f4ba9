"""All that a decision rests on, as JSON that decides the same again years later. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from halles.affiliates.deciding import Candidate, Decision, LineFact, Rules, Terms, TouchFact, decide


@dataclass(frozen=True, slots=True)
class Evidence:
    """The arguments of one decision."""

    line: LineFact
    touches: tuple[TouchFact, ...]
    terms: Terms
    rules: Rules


_EVIDENCE = TypeAdapter(Evidence)
_CANDIDATE = TypeAdapter(Candidate)


def pack(evidence: Evidence) -> dict[str, Any]:
    """As JSON values."""
    packed: dict[str, Any] = _EVIDENCE.dump_python(evidence, mode="json")
    return packed


def unpack(packed: dict[str, Any]) -> Evidence:
    """The evidence again."""
    return _EVIDENCE.validate_python(packed)


def pack_candidate(candidate: Candidate) -> dict[str, Any]:
    """A touch with what came of it, as JSON values."""
    packed: dict[str, Any] = _CANDIDATE.dump_python(candidate, mode="json")
    return packed


def decide_again(packed: dict[str, Any]) -> Decision:
    """What the same evidence gives today."""
    evidence = unpack(packed)
    return decide(evidence.line, evidence.touches, evidence.terms, evidence.rules)
