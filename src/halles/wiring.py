"""What happens after what: event → handlers, run in the announcing transaction, in this order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from halles.markets.events import MarketChosen
from halles.users import handlers as users

EVENTS: dict[type, tuple[Callable[[Any], None], ...]] = {
    MarketChosen: (users.remember_choice,),
}
