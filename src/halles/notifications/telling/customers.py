"""Mails about an order: to whoever bought, and to the shop where it concerns the shop."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from halles.fulfillment import queries as fulfillment
from halles.fulfillment.queries import PackageView
from halles.live.acts.queries import head_for_receipt
from halles.markets.queries import get_market
from halles.notifications.services import Letter, Row, Words
from halles.notifications.telling.amounts import day, door_of, instant, money, places_of, rows_of, rows_of_group
from halles.notifications.telling.shops import letters_to_shop, order_door
from halles.orders import queries as orders
from halles.orders import reasons
from halles.orders.collecting import PICKUP, method_of
from halles.orders.models import Order, OrderEvent, OrderGroup


def order_paid(group_id: str) -> list[Letter]:
    """The receipt, and news to each shop in it."""
    group = orders.get_group(uuid.UUID(group_id))
    letters = [_to_customer(group, "order_paid", f"order_paid:{group_id}", lambda: _receipt(group))]
    for order in group.orders.all():
        letters += letters_to_shop(order, "new_order", f"new_order:{order.pk}", _news(order))
    return letters


def guest_link(group_id: str, asked_at: str) -> list[Letter]:
    """The order again, by a link that is good for the market's days."""
    group = orders.get_group(uuid.UUID(group_id))

    def words() -> Words:
        facts = {"number": group.number, "days": get_market(group.market).guest_link_days}
        return Words(
            subject=_("Your link to order %(number)s") % facts,
            heading=_("Your order again"),
            paragraphs=(
                _("You asked for a new link to your order. It works for %(days)s days.") % facts,
                _("If that was not you, do nothing: nobody else has seen this link."),
            ),
            door=door_of(group),
        )

    return [_to_customer(group, "guest_link", f"guest_link:{group_id}:{asked_at}", words)]


def order_canceled(order_id: str, by_kind: str) -> list[Letter]:
    """Both sides, except whoever did it themselves: the customer always has it in writing."""
    order = orders.get_order(uuid.UUID(order_id))
    letters = [
        _to_customer(order.group, "order_canceled", f"order_canceled:{order_id}", lambda: _canceled(order, by_kind))
    ]
    if by_kind != OrderEvent.By.SELLER:
        letters += letters_to_shop(order, "order_canceled_shop", f"order_canceled:{order_id}", _canceled_shop(order))
    return letters


def order_expired(order_id: str) -> list[Letter]:
    """The customer learns that nothing was bought."""
    order = orders.get_order(uuid.UUID(order_id))

    def words() -> Words:
        return Words(
            subject=_("Order %(number)s was not paid in time") % {"number": order.group.number},
            heading=_("Not paid in time"),
            paragraphs=(_("The payment did not arrive, so the goods went back on the shelf. Nothing was charged."),),
        )

    return [_to_customer(order.group, "order_expired", f"order_expired:{order.group_id}", words)]


def line_canceled(line_id: str, quantity: str) -> list[Letter]:
    """The customer learns what will not come, and that it is not charged."""
    order, line = orders.get_line(uuid.UUID(line_id))

    def words() -> Words:
        facts = {"number": order.group.number, "seller": order.seller.name, "pieces": quantity, "title": line.title}
        return Words(
            subject=_("A part of order %(number)s will not come") % facts,
            heading=_("A part of your order will not come"),
            paragraphs=(
                _("%(seller)s cannot send %(pieces)s × %(title)s. You do not pay for it; anything paid comes back.")
                % facts,
            ),
            door=door_of(order.group),
        )

    key = f"line_canceled:{line_id}:{line.canceled_quantity}"
    return [_to_customer(order.group, "line_canceled", key, words)]


def order_shipped(package_id: str) -> list[Letter]:
    """The tracking number."""
    package = fulfillment.find_package(uuid.UUID(package_id))
    order = orders.get_order(fulfillment.order_of_package(uuid.UUID(package_id)))
    assert package is not None

    def words() -> Words:
        if package.is_at_shop:
            return _ready(order, package)
        facts = {"number": order.group.number, "seller": order.seller.name, "to": day(order.arrives_to_on)}
        return Words(
            subject=_("%(seller)s has packed order %(number)s") % facts,
            heading=_("Your parcel is packed"),
            paragraphs=(
                _("%(seller)s has packed it for the carrier. It should arrive by %(to)s.") % facts,
                *places_of(order),
            ),
            rows=(Row(package.carrier_name, package.tracking_number),),
            door=door_of(order.group),
        )

    return [_to_customer(order.group, "order_shipped", f"order_shipped:{package_id}", words)]


def order_delivered(order_id: str) -> list[Letter]:
    """The customer is asked whether all is well."""
    order = orders.get_order(uuid.UUID(order_id))

    def words() -> Words:
        return Words(
            subject=_("Order %(number)s has arrived") % {"number": order.group.number},
            heading=_("It has arrived"),
            paragraphs=(_("We hope that you like it. Is something wrong? Answer this mail."),),
            door=door_of(order.group),
        )

    return [_to_customer(order.group, "order_delivered", f"order_delivered:{order_id}", words)]


def refund_issued(order_id: str, refund_id: str) -> list[Letter]:
    """What comes back, and why."""
    order = orders.get_order(uuid.UUID(order_id))
    refund = next(one for one in order.refunds.all() if str(one.pk) == refund_id)

    def words() -> Words:
        facts = {"amount": money(refund.paid_out_minor, refund.currency), "number": order.group.number}
        return Words(
            subject=_("%(amount)s comes back to you for order %(number)s") % facts,
            heading=_("Money comes back to you"),
            paragraphs=(
                _("%(amount)s goes back the way you paid. Banks take a few days.") % facts,
                _("Reason: %(reason)s") % {"reason": reasons.words(refund.reason)},
            ),
            door=door_of(order.group),
        )

    return [_to_customer(order.group, "refund_issued", f"refund_issued:{refund_id}", words)]


def _to_customer(group: OrderGroup, kind: str, key: str, words: Callable[[], Words]) -> Letter:
    return Letter(
        kind=kind,
        key=key,
        to=group.email,
        language=group.language,
        words=words,
        reference=("order_group", group.pk),
    )


def _receipt(group: OrderGroup) -> Words:
    parts = list(group.orders.all())
    rows = rows_of_group(group, parts)
    first = parts[0]
    after = []
    if first.hold_until:
        until = instant(first.hold_until, group.market)
        after.append(_("You can cancel freely until %(until)s.") % {"until": until})
    head = head_for_receipt(one for order in parts for line in order.lines.all() for one in line.discounts)
    if head is not None:
        kept = _("Record of the live show, line %(number)s: %(head)s. Keep it: it shows that nothing was rewritten.")
        after.append(kept % head)
    arrival = [sentence for order in parts for sentence in (_arrival(order), *places_of(order))]
    if len(parts) > 1:
        arrival.insert(0, _("You paid once. Each shop sends its own part, and each can be cancelled on its own."))
    return Words(
        subject=_("Your order %(number)s") % {"number": group.number},
        heading=_("It is yours"),
        paragraphs=(_("Thank you. This is your receipt for order %(number)s.") % {"number": group.number}, *arrival),
        rows=rows,
        door=door_of(group),
        after=tuple(after),
    )


def _arrival(order: Order) -> str:
    facts = {"seller": order.seller.name, "to": day(order.arrives_to_on), "from": day(order.arrives_from_on)}
    if method_of(order) == PICKUP:
        return _("%(seller)s keeps it ready from %(from)s; you will get a code by mail.") % facts
    return _("%(seller)s sends it; it arrives by %(to)s.") % facts


def _ready(order: Order, package: PackageView) -> Words:
    market = get_market(order.group.market)
    last = (package.packed_at + dt.timedelta(days=market.collect_within_days)).astimezone(ZoneInfo(market.time_zone))
    facts = {"number": order.group.number, "seller": order.seller.name, "day": day(last.date())}
    return Words(
        subject=_("%(seller)s has order %(number)s ready for you") % facts,
        heading=_("Ready to be collected"),
        paragraphs=(
            *places_of(order),
            _("Say your code at the counter. Keep it to yourself until you have your goods in your hands."),
            _("It waits until %(day)s. After that the order is cancelled and your money comes back.") % facts,
        ),
        rows=(Row(_("Your code"), package.tracking_number, is_strong=True),),
        door=door_of(order.group),
    )


def _news(order: Order) -> Callable[[], Words]:
    def words() -> Words:
        facts = {"number": order.group.number, "day": day(order.dispatch_by_on)}
        return Words(
            subject=_("New order %(number)s") % facts,
            heading=_("You have sold something"),
            paragraphs=(
                _("The customer may still cancel for a short while; then it is on your packing list.") % facts,
                (
                    _("The customer collects it at your shop. Please have it ready by %(day)s.")
                    if method_of(order) == PICKUP
                    else _("Please send it by %(day)s.")
                )
                % facts,
            ),
            rows=rows_of(order),
            door=order_door(order),
        )

    return words


def _canceled(order: Order, by_kind: str) -> Words:
    who = {
        OrderEvent.By.CUSTOMER: _("You have cancelled it."),
        OrderEvent.By.SELLER: _("%(seller)s had to cancel it. We are sorry.") % {"seller": order.seller.name},
    }.get(
        OrderEvent.By(by_kind),
        _("It was cancelled. Reason: %(reason)s") % {"reason": reasons.words(order.cancel_reason)},
    )
    return Words(
        subject=_("Order %(number)s is cancelled") % {"number": order.group.number},
        heading=_("Your order is cancelled"),
        paragraphs=(
            who,
            _("What was only reserved on your card is released; what was already paid comes back to you."),
        ),
        door=door_of(order.group),
    )


def _canceled_shop(order: Order) -> Callable[[], Words]:
    def words() -> Words:
        facts = {"number": order.group.number, "reason": reasons.words(order.cancel_reason)}
        return Words(
            subject=_("Order %(number)s is cancelled") % facts,
            heading=(
                _("Nobody came to collect it") if order.cancel_reason == "not_collected" else _("Please do not send it")
            ),
            paragraphs=(
                _("Order %(number)s is cancelled, and the goods are back in your stock.") % facts,
                _("Reason: %(reason)s") % facts,
            ),
            door=order_door(order),
        )

    return words
