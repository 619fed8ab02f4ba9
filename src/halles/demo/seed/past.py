"""The purchases of thirteen months, told one after the other, each in one transaction: none is ever half told."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from contextlib import suppress

from halles.checkout.purchase import Buyer, PayWith, PlaceOrder, Wanted
from halles.checkout.services import place_order
from halles.demo.queries import plan_past, told_clicks
from halles.demo.seed.cast import card_token, seat
from halles.demo.seed.earning import confirm, credit, source_of
from halles.demo.seed.films import find_product_of
from halles.demo.seed.goods import find_variant
from halles.demo.seed.opinions import speak
from halles.demo.seed.parcels import deliver, pack
from halles.demo.seed.purchases import settle
from halles.demo.seed.shops import find_shop
from halles.demo.seed.turns import turn
from halles.demo.world.history import PastOrder
from halles.demo.world.kinds import NAMESPACE, World
from halles.demo.world.numbers import steady
from halles.demo.world.read import LANGUAGES
from halles.interactions.sources import sign_source
from halles.inventory import services as inventory
from halles.inventory.queries import stock_levels
from halles.kit import clock, transactions
from halles.kit.errors import PaymentRefused
from halles.kit.jobs import none_queued
from halles.orders import services as orders
from halles.orders import story
from halles.orders.models import Order, OrderLine
from halles.payments import services as payments
from halles.payments.queries import find_payments
from halles.sellers.models import Seller
from halles.shipping.models import ShippingRate
from halles.shipping.queries import list_rates
from halles.shipping.relay_points import list_points
from halles.users.addresses import AddressData, clean_address

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
Status = Order.Status


def tell_past(world: World, *, seconds: float) -> bool:
    """Tell purchases that were not told yet, for so long; whether some are left."""
    until = time.monotonic() + seconds
    with turn("history"):
        told = told_clicks()
        left = [order for order in plan_past(world) if str(order.click_id) not in told]
        for order in left:
            if time.monotonic() > until:
                return True
            tell_order(world, order)
    return False


def tell_order(world: World, data: PastOrder) -> None:
    """The whole life of one purchase until today, all or nothing; nobody is sent a mail about it now."""
    with none_queued(), transactions.as_one():
        found = _place(world, data)
        if found:
            credit(found)
        if found and data.fate == "canceled":
            _cancel(found)
        elif found:
            _release(found)
            for order in found:
                _live(world, data, order)


def _place(world: World, data: PastOrder) -> list[Order]:
    with clock.travel(data.at), suppress(PaymentRefused):
        _bring_to_shelf(world, data)
        place_order(_purchase(world, data))
    lines = OrderLine.objects.filter(source__click_id=str(data.click_id))
    found = Order.objects.filter(pk__in=lines.values("order")).select_related("group", "seller")
    return sorted(found, key=lambda order: order.position)


def _bring_to_shelf(world: World, data: PastOrder) -> None:
    """The workshop had made what was sold then: what lies on the shelf today stays as the world's file says."""
    for good in data.goods:
        seller = _seller(world, good.product)
        variant = find_variant(seller, world.products[good.product], good.value)
        there = stock_levels([variant.pk])[variant.pk].on_hand
        inventory.set_on_hand(variant.pk, there + good.quantity, by=seller.owner_id)


def _seller(world: World, product: str) -> Seller:
    seller = find_shop(world.shop(product.split("/", maxsplit=1)[0]))
    assert seller is not None, product
    return seller


def _purchase(world: World, data: PastOrder) -> PlaceOrder:
    user = seat(data.buyer)
    ship_to = clean_address(data.market, data.address)
    sellers = {good.product.split("/")[0]: _seller(world, good.product) for good in data.goods}
    rates, points = _collecting(data, sellers, ship_to)
    return PlaceOrder(
        key=f"demo-{data.key}-{data.click_id}",
        buyer=Buyer(
            email=user.email,
            user_id=user.pk,
            touch_key=uuid.uuid5(NAMESPACE, data.browser) if data.browser else None,
        ),
        market=data.market,
        language=LANGUAGES[data.market],
        lines=tuple(_wanted(world, data, number) for number in range(len(data.goods))),
        ship_to=ship_to,
        pay_with=PayWith("card", token=card_token(data.market)),
        rates=rates,
        points=points,
    )


def _wanted(world: World, data: PastOrder, number: int) -> Wanted:
    good = data.goods[number]
    variant = find_variant(_seller(world, good.product), world.products[good.product], good.value)
    product = find_product_of(world, good.product)
    assert product is not None, good.product
    return Wanted(variant.pk, good.quantity, sign_source(source_of(world, data, product.pk)))


def _collecting(
    data: PastOrder, sellers: dict[str, Seller], ship_to: AddressData
) -> tuple[tuple[tuple[uuid.UUID, uuid.UUID], ...], tuple[tuple[uuid.UUID, str], ...]]:
    """The relay point of those who fetch their parcel, where the shop offers it."""
    if not data.has_relay:
        return (), ()
    rates, points = [], []
    for seller in sellers.values():
        offered = [
            rate
            for rate in list_rates(seller)
            if rate.method == ShippingRate.Method.RELAY and rate.country == data.market
        ]
        near = list_points(data.market, ship_to.postal_code, limit=1)
        if offered and near:
            rates.append((seller.pk, offered[0].pk))
            points.append((seller.pk, near[0].code))
    return tuple(rates), tuple(points)


def _payment(found: list[Order]) -> uuid.UUID:
    group_id = found[0].group_id
    return find_payments(orders.PAYMENT_REFERENCE, [group_id])[group_id].pk


def _cancel(found: list[Order]) -> None:
    with clock.travel(found[0].group.placed_at + (5 + steady(str(found[0].pk), 50)) * MINUTE):
        by = story.customer(found[0].group.user_id)
        orders.cancel_group(found[0].group_id, by=by, reason="changed_mind")
        payments.send_void(_payment(found))


def _release(found: list[Order]) -> None:
    """The window to cancel is over: the money is taken and the shop may pack."""
    at = found[0].group.placed_at + 61 * MINUTE
    if at > clock.now():
        return
    with clock.travel(at):
        orders.release_due()
        payments.send_capture(_payment(found))
    for order in found:
        order.refresh_from_db()


def _live(world: World, data: PastOrder, order: Order) -> None:
    """From the shop's table to the settled money, as far as today."""
    placed, now = data.at, clock.now()
    if order.status != Status.AWAITING_SHIPMENT:
        return
    if data.fate == "out_of_stock":
        if placed + 9 * HOUR < now:
            with clock.travel(placed + 9 * HOUR):
                by = story.seller(order.seller.owner_id)
                orders.cancel_order(order.pk, by=by, reason="out_of_stock")
        return
    packed = placed + (14 + steady(f"{data.key}pack", 14)) * HOUR
    if packed > now:
        return
    pack(order, packed)
    abroad = 3 if order.seller.market != data.market else 0
    late = 4 + steady(f"{data.key}days", 4) if data.is_late else 0
    deliver(order, packed + 6 * HOUR, days_more=abroad + late, is_late=data.is_late)
    if order.delivered_at is None:
        return
    if data.fate == "refunded" and order.position == 1:
        _refund(order)
    settle([order])
    confirm(order)
    speak(world, data, order)


def _refund(order: Order) -> None:
    """A piece arrived damaged and its money went back."""
    assert order.delivered_at is not None
    at = order.delivered_at + 2 * DAY
    if at > clock.now():
        return
    with clock.travel(at):
        line = order.lines.order_by("position")[0]
        by = story.seller(order.seller.owner_id)
        refund = orders.refund_line(line.pk, by=by, reason="arrived_damaged", note="")
        payments.send_refund(refund.payment_refund_id)
    order.refresh_from_db()
