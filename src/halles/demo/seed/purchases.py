"""Purchases of the last weeks: placed, paid, packed, carried and settled by the services, each step at its own time."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from halles.checkout.purchase import Buyer, PayWith, PlaceOrder, Wanted
from halles.checkout.services import place_order
from halles.demo.seed.cast import address_of, card_token, seat
from halles.demo.seed.films import find_product_of, find_video
from halles.demo.seed.goods import find_variant
from halles.demo.seed.parcels import deliver, pack, scan
from halles.demo.seed.shops import find_shop
from halles.demo.world.kinds import NAMESPACE, OrderData, PersonData, World
from halles.demo.world.numbers import steady
from halles.interactions.sources import Source, sign_source
from halles.kit import clock, transactions
from halles.kit.errors import PaymentRefused
from halles.orders import services as orders
from halles.orders import story
from halles.orders.models import Order, OrderLine
from halles.payments import services as payments
from halles.payments.models import Payment, SavedCard
from halles.payments.providers.sandbox.desk import answer
from halles.payments.queries import find_payments
from halles.payouts import services as payouts
from halles.payouts.models import Hold, Reserve

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
Status = Order.Status
FAILURES = frozenset({"payment_declined", "payment_failed", "expired"})


def find_orders(data: OrderData) -> list[Order]:
    """The orders of a purchase as they stand, by position; none while its payment has only failed."""
    found = [order for order in _placed(data) if order.cancel_reason not in FAILURES]
    return sorted(found, key=lambda order: order.position)


def tell(world: World, data: OrderData) -> None:
    """Place the purchase if it is not there, then walk it as far as its story goes; every step only once."""
    if not find_orders(data):
        place(world, data)
    found = find_orders(data)
    if found:
        STORIES[data.story](world, data, found, found[0].group.placed_at)


def place(world: World, data: OrderData, *, card: str = "") -> None:
    """Place the purchase at its own time, with the test card of that number where one is named."""
    place_at(_placed_at(data), _purchase(world, data, len(_placed(data)), card))
    found = find_orders(data)
    if found and data.story == "unpaid":
        payment = _payment_of(found)
        transactions.run(partial(answer, payment.provider_ref, has_agreed=False, refusal=""))


def place_at(at: dt.datetime, purchase: PlaceOrder) -> None:
    """Place a purchase as it was placed then, its payment decided in the same transaction: the clockwork of the present
    would take a purchase of last week that has no payment yet for one that was given up, and cancel it."""
    with clock.travel(at), transactions.as_one(), suppress(PaymentRefused):
        place_order(purchase)


def _placed(data: OrderData) -> list[Order]:
    lines = OrderLine.objects.filter(source__click_id=str(data.click_id))
    return list(Order.objects.filter(pk__in=lines.values("order")).select_related("group", "seller"))


def _placed_at(data: OrderData) -> dt.datetime:
    """So many days ago, at an hour of its own; today's a few minutes ago, so that it can still be canceled."""
    now = clock.now()
    if data.days_ago == 0:
        return now - (6 + steady(data.key, 20)) * MINUTE
    return now - data.days_ago * DAY - steady(data.key, 300) * MINUTE


def _purchase(world: World, data: OrderData, failed: int, card: str) -> PlaceOrder:
    person = world.person(data.address_of)
    wanted = tuple(_wanted(world, data, number) for number in range(len(data.goods)))
    is_unpaid = data.story == "unpaid"
    return PlaceOrder(
        key=f"demo-{data.key}-{failed}-{data.click_id}",
        buyer=_buyer(data, person),
        market=person.market,
        language=person.language,
        lines=wanted,
        ship_to=address_of(person),
        pay_with=PayWith("transfer") if is_unpaid else _card(data, person, card),
    )


def _buyer(data: OrderData, person: PersonData) -> Buyer:
    if data.is_guest:
        name = data.buyer.lower().replace(" ", ".")
        return Buyer(email=f"{name}@guest.example", visit_id=uuid.uuid5(NAMESPACE, data.buyer))
    user = seat(person)
    return Buyer(email=user.email, user_id=user.pk)


def _card(data: OrderData, person: PersonData, number: str) -> PayWith:
    if data.is_guest:
        return PayWith("card", token=card_token(person.market, number))
    card = SavedCard.objects.filter(user=seat(person)).order_by("-is_default", "pk").first()
    assert card is not None, person.key
    return PayWith("card", saved_card_id=card.pk)


def _wanted(world: World, data: OrderData, number: int) -> Wanted:
    good = data.goods[number]
    seller = find_shop(world.shop(good.product.split("/", maxsplit=1)[0]))
    assert seller is not None, good.product
    variant = find_variant(seller, world.products[good.product], good.value)
    video = find_video(world, world.video(data.via)) if data.via else None
    product = find_product_of(world, good.product)
    assert product is not None
    source = Source(
        content_kind="video" if video else "product",
        content_id=video.pk if video else product.pk,
        click_id=data.click_id,
        at=clock.now(),
        creator_id=video.creator_id if video else None,
        surface="feed" if video else "shop",
        reasons=("fresh",) if video else (),
    )
    return Wanted(variant.pk, good.quantity, sign_source(source))


def _payment_of(found: Sequence[Order]) -> Payment:
    group_id = found[0].group_id
    return find_payments(orders.PAYMENT_REFERENCE, [group_id])[group_id]


# --- how far a purchase comes -------------------------------------------------------------------------------------


def _release(found: Sequence[Order], at: dt.datetime) -> None:
    """An hour on the window to cancel is over: the money is taken and the shop may pack."""
    if any(order.status == Status.ON_HOLD for order in found):
        with clock.travel(at + 61 * MINUTE):
            orders.release_due()
            payments.send_capture(_payment_of(found).pk)
        for order in found:
            order.refresh_from_db()


def awaiting(world: World, data: OrderData, found: Sequence[Order], at: dt.datetime) -> None:
    """Paid, waiting for the shop to pack."""
    _release(found, at)


def packed(world: World, data: OrderData, found: Sequence[Order], at: dt.datetime) -> None:
    """Packed, the carrier has not come yet."""
    _release(found, at)
    for order in found:
        pack(order, at + 20 * HOUR)


def part(world: World, data: OrderData, found: Sequence[Order], at: dt.datetime) -> None:
    """The first line is packed, the rest is not."""
    _release(found, at)
    for order in found:
        pack(order, at + 22 * HOUR, lines_max=1)


def transit(world: World, data: OrderData, found: Sequence[Order], at: dt.datetime) -> None:
    """With the carrier."""
    packed(world, data, found, at)
    for order in found:
        scan(order, at + 26 * HOUR, arrives=False)


def slow(world: World, data: OrderData, found: Sequence[Order], at: dt.datetime) -> None:
    """With the carrier for longer than was promised."""
    packed(world, data, found, at)
    for order in found:
        scan(order, at + 26 * HOUR, arrives=False, is_late=True)


def delivered(world: World, data: OrderData, found: Sequence[Order], at: dt.datetime) -> None:
    """Arrived; the shop's money waits for the days of the market."""
    packed(world, data, found, at)
    for order in found:
        deliver(order, at + 26 * HOUR)


def completed(world: World, data: OrderData, found: Sequence[Order], at: dt.datetime) -> None:
    """Arrived long enough ago that the shop's money is free."""
    delivered(world, data, found, at)
    settle(found)


def settle(found: Sequence[Order]) -> None:
    """The days of the hold are over, and the shop's money is free; nothing happens to what is held longer."""
    for order in found:
        hold = Hold.objects.waiting().filter(order_id=order.pk, until__lt=clock.now() - HOUR).first()
        if hold is not None and hold.until is not None:
            with clock.travel(hold.until + HOUR):
                payouts.release_due()
        _free_reserve(order)
        order.refresh_from_db()
        is_free = Hold.objects.released().filter(order_id=order.pk).exists()
        if order.status == Status.DELIVERED and is_free:
            with clock.travel(hold.until + HOUR if hold is not None and hold.until is not None else clock.now()):
                transactions.run(partial(orders.complete_order, order.pk))


def _free_reserve(order: Order) -> None:
    """What was kept back of the order is let go when its days are over, if they are."""
    kept = Reserve.objects.filter(order_id=order.pk, released_at=None, until__lt=clock.now() - HOUR).first()
    if kept is not None:
        with clock.travel(kept.until + HOUR):
            payouts.release_reserves()


def refunded(world: World, data: OrderData, found: Sequence[Order], at: dt.datetime) -> None:
    """Arrived, and a part of the money went back."""
    delivered(world, data, found, at)
    for order in found:
        line = order.lines.order_by("position")[0]
        if line.refunded_minor == 0:
            with clock.travel(at + 4 * DAY):
                by = story.seller(order.seller.owner_id)
                note = "Avec nos excuses."
                refund = transactions.run(partial(orders.refund_line, line.pk, by=by, reason=data.reason, note=note))
                payments.send_refund(refund.payment_refund_id)


def canceled(world: World, data: OrderData, found: Sequence[Order], at: dt.datetime) -> None:
    """The customer thought better of it within the hour."""
    if found[0].status == Status.ON_HOLD:
        with clock.travel(at + 17 * MINUTE):
            by = story.customer(found[0].group.user_id)
            transactions.run(partial(orders.cancel_group, found[0].group_id, by=by, reason="changed_mind"))
            payments.send_void(_payment_of(found).pk)


def out_of_stock(world: World, data: OrderData, found: Sequence[Order], at: dt.datetime) -> None:
    """The shop had to cancel after it was paid."""
    _release(found, at)
    for order in found:
        if order.status == Status.AWAITING_SHIPMENT:
            with clock.travel(at + 9 * HOUR):
                by = story.seller(order.seller.owner_id)
                transactions.run(partial(orders.cancel_order, order.pk, by=by, reason="damaged"))


def nothing_more(world: World, data: OrderData, found: Sequence[Order], at: dt.datetime) -> None:
    """It stays as it was placed."""


STORIES: dict[str, Callable[[World, OrderData, Sequence[Order], dt.datetime], None]] = {
    "unpaid": nothing_more,
    "on_hold": nothing_more,
    "awaiting": awaiting,
    "late": awaiting,
    "packed": packed,
    "part": part,
    "transit": transit,
    "slow": slow,
    "delivered": delivered,
    "completed": completed,
    "refunded": refunded,
    "canceled": canceled,
    "out_of_stock": out_of_stock,
}
