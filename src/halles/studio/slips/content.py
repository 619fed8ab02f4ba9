"""What stands on the slip of a parcel, in its customer's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from halles.fulfillment.queries import PackageView
from halles.kit.money import format_money
from halles.kit.templatetags.money import day
from halles.orders import queries as orders
from halles.orders.collecting import PICKUP, RELAY, method_of, point_of
from halles.orders.models import Order, OrderLine
from halles.sellers.models import Seller
from halles.studio.order_desk import left_to_pack
from halles.users.addresses import format_address, format_phone

Pieces = Sequence[tuple[OrderLine, int]]


@dataclass(frozen=True)
class Row:
    """A line of the slip; `price` is empty on a slip without prices."""

    title: str
    below: str
    count: int
    price: str


@dataclass(frozen=True)
class Slip:
    """A slip in words. `scanned` is behind the bars; a telephone that reads the square opens `address`."""

    shop: str
    place: str
    heading: str
    number: str
    parcel: str
    ordered: str
    to_title: str
    to: str
    phone: str
    columns: tuple[str, str]
    rows: Sequence[Row]
    count: int
    due: str
    scanned: str
    address: str


def slips_of(
    seller: Seller, order: Order, packages: Sequence[PackageView] = (), *, has_prices: bool = False
) -> list[Slip]:
    """A slip for each parcel given, then one for what is left to pack; none for an order that is empty."""
    with translation.override(order.group.language):
        lines = {line.pk: line for line in order.lines.all()}
        parcels: list[tuple[str, Pieces]] = [
            (
                _parcel_title(package),
                [(lines[line_id], count) for line_id, count in package.lines if line_id in lines],
            )
            for package in packages
        ]
        left = [(line, count) for line, count in left_to_pack(order) if count]
        if left:
            parcels.append((_("Parcel %(number)s") % {"number": len(packages) + 1} if packages else "", left))
        return [_slip(seller, order, title, pieces, has_prices=has_prices) for title, pieces in parcels]


def _slip(seller: Seller, order: Order, parcel: str, pieces: Pieces, *, has_prices: bool) -> Slip:
    language = order.group.language
    recipient = orders.recipient_for_seller(order)
    number = order.group.number if order.position == 1 else f"{order.group.number}-{order.position}"
    price: Callable[[OrderLine, int], str] = lambda line, count: (  # noqa: E731 - one of two
        format_money(line.unit_minor * count, order.currency, language) if has_prices else ""
    )
    return Slip(
        shop=seller.name,
        place=seller.place,
        heading=_("Packing slip"),
        number=number,
        parcel=parcel,
        ordered=_("Ordered on %(day)s") % {"day": day(order.placed_at.date())},
        to_title=_to_title(order),
        to=format_address(recipient, language)
        if recipient
        else _("The address is shown once the order can no longer be cancelled."),
        phone=format_phone(recipient.phone) if recipient and recipient.phone else "",
        columns=(_("Article"), _("Pieces")),
        rows=[
            Row(line.title, " · ".join(filter(None, (line.variant_name, line.sku))), count, price(line, count))
            for line, count in pieces
        ],
        count=sum(count for _line, count in pieces),
        due=_("To be sent by %(day)s") % {"day": day(order.dispatch_by_on)} if order.status in orders.TO_PACK else "",
        scanned=number,
        address=settings.BASE_URL + reverse("studio:order", args=[seller.slug, order.pk]),
    )


def _parcel_title(package: PackageView) -> str:
    title = _("Parcel %(number)s") % {"number": package.position}
    # At the counter the number is the code that the customer says: whoever finds the slip must not know it.
    return title if package.is_at_shop else f"{title} · {package.tracking_number}"


def _to_title(order: Order) -> str:
    method, point = method_of(order), point_of(order)
    if method == PICKUP:
        return _("Collected at the shop by")
    if method == RELAY and point is not None:
        return _("To relay point %(code)s") % {"code": point.code}
    return _("To")
