"""What is promised before the purchase, and what kind of goods a product was when it was bought."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halles.kit import clock
from halles.kit.statements import fetch
from halles.markets.market import Market
from halles.returns.models import ReturnClass
from halles.returns.periods import withdrawal_days


class Sold(Protocol):
    """A product as its page has it."""

    @property
    def id(self) -> uuid.UUID:
        """Which product."""


# For every product's page and every order.
_CLASSES = """
SELECT product_id, kind, from_at FROM returns_returnclass WHERE product_id = ANY (%s::uuid[]) ORDER BY from_at
"""


def classes_at(bought: Mapping[uuid.UUID, dt.datetime] | Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The kind of goods each product was at a moment (a mapping), or is now; "" for ordinary ones. One statement."""
    moments = bought if isinstance(bought, Mapping) else dict.fromkeys(bought, clock.now())
    found = dict.fromkeys(moments, "")
    for product_id, kind, from_at in fetch(_CLASSES, [list(moments)]):
        if from_at <= moments[product_id]:
            found[product_id] = kind
    return found


def current_class(product_id: uuid.UUID) -> str:
    """The kind of goods a product is now; "" for ordinary ones."""
    return classes_at([product_id])[product_id]


def protection_line(market: Market, product: Sold) -> str:
    """What the customer can count on, in one sentence of the active language; one small statement."""
    kind = current_class(product.id)
    if kind and kind in market.returns.change_of_mind_exceptions:
        return {
            ReturnClass.Kind.PERISHABLE: _("Perishable, so it cannot be sent back; refunded if it is not right."),
            ReturnClass.Kind.MADE_TO_ORDER: _("Made for you, so it cannot be sent back; refunded if it is not right."),
            ReturnClass.Kind.HYGIENE: _("Can be sent back as long as it is sealed; refunded if it is not right."),
        }[ReturnClass.Kind(kind)]
    days = max(withdrawal_days(market, has_terms=False), market.platform_return_days)
    return ngettext(
        "%(days)d day to send it back; refunded if it does not arrive or is not right.",
        "%(days)d days to send it back; refunded if it does not arrive or is not right.",
        days,
    ) % {"days": days}
