"""Which providers there are. Another company is one adapter and one line here."""

from __future__ import annotations

from halles.payments.errors import ProviderUnknown
from halles.payments.providers.port import Provider
from halles.payments.providers.sandbox.provider import SandboxProvider

DEFAULT = "sandbox"
_PROVIDERS: dict[str, Provider] = {"sandbox": SandboxProvider()}


def provider_named(name: str) -> Provider:
    """The adapter of that name, or ProviderUnknown."""
    try:
        return _PROVIDERS[name]
    except KeyError:
        raise ProviderUnknown from None
