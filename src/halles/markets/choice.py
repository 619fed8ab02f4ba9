"""Which market and which language a person gets: what they said, else where they ship to, else what their browser
reads. Never their address on the network."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from halles.markets.market import Market

ENTRIES_MAX = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """One entry of an Accept-Language header."""

    language: str
    territory: str


def read_wishes(accept_language: str) -> list[Wish]:
    """The entries of an Accept-Language header, best first; what cannot be read is left out."""
    found: list[tuple[float, int, Wish]] = []
    for number, entry in enumerate(accept_language.split(",")[:ENTRIES_MAX]):
        tag, _, parameters = entry.strip().partition(";")
        weight = _weight(parameters)
        parts = tag.strip().replace("_", "-").split("-")
        if weight <= 0 or not parts[0].isalpha() or not parts[0].isascii():
            continue
        territory = next((part.upper() for part in parts[1:] if len(part) == 2 and part.isalpha()), "")
        found.append((-weight, number, Wish(parts[0].lower(), territory)))
    return [wish for _, _, wish in sorted(found, key=lambda row: row[:2])]


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        return min(float(value), 1.0) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def market_by_country(markets: Sequence[Market], country: str) -> Market | None:
    """The market whose parcels go to the country, if any."""
    return next((market for market in markets if country in market.ship_countries), None)


def pick_market(on_offer: Sequence[Market], *, ship_country: str, accept_language: str) -> Market:
    """One of the markets on offer (at least one): by ship-to country, else by the browser's territories and
    languages in their order, else the first."""
    by_country = market_by_country(on_offer, ship_country)
    if by_country is not None:
        return by_country
    for wish in read_wishes(accept_language):
        if wish.territory:
            hit = market_by_country(on_offer, wish.territory)
        else:
            hit = next((market for market in on_offer if market.language == wish.language), None)
        if hit is not None:
            return hit
    return on_offer[0]


@dataclass(frozen=True)
class Named:
    """The language and market (codes) that an address names; both empty when it names none."""

    language: str = ""
    market: str = ""


def read_named(text: str, markets: Collection[str]) -> Named:
    """`fr-FR` → French in the market of France; nothing for any other text."""
    language, _, market = text[:20].partition("-")
    return Named(language, market) if language.isalpha() and market in markets else Named()


def pick_language(
    languages: Sequence[str], *, cookie: str, person_choice: str, accept_language: str, market: str, named: str = ""
) -> str:
    """One of `languages`: the cookie's, the person's own, the one `named` by the address, the browser's best, their
    market's, else the first."""
    wishes = [wish.language for wish in read_wishes(accept_language)]
    for wanted in (cookie, person_choice, named, *wishes, market):
        if wanted in languages:
            return wanted
    return languages[0]
