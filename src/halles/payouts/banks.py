"""Which banks there are. Another one is one adapter and one line here."""

from __future__ import annotations

from halles.payouts.port import Bank
from halles.payouts.sandbox import SandboxBank

DEFAULT = "sandbox"
_BANKS: dict[str, Bank] = {"sandbox": SandboxBank()}


def bank_named(name: str) -> Bank:
    """The adapter of that name."""
    return _BANKS[name]
