"""`halles explain order N`: the whole chain of a purchase, line by line, from the card to the payout."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from halles.cli.commands.registering import Commands

if TYPE_CHECKING:
    from halles.affiliates.models import Attribution
    from halles.affiliates.queries.explaining import LineChain, OrderChain, PayoutChain, PurchaseChain, TouchSeen
    from halles.ledger.models import Transaction


def register(commands: Commands) -> None:
    things = commands.add_parser("explain", help="say why money went where it went").add_subparsers(
        title="what", metavar="WHAT", required=True
    )
    order = things.add_parser(
        "order", help="each line of a purchase: discounts, tax, fee, commission, books, settlement, payout"
    )
    order.add_argument(
        "number", metavar="NUMBER", help="a purchase's number, such as H-7K3Q9XM, or one order's, H-7K3Q9XM-2"
    )
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
    yield "  Books of the whole purchase: the provider"
    yield from _entries(chain.entries, "nothing was asked of a provider")
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
    yield from _entries(chain.entries, "nothing is booked yet")
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
    yield from _commission(chain.attribution, chain)


def _commission(attribution: Attribution, chain: LineChain) -> Iterator[str]:
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
        if chain.payout is not None:
            yield from _payout(chain.payout)
    for touch in chain.touches:
        yield _touch(touch)
    again = "gives the same answer" if chain.is_same_again else "GIVES ANOTHER ANSWER"
    yield f"      decided {attribution.decided_at:%Y-%m-%d %H:%M} by rules {attribution.rule_version}"
    yield f"      deciding again {again}"


def _touch(touch: TouchSeen) -> str:
    verdict = f"no: {touch.why_not}" if touch.why_not else f"won, {touch.plan_kind} plan, {touch.rate_bps / 100:g} %"
    return f"      touch {touch.at:%Y-%m-%dT%H:%M} {touch.kind} of @{touch.handle} [{touch.click_id[:8]}]: {verdict}"


def _payout(chain: PayoutChain) -> Iterator[str]:
    payout = chain.payout
    total = _money(payout.amount_minor, payout.currency)
    yield f"      payout {payout.number} of {payout.run.on:%Y-%m-%d} to {payout.payee_name}, {total}: {payout.status}"
    for entry in chain.entries:
        yield from (f"    {text}" for text in _entry(entry))


def _entries(entries: Sequence[Transaction], nothing: str) -> Iterator[str]:
    for entry in entries:
        yield from _entry(entry)
    if not entries:
        yield f"    {nothing}"


def _entry(entry: Transaction) -> Iterator[str]:
    yield f"    {entry.at:%Y-%m-%d %H:%M} {entry.kind}"
    for posting in sorted(entry.postings.all(), key=lambda one: (one.amount_minor < 0, one.pk)):
        side = "debit " if posting.amount_minor > 0 else "credit"
        yield f"      {side} {posting.account.kind:<20} {_money(abs(posting.amount_minor), posting.currency):>14}"


def _settlement(chain: OrderChain) -> Iterator[str]:
    money, currency = chain.money, chain.order.currency
    if money is None:
        yield "  Settlement: the money has not been taken from the customer"
    elif money.released_at is not None:
        what = "all but the reserve" if money.reserve_minor else "all"
        yield f"  Settlement: {what} of the shop's money is free since {money.released_at:%Y-%m-%d %H:%M}"
    else:
        until = f"until {money.until:%Y-%m-%d %H:%M}" if money.until else "until it is delivered, and the market's days"
        yield f"  Settlement: {_money(money.held_minor, currency)} wait {until}"
        if money.blocked_minor:
            yield f"    {_money(money.blocked_minor, currency)} of it for open returns, cases or chargebacks"
    yield from _share(chain)


def _share(chain: OrderChain) -> Iterator[str]:
    share, reserve, currency = chain.settlement, chain.reserve, chain.order.currency
    if share is not None and share.is_shared:
        entry = share.key or "NO ENTRY IN THE BOOKS"
        yield f"    {share.at:%Y-%m-%d %H:%M} its share of an entry about many orders: {entry}"
        yield f"      debit  {'seller_pending':<20} {_money(share.amount_minor, currency):>14}"
        yield f"      credit {'seller_available':<20} {_money(share.free_minor, currency):>14}"
        if share.reserve_minor:
            yield f"      credit {'seller_reserve':<20} {_money(share.reserve_minor, currency):>14}"
    if reserve is not None:
        left = _money(reserve.amount_minor, currency)
        when = f"free since {reserve.released_at:%Y-%m-%d %H:%M}" if reserve.released_at else "waits"
        yield f"  Reserve: {_money(reserve.kept_minor, currency)} kept back until {reserve.until:%Y-%m-%d}"
        yield f"    left of it after refunds: {left}, {when}"


def _money(amount_minor: int, currency: str) -> str:
    from halles.kit.money import format_money

    return format_money(amount_minor, currency, "en")
