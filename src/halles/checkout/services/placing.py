"""The one way an order comes to be: transaction, provider, transaction. The README says what happens when it dies."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError

from halles.carts.queries import Quote, quote
from halles.checkout.errors import MethodNotOffered, PriceChanged
from halles.checkout.purchase import Placed, PlaceOrder
from halles.checkout.services import attempts, limits
from halles.interactions.sources import read_source
from halles.inventory.errors import SoldOut
from halles.kit import clock, transactions
from halles.kit.errors import Refusal
from halles.kit.ids import short_code, uuid7
from halles.kit.statements import fetch
from halles.live.acts.queries import find_source_of_claim
from halles.markets.errors import MarketClosed
from halles.markets.market import Market
from halles.markets.queries import get_market
from halles.orders import access
from halles.orders.queries import Purchase, as_paid
from halles.orders.rows import Draft
from halles.orders.services import PAYMENT_REFERENCE, announce_placed, prepare_orders
from halles.payments import services as payments
from halles.payments.errors import CardUnknown
from halles.payments.models import Payment
from halles.promotions import queries as promises
from halles.promotions import services as promotions
from halles.promotions.errors import ClaimElsewhere, ClaimUnknown
from halles.promotions.terms import Terms

NUMBER_TRIES_MAX = 3
# The payment's intent is part of it; without its row (an unknown card) nothing else is written.
_OPEN = f"""
WITH intent AS ({payments.INSERT_PAYMENT})
SELECT intent.*, said.outcome, said.variant, said.pieces
FROM intent LEFT JOIN LATERAL checkout_open(
    %(who)s, %(key)s, %(body_hash)s, %(at)s, %(market)s, %(initial_status)s, %(group)s::jsonb, %(orders)s::jsonb,
    %(lines)s::jsonb
) AS said ON true
"""  # noqa: S608 - the statement of payments


@dataclass(frozen=True)
class _Opened:
    """What the first transaction has written."""

    purchase: Purchase
    payment: Payment


class _Known(Exception):  # noqa: N818 - an answer, not an error
    """The key was used before, perhaps this very moment; what this request has written is rolled back."""


def place_order(wanted: PlaceOrder) -> Placed:
    """Place a purchase and ask for its payment, once per idempotency key and buyer. No transaction may be open.

    Refusals leave nothing behind: carts.*, shipping.*, markets.closed, checkout.price_changed, checkout.key_reused,
    checkout.in_progress, checkout.claim_unknown, promotions.claim_*, inventory.sold_out,
    checkout.too_many_unpaid, kit.too_often, payments.card_unknown, payment.declined (the stock is released).
    An answer that never came (a timeout at the provider) is `unpaid` with next_action "wait"; jobs resolve it.
    """
    attempts.require_key(wanted.key)
    limits.take_turn(wanted)
    try:
        opened = _open(wanted)
    except (Refusal, _Known):
        # A second answer is the first one, also when the piece is gone and the price another by now.
        earlier = attempts.find_earlier(wanted)
        if earlier is None:
            raise
        return attempts.answer_again(earlier)
    group = opened.purchase.group
    # What costs nothing is settled already, and comes back as it is.
    payment = payments.authorize(opened.payment.pk, fresh=opened.payment)
    if payment.status == Payment.Status.REQUIRES_ACTION:
        limits.require_few_unpaid(wanted, group.pk)
    placed = attempts.answer(group_id=group.pk, number=group.number, total_minor=group.total_minor, payment=payment)
    return replace(placed, written=_as_it_is(opened.purchase, payment))


def _open(wanted: PlaceOrder) -> _Opened:
    for attempt in range(1, NUMBER_TRIES_MAX + 1):
        try:
            return transactions.run(lambda: _write(wanted))
        except IntegrityError as twin:
            # Two purchases drew the same number out of 34 thousand million: draw again.
            if "orders_group_number_once" not in str(twin) or attempt == NUMBER_TRIES_MAX:
                raise
    raise AssertionError("unreachable")


def _write(wanted: PlaceOrder) -> _Opened:
    """Everything that must stand before the provider is asked. Stock comes last: its rows are what rivals wait for."""
    market = get_market(wanted.market)
    if wanted.pay_with.method not in market.payment_kinds:
        raise MethodNotOffered
    terms = _terms(wanted)
    quoted = _quote(wanted, market, terms)
    draft = _draft(wanted, market, quoted, uuid7(), short_code("H"))
    if terms is not None:
        draft = _by_promise(wanted, draft, terms)
    intent = payments.draft_payment(
        reference_kind=PAYMENT_REFERENCE,
        reference_id=draft.group_id,
        reference_number=draft.number,
        user_id=wanted.buyer.user_id,
        amount_minor=quoted.total_minor,
        currency=quoted.currency,
        method=wanted.pay_with.method,
        instrument=wanted.pay_with.saved_card_id or wanted.pay_with.token,
        should_save_card=wanted.pay_with.should_save_card,
        key=f"{PAYMENT_REFERENCE}:{draft.group_id}",
        return_url=wanted.return_url,
    )
    opened = write_purchase(wanted, draft, intent)
    announce_placed(draft.group_id)
    if quoted.total_minor == 0:
        return replace(opened, payment=payments.settle_nothing(opened.payment.pk))
    return opened


def write_purchase(wanted: PlaceOrder, draft: Draft, intent: payments.PaymentDraft) -> _Opened:
    """Take the key, write the payment's intent and the orders and reserve the stock, in one statement that waits for a
    twin with the same key.

    Raises CardUnknown, SoldOut or MarketClosed, and _Known when the key is taken; the caller's transaction then ends.
    """
    market = draft.quote.market
    placing = prepare_orders(draft)
    group, orders, lines = placing.arguments
    rows = fetch(
        _OPEN,
        {
            **intent.values,
            "who": wanted.buyer.name,
            "key": wanted.key,
            "body_hash": wanted.body_hash(),
            "at": clock.now(),
            "market": market.code,
            "initial_status": market.initial_status,
            "group": group,
            "orders": orders,
            "lines": lines,
        },
    )
    if not rows:
        raise CardUnknown
    *of_card, outcome, _, _ = rows[0]
    if outcome == "known":
        raise _Known
    if outcome == "closed":
        raise MarketClosed(market=market.name)
    if outcome is not None:
        raise SoldOut({variant_id: left for *_, variant_id, left in rows})
    return _Opened(placing.purchase, intent.written(*of_card))


def _as_it_is(purchase: Purchase, payment: Payment) -> Purchase | None:
    """The purchase for an answer that reads nothing again; None where the payment has gone another way."""
    if payment.status == Payment.Status.AUTHORIZED and payment.authorized_at is not None:
        return as_paid(purchase, payment.authorized_at)
    return purchase if payment.status == Payment.Status.REQUIRES_ACTION else None


def _terms(wanted: PlaceOrder) -> Terms | None:
    if wanted.claim_id is None:
        return None
    if wanted.buyer.user_id is None or len(wanted.lines) != 1:
        raise ClaimUnknown
    (line,) = wanted.lines
    return promises.get_terms(
        wanted.claim_id,
        user_id=wanted.buyer.user_id,
        variant_id=line.variant_id,
        quantity=line.quantity,
        market=wanted.market,
    )


def _by_promise(wanted: PlaceOrder, draft: Draft, terms: Terms) -> Draft:
    """The promise becomes this purchase, its deadline that of the payment; its pieces are free for `_OPEN` alone."""
    assert wanted.buyer.user_id is not None
    if terms.kind == "coupon" and not any(line.discount_minor for line in draft.quote.lines):
        raise ClaimElsewhere
    promotions.use(terms, user_id=wanted.buyer.user_id, group_id=draft.group_id)
    return replace(draft, expires_at=min(draft.expires_at, terms.until))


def _quote(wanted: PlaceOrder, market: Market, terms: Terms | None) -> Quote:
    quoted = quote(
        [(line.variant_id, line.quantity) for line in wanted.lines],
        market=market,
        country=wanted.ship_to.country,
        region=wanted.ship_to.region,
        language=wanted.language,
        rates=dict(wanted.rates),
        points=dict(wanted.points),
        terms=terms,
    )
    expected = wanted.expected_total_minor
    if expected is not None and (expected, wanted.expected_currency) != (quoted.total_minor, quoted.currency):
        raise PriceChanged(total_minor=quoted.total_minor, currency=quoted.currency)
    return quoted


def _draft(wanted: PlaceOrder, market: Market, quoted: Quote, group_id: uuid.UUID, number: str) -> Draft:
    is_guest = wanted.buyer.user_id is None
    return Draft(
        group_id=group_id,
        number=number,
        user_id=wanted.buyer.user_id,
        email=wanted.buyer.email,
        language=wanted.language,
        ship_to=wanted.ship_to.as_json(),
        quote=quoted,
        payment_method=wanted.pay_with.method,
        expires_at=clock.now() + _patience(market, wanted.pay_with.method),
        access_token_hash=access.hash_of(access.token_for(group_id)) if is_guest else None,
        sources=_sources(wanted),
        touch_key=wanted.buyer.touch_key,
    )


def _patience(market: Market, method: str) -> dt.timedelta:
    """How long the stock waits for the money."""
    if method == "transfer":
        return dt.timedelta(hours=market.unpaid_hours_transfer)
    return dt.timedelta(minutes=market.unpaid_minutes_one_tap)


def _sources(wanted: PlaceOrder) -> dict[uuid.UUID, dict[str, Any]]:
    found = {line.variant_id: read_source(line.source) for line in wanted.lines if line.source}
    show = find_source_of_claim(wanted.claim_id) if wanted.claim_id is not None else None
    if show is not None:
        for line in wanted.lines:
            told = found.get(line.variant_id)
            # What was claimed in a show was met there, whatever page the token was taken from.
            if told is None or told.content_id != show.content_id:
                found[line.variant_id] = show
    return {variant_id: source.as_json() for variant_id, source in found.items() if source is not None}
