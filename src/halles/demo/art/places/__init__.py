"""Where things come from: wide pictures of a place, painted far to near. Frame: 1600 x 900 around its middle."""

from __future__ import annotations

from collections.abc import Callable

from halles.demo.art.canvas import Canvas
from halles.demo.art.places import hills, shores, streets

WIDE, TALL = 1200, 675

PLACES: dict[str, Callable[[Canvas, str], None]] = {
    painter.__name__: painter
    for painter in (
        shores.harbour,
        shores.inland_sea,
        shores.coast,
        hills.mountain,
        hills.terraces,
        hills.plains,
        hills.forge,
        streets.workshop,
        streets.market_hall,
        streets.town,
    )
}
