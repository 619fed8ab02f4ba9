"""Amounts and days in the language of the mail being written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from halles.kit.money import format_money
from halles.kit.templatetags.money import zone_name
from halles.markets.queries import get_market
from halles.notifications.services import Row
from halles.orders import queries as orders
from halles.orders.collecting import point_of
from halles.orders.models import Order, OrderGroup


def money(minor: int, currency: str) -> str:
    """An amount."""
    return format_money(minor, currency, get_language() or "en")


def day(on: dt.date) -> str:
    """A calendar day in full."""
    return str(format_date(on, "full", locale=(get_language() or "en").replace("-", "_")))


def instant(at: dt.datetime, market: str) -> str:
    """An instant in the time of the market, which is named: a mail is read anywhere."""
    locale = (get_language() or "en").replace("-", "_")
    zone = get_market(market).time_zone
    said = format_datetime(at, "short", tzinfo=ZoneInfo(zone), locale=locale)
    return f"{said} ({zone_name(zone, locale)})"


def door_of(group: OrderGroup) -> tuple[str, str]:
    """The way to a purchase: its page for people, the link with the token for guests."""
    token = orders.guest_token(group)
    path = reverse("storefront:guest_order", args=[token]) if token else reverse("storefront:order", args=[group.pk])
    return _("See the order"), settings.BASE_URL + path


def places_of(order: Order) -> tuple[str, ...]:
    """Where the customer collects the order, in a sentence; nothing when it comes to their door."""
    point = point_of(order)
    if point is None:
        return ()
    address = ", ".join(filter(None, (point.line1, point.line2, f"{point.postal_code} {point.city}".strip())))
    told = _("You collect it at %(point)s, %(address)s.") % {"point": point.name, "address": address}
    return tuple(filter(None, (told, point.opening, order.shipping_option.get("note", ""))))


def rows_of_group(group: OrderGroup, parts: Sequence[Order]) -> tuple[Row, ...]:
    """The lines of a purchase; of several orders each under its shop, and at the end what was paid."""
    if len(parts) == 1:
        return rows_of(parts[0])
    rows = [row for order in parts for row in (Row(order.seller.name, ""), *rows_of(order))]
    return (*rows, Row(_("Paid in one payment"), money(group.total_minor, group.currency), is_strong=True))


def rows_of(order: Order) -> tuple[Row, ...]:
    """The lines of one order as sold, delivery and tax, and the sum."""
    lines = [
        Row(
            f"{line.title} {line.variant_name}".strip() + (f" × {line.quantity}" if line.quantity > 1 else ""),
            money(line.goods_minor, order.currency),
        )
        for line in order.lines.all()
    ]
    lines.append(Row(_("Delivery"), money(order.shipping_minor, order.currency)))
    if not order.group.tax_is_included:
        lines.append(Row(_("Sales tax"), money(order.tax_minor, order.currency)))
    lines.append(Row(_("Total"), money(order.total_minor, order.currency), is_strong=True))
    if order.group.tax_is_included:
        lines.append(Row(_("of which tax"), money(order.tax_minor, order.currency)))
    return tuple(lines)
