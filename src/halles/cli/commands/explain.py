"""`halles explain order N`: the whole chain of a purchase, line by line, from the discounts to the settlement."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from halles.cli.commands.registering import Commands

if TYPE_CHECKING:
    from halles.affiliates.models import Attribution
    from halles.affiliates.queries.explaining import LineChain, OrderChain, PurchaseChain
    from halles.ledger.models import Transaction


def register(commands: Commands) -> None:
    things = commands.add_parser("explain", help="say why money went where it went").add_subparsers(
        title="what", metavar="WHAT", required=True
    )
    order = things.add_parser(
        "order", help="each line of a purchase: discounts, tax, fee, commission, books, settlement"
    )
    order.add_argument("number", metavar="NUMBER", help="the purchase's number, such as H-7K3Q9XM")
    order.set_defaults(run=run_order)


def run_order(arguments: argparse.Namespace) -> int:
    from halles.cli.house import run_in_house

    def explain() -> int:
        from halles.affiliates.queries.explaining import find_chain

        chain = find_chain(arguments.number)
        if chain is None:
            print(f"There is no purchase {arguments.number}.", file=sys.stderr)
            return 1
        for text in _purchase(chain):
            print(text)
        same = [line.is_same_again for order in chain.orders for line in order.lines]
        return 1 if False in same else 0

    return run_in_house(explain)


def _purchase(chain: PurchaseChain) -> Iterator[str]:
    group = chain.group
    total = _money(group.total_minor, group.currency)
    yield f"Purchase {group.number}, {group.placed_at:%Y-%m-%d %H:%M} UTC, {group.market}: {total}"
    for order in chain.orders:
        yield ""
        yield from _order(order, chain)


def _order(chain: OrderChain, purchase: PurchaseChain) -> Iterator[str]:
    order, currency = chain.order, chain.order.currency
    yield f"Order {purchase.group.number}-{order.position} of {order.seller.name}: {order.status}"
    yield f"  carriage {_money(order.shipping_minor, currency)}, tax in it {_money(order.shipping_tax_minor, currency)}"
    for line in chain.lines:
        yield from _line(line, purchase, is_remitted=order.is_tax_remitted)
    yield "  Books"
    for entry in chain.entries:
        yield from _entry(entry)
    if not chain.entries:
        yield "    nothing is booked yet"
    yield from _settlement(chain)


def _line(chain: LineChain, purchase: PurchaseChain, *, is_remitted: bool) -> Iterator[str]:
    line, currency = chain.line, purchase.group.currency
    yield f"  Line {line.position}: {line.quantity} × {line.title}, {_money(line.total_minor, currency)}"
    yield f"    shown price {_money(line.unit_minor * line.quantity, currency)}"
    for discount in line.discounts:
        less = _money(int(discount["amount_minor"]), currency)
        yield f"    less {less}: {discount['kind']}, borne by {discount['funder']}"
    whose = "remitted by the platform" if is_remitted else "remitted by the shop"
    yield f"    tax {_money(line.tax_minor, currency)} at {line.tax_ppm / 10_000:g} %, {whose}"
    yield f"    platform fee {_money(line.platform_fee_minor, currency)}"
    back = line.canceled_minor + line.refunded_minor
    if back:
        yield f"    given back or never charged since: {_money(back, currency)}"
    if chain.attribution is None:
        yield "    commission: none; nothing that a creator made led here"
        return
    yield from _commission(chain.attribution, chain, purchase)


def _commission(attribution: Attribution, chain: LineChain, purchase: PurchaseChain) -> Iterator[str]:
    currency = attribution.currency
    base = f"base {_money(attribution.base_minor, currency)}"
    if attribution.creator is None:
        yield f"    commission: none ({attribution.reason}); {base}"
    else:
        amount, share = _money(attribution.amount_minor, currency), f"{attribution.rate_bps / 100:g} % of {base}"
        yield f"    commission {amount} to @{attribution.creator.handle}: {share} ({attribution.reason})"
        plan = attribution.plan
        if plan is not None:
            yield f"      plan {plan.pk}: {plan.kind}, {'one product' if plan.product_id else 'the whole shop'}"
        one = attribution.commission
        yield f"      {one.status}; given back {_money(one.reversed_minor, currency)} {one.reversed_reason}".rstrip()
        for name in ("booked_at", "confirm_at", "confirmed_at", "paid_at"):
            if getattr(one, name):
                yield f"      {name.replace('_', ' ')} {getattr(one, name):%Y-%m-%d %H:%M}"
    yield from _touches(attribution.candidates, purchase)
    again = "gives the same answer" if chain.is_same_again else "GIVES ANOTHER ANSWER"
    yield f"      decided {attribution.decided_at:%Y-%m-%d %H:%M} by rules {attribution.rule_version}"
    yield f"      deciding again {again}"


def _touches(candidates: list[dict[str, Any]], purchase: PurchaseChain) -> Iterator[str]:
    for one in candidates:
        touch = one["touch"]
        handle = purchase.handles.get(touch["creator_id"], touch["creator_id"])
        verdict = (
            f"no: {one['why_not']}" if one["why_not"] else f"won, {one['plan_kind']} plan, {one['rate_bps'] / 100:g} %"
        )
        yield f"      touch {touch['at'][:16]} {touch['kind']} of @{handle} [{touch['click_id'][:8]}]: {verdict}"


def _entry(entry: Transaction) -> Iterator[str]:
    yield f"    {entry.at:%Y-%m-%d %H:%M} {entry.kind}"
    for posting in entry.postings.all():
        side = "debit " if posting.amount_minor > 0 else "credit"
        yield f"      {side} {posting.account.kind:<20} {_money(abs(posting.amount_minor), posting.currency):>14}"


def _settlement(chain: OrderChain) -> Iterator[str]:
    money, currency = chain.money, chain.order.currency
    if money is None:
        yield "  Settlement: the money has not been taken from the customer"
    elif money.released_at is not None:
        yield f"  Settlement: all of the shop's money is free since {money.released_at:%Y-%m-%d %H:%M}"
    else:
        until = f"until {money.until:%Y-%m-%d %H:%M}" if money.until else "until it is delivered, and the market's days"
        yield f"  Settlement: {_money(money.held_minor, currency)} wait {until}"
        if money.blocked_minor:
            yield f"    {_money(money.blocked_minor, currency)} of it for open returns or cases"


def _money(amount_minor: int, currency: str) -> str:
    from halles.kit.money import format_money

    return format_money(amount_minor, currency, "en")
