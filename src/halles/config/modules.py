"""The modules in the order of the map, lowest row first; docs/map.md and the laws read this too."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent

ROWS: tuple[tuple[str, ...], ...] = (
    ("kit",),
    ("markets", "ledger"),
    ("users",),
    ("media", "moderation", "interactions", "experiments"),
    ("sellers",),
    ("creators", "catalog"),
    ("social", "inventory", "shipping"),
    ("promotions", "videos"),
    ("payments", "payouts"),
    ("carts", "live"),
    ("orders",),
    ("checkout", "fulfillment"),
    ("affiliates", "returns", "reviews"),
    ("scores", "analytics", "recommender"),
    ("search",),
    ("storefront", "studio", "backoffice", "notifications", "partners"),
)
TOP: tuple[str, ...] = ("wiring", "config", "edge", "demo", "cli")


def installed() -> list[str]:
    """The Django apps of the modules that exist; a module is made with its first feature, not before."""
    return [f"halles.{name}" for row in ROWS for name in row if _has(name, "apps")]


def with_part(part: str) -> list[str]:
    """The dotted names of `halles.<module>.<part>` that exist, e.g. `urls`, in map order."""
    return [f"{dotted}.{part}" for dotted in installed() if _has(dotted.split(".")[-1], part)]


def _has(module: str, part: str) -> bool:
    return (PACKAGE / module / f"{part}.py").is_file() or (PACKAGE / module / part / "__init__.py").is_file()
