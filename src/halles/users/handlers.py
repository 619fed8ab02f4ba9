"""What `users` does when others announce something; named in wiring."""

from __future__ import annotations

from halles.markets.events import MarketChosen
from halles.users import services


def remember_choice(event: MarketChosen) -> None:
    """Keep the market and language with the person who chose them."""
    services.remember_choice(user_id=event.user_id, market=event.market, language=event.language)
