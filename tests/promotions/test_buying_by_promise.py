"""A promised price becomes an order: once, in time, out of the pieces kept for it, and the books say who bears it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from halles.catalog.models import Price, Variant
from halles.checkout.errors import CardMissing
from halles.checkout.purchase import Placed
from halles.checkout.services import OneTap, expire_unpaid, place_one_tap
from halles.inventory import services as inventory
from halles.kit import clock
from halles.ledger import queries as ledger
from halles.orders import story
from halles.orders.models import Order, OrderGroup, OrderLine
from halles.orders.services import cancel_group, release_due
from halles.payments.errors import Declined
from halles.payments.models import Payment, SavedCard
from halles.payouts.queries import check_holds
from halles.promotions import errors
from halles.promotions.models import CouponClaim, PricePromise
from halles.promotions.services import (
    claim_coupon,
    create_coupon,
    end_coupon,
    end_deal,
    keep_on_time,
    promise_prize,
)
from halles.users.models import User
from tests.orders.makers import make_saved_card, make_seller, make_shipping, make_variant, stock_of
from tests.promotions.makers import SHOW, claim, make_customer, make_open_deal
from tests.users.makers import make_address, make_user

pytestmark = pytest.mark.django_db


def make_buyer(behavior: str = "approved", last4: str = "4242") -> User:
    person = make_customer()
    make_address(person)
    make_saved_card(person, behavior, last4)
    return person


def make_promise(person: User, variant: Variant, **changes: object) -> PricePromise:
    (yes,) = claim(make_open_deal(variant, **changes), person)
    return PricePromise.objects.get(pk=yes["promise"])


def tap(person: User, variant: Variant, claim_id: uuid.UUID | None, **changes: object) -> Placed:
    key = str(changes.pop("key", "") or f"key-{uuid.uuid4()}")
    return place_one_tap(person, OneTap(variant.pk, claim_id=claim_id, **changes), key=key, language="en")  # type: ignore[arg-type]


def test_the_promised_price_is_what_is_paid_and_the_line_says_why() -> None:
    variant, person = make_variant(stock=5), make_buyer()
    promise = make_promise(person, variant)
    assert stock_of(variant) == (5, 2)

    placed = tap(person, variant, promise.pk, expected_total_minor=2480, expected_currency="EUR")

    assert (placed.status, placed.total_minor) == ("paid", 2480)
    line = OrderLine.objects.get()
    assert (line.unit_minor, line.quantity, line.total_minor, line.goods_minor) == (2490, 1, 1990, 1990)
    # 20 % within 19.90, and 6 % of what is left.
    assert (line.tax_minor, line.platform_fee_minor) == (332, 99)
    assert line.discounts == [
        {
            "kind": "flash_deal",
            "claim_id": str(promise.pk),
            "reference_id": str(promise.deal_id),
            "funder": "seller",
            "amount_minor": 500,
            "is_delivery_free": False,
        }
    ]
    promise.refresh_from_db()
    assert (promise.status, promise.order_group_id) == ("used", placed.group_id)
    # One of the two kept pieces is the order's now; nothing was taken from the shelf beside them.
    assert stock_of(variant) == (5, 2)
    with clock.travel(clock.now() + dt.timedelta(minutes=61)):
        release_due()
    assert ledger.check_books().problems == ()


def test_it_is_used_once_and_the_same_key_is_the_same_order() -> None:
    variant, person = make_variant(stock=5), make_buyer()
    promise = make_promise(person, variant)
    first = tap(person, variant, promise.pk, key="the-same-key")
    again = tap(person, variant, promise.pk, key="the-same-key")
    assert (again.group_id, again.is_replay) == (first.group_id, True)
    with pytest.raises(errors.ClaimUsed):
        tap(person, variant, promise.pk)
    assert OrderGroup.objects.count() == 1


def test_it_is_for_this_person_these_pieces_and_this_time() -> None:
    variant, other, person = make_variant(stock=5), make_variant(stock=5), make_buyer()
    promise = make_promise(person, variant)
    with pytest.raises(errors.ClaimUnknown):
        tap(make_buyer(), variant, promise.pk)
    with pytest.raises(errors.ClaimElsewhere):
        tap(person, other, promise.pk)
    with pytest.raises(errors.ClaimElsewhere):
        tap(person, variant, promise.pk, quantity=2)
    PricePromise.objects.update(until=clock.now() - dt.timedelta(seconds=1))
    with pytest.raises(errors.ClaimLapsed):
        tap(person, variant, promise.pk)
    assert not OrderGroup.objects.exists()
    assert stock_of(variant) == (5, 2)


def test_a_price_that_fell_below_the_promise_counts() -> None:
    variant, person = make_variant(stock=5), make_buyer()
    promise = make_promise(person, variant)
    Price.objects.filter(variant=variant).update(amount_minor=1500)
    assert tap(person, variant, promise.pk).total_minor == 1990
    assert OrderLine.objects.get().discounts[0]["amount_minor"] == 0


def test_a_declined_card_leaves_the_promise_for_another_try() -> None:
    variant, person = make_variant(stock=2), make_buyer("declined", "9995")
    promise = make_promise(person, variant)
    with pytest.raises(Declined):
        tap(person, variant, promise.pk)
    promise.refresh_from_db()
    assert (promise.status, promise.order_group_id) == ("open", None)
    assert stock_of(variant) == (2, 2)
    SavedCard.objects.filter(user=person).delete()
    make_saved_card(person)
    assert tap(person, variant, promise.pk).status == "paid"
    assert stock_of(variant) == (2, 2)


def test_the_bank_has_no_more_time_than_the_promise_and_then_it_goes_to_the_next() -> None:
    variant, person, next_one = make_variant(stock=2), make_buyer("challenge", "3155"), make_customer()
    (yes, _) = claim(make_open_deal(variant, quota=1), person, next_one)
    promise = PricePromise.objects.get(pk=yes["promise"])
    placed = tap(person, variant, promise.pk)
    assert placed.status == "unpaid"
    assert OrderGroup.objects.get().expires_at == promise.until
    past = clock.now() - dt.timedelta(seconds=1)
    PricePromise.objects.update(until=past)
    OrderGroup.objects.update(expires_at=past)
    assert expire_unpaid() == 1
    assert keep_on_time() == 1
    promise.refresh_from_db()
    assert promise.status == "expired"
    assert PricePromise.objects.get(status="open").user == next_one
    assert stock_of(variant) == (2, 1)


def test_canceling_within_the_window_gives_the_piece_back_to_all() -> None:
    variant, person = make_variant(stock=2), make_buyer()
    promise = make_promise(person, variant)
    placed = tap(person, variant, promise.pk)
    end_deal(promise.reference_id)
    assert stock_of(variant) == (2, 1)
    cancel_group(placed.group_id, by=story.By("customer", person.pk), reason="changed_mind")
    promise.refresh_from_db()
    assert promise.status == "used"
    assert stock_of(variant) == (2, 0)


def test_a_price_drop_is_bought_when_it_is_over() -> None:
    variant, person = make_variant(stock=5), make_buyer()
    deal = make_open_deal(variant, price_minor=2000, quota=3, steps=((1, 1800),))
    (yes,) = claim(deal, person)
    promise_id = uuid.UUID(yes["promise"])
    with pytest.raises(errors.ClaimEarly):
        tap(person, variant, promise_id)
    end_deal(deal.pk)
    assert tap(person, variant, promise_id).total_minor == 1800 + 490


def test_a_prize_costs_nothing_and_needs_no_card() -> None:
    variant = make_variant(stock=2)
    person, giveaway = make_customer(), uuid.uuid4()
    make_address(person)
    inventory.reserve({variant.pk: 1}, reference=inventory.Reference("giveaway", giveaway), until=None)
    promise = promise_prize(
        giveaway_id=giveaway,
        user_id=person.pk,
        seller_id=variant.seller_id,
        variant_id=variant.pk,
        market="FR",
        currency="EUR",
        until=clock.now() + dt.timedelta(hours=48),
    )
    placed = tap(person, variant, promise.pk, expected_total_minor=0, expected_currency="EUR")
    assert (placed.status, placed.total_minor) == ("paid", 0)
    payment = Payment.objects.get()
    assert (payment.status, payment.amount_minor, payment.captured_minor) == ("captured", 0, 0)
    order = Order.objects.get()
    assert (order.status, order.shipping_minor, order.total_minor) == ("on_hold", 0, 0)
    assert stock_of(variant) == (2, 1)
    with clock.travel(clock.now() + dt.timedelta(minutes=61)):
        release_due()
    order.refresh_from_db()
    assert order.status == "awaiting_shipment"
    assert ledger.check_books().problems == ()
    assert check_holds() == []
    with pytest.raises(CardMissing):
        tap(person, variant, None)


def test_coupons_go_to_the_first_and_are_used_once() -> None:
    seller = make_seller()
    make_shipping(seller)
    variant, person = make_variant(seller, stock=5), make_buyer()
    facts = {
        "reference_kind": "live_session",
        "reference_id": SHOW,
        "seller": seller,
        "market": "FR",
        "by": seller.owner,
    }
    with pytest.raises(errors.CouponWorthWrong):
        create_coupon(**facts, quota=1, minutes=5, amount_minor=500, goods_minor_min=600)
    coupon = create_coupon(**facts, quota=1, minutes=5, amount_minor=500, goods_minor_min=2000)
    held = claim_coupon(coupon.pk, user=person)
    assert claim_coupon(coupon.pk, user=person).pk == held.pk
    with pytest.raises(errors.CouponOver):
        claim_coupon(coupon.pk, user=make_user())
    end_coupon(coupon.pk)

    with pytest.raises(errors.ClaimElsewhere):
        tap(person, make_variant(stock=1), held.pk)
    assert tap(person, variant, held.pk).total_minor == 1990 + 490

    assert OrderLine.objects.get().discounts[0]["funder"] == "seller"
    assert CouponClaim.objects.get().status == "used"
    with pytest.raises(errors.ClaimUsed):
        tap(person, variant, held.pk)
