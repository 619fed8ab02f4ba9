"""Questions under products and conversations about orders, answered as fast as each shop is."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

from halles.catalog.models import Product
from halles.demo.seed.cast import seat
from halles.demo.seed.films import find_product_of
from halles.demo.seed.moments import days_ago
from halles.demo.seed.shops import find_shop
from halles.demo.seed.turns import turn
from halles.demo.world.kinds import PersonData, ProductData, ShopData, World
from halles.demo.world.numbers import steady
from halles.demo.world.voicing import pick, questions_about, voices
from halles.kit import clock, transactions
from halles.kit.jobs import none_queued
from halles.orders.models import Order
from halles.sellers.models import Seller
from halles.social import services as social
from halles.social.models import Question, Thread
from halles.users.models import User

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
ASKED_PERCENT, UNANSWERED_PERCENT, BUYER_PERCENT = 62, 14, 35
THREADS_PER_SHOP = 4


def talk(world: World) -> None:
    """All questions and conversations that are not there yet, and how long shops take to answer."""
    with turn("talk"), none_queued():
        for shop in world.shops:
            seller = find_shop(shop)
            if seller is not None:
                for product in shop.products:
                    _wonder(world, shop, seller, product)
                _write(shop, seller)
        transactions.run(social.measure_answer_times)


def _answers_after(shop: ShopData, key: str) -> dt.timedelta:
    """How long this shop took that time: some answer within the hour, some the next day."""
    usual = (40, 95, 180, 420, 1300)[steady(f"{shop.key}pace", 5)]
    return (usual // 2 + steady(key, usual)) * MINUTE


def _wonder(world: World, shop: ShopData, seller: Seller, data: ProductData) -> None:
    product = find_product_of(world, data.key)
    if product is None or steady(f"{data.key}asked", 100) >= ASKED_PERCENT:
        return
    known = set(Question.objects.filter(product=product).values_list("text", flat=True))
    pairs = questions_about(data, shop.language)
    for number, (asked, said) in enumerate(pairs[: 1 + steady(f"{data.key}many", 2)]):
        if asked not in known:
            people = [person for person in world.crowd if person.market == shop.market] or list(world.crowd)
            asker = pick(people, f"{data.key}{number}")
            transactions.run(partial(_ask, shop, seller, product, asker, (asked, said)))


def _ask(shop: ShopData, seller: Seller, product: Product, asker: PersonData, pair: tuple[str, str]) -> None:
    asked, said = pair
    key = f"{product.title}{asked}"
    at = clock.now() - (3 + steady(f"{key}day", 80)) * DAY - steady(f"{key}minute", 1440) * MINUTE
    with clock.travel(at):
        question = social.ask_question(seat(asker), product.pk, text=asked, language=shop.language)
    buyer = _buyer_of(product, question.user_id)
    if buyer is not None and steady(f"{key}buyer", 100) < BUYER_PERCENT:
        with clock.travel(at + (60 + steady(key, 900)) * MINUTE):
            text = pick(voices(shop.language)["questions"]["buyer"], key)
            social.answer_as_buyer(buyer, question.pk, text=text, language=shop.language)
    elif steady(f"{key}silent", 100) < UNANSWERED_PERCENT:
        return
    with clock.travel(at + _answers_after(shop, key)):
        social.answer_as_shop(seller, question.pk, by=seller.owner, text=said, language=shop.language)


def _buyer_of(product: Product, not_by: uuid.UUID) -> User | None:
    """Somebody who has it at home."""
    arrived = Order.objects.filter(lines__product=product, delivered_at__lt=clock.now() - 80 * DAY)
    order = arrived.exclude(group__user=None).exclude(group__user=not_by).select_related("group__user").first()
    return order.group.user if order is not None else None


def _write(shop: ShopData, seller: Seller) -> None:
    """Some conversations about what arrived in the last weeks, and one that waits for the shop."""
    if Thread.objects.filter(seller=seller, kind=Thread.Kind.ORDER).exists():
        return
    said = voices(shop.language)["messages"]
    arrived = Order.objects.filter(seller=seller, group__market=shop.market, delivered_at__gt=days_ago(70))
    young = arrived.exclude(group__user=None).select_related("group__user").order_by("-delivered_at")
    by_buyer = {order.group.user_id: order for order in reversed(young)}
    newest = sorted(by_buyer.values(), key=lambda order: order.placed_at, reverse=True)
    for number, order in enumerate(newest[: THREADS_PER_SHOP + 1]):
        answered = said["answered"][(number + len(shop.key)) % len(said["answered"])]
        texts = ["arrived", pick(said["waiting"], shop.key)] if number == 0 else answered
        transactions.run(partial(_converse, shop, seller, order, texts))


def _converse(shop: ShopData, seller: Seller, order: Order, said: list[str]) -> None:
    """Texts in turn, the customer first, from the moment that they are about; none of them in the future."""
    when, *texts = said
    begins = {"paid": order.paid_at, "sent": order.shipped_at, "arrived": order.delivered_at}[when]
    customer = order.group.user
    assert begins is not None
    assert customer is not None
    at = begins + (20 + steady(f"{order.placed_at}", 300)) * MINUTE + (DAY if when == "sent" else 0 * DAY)
    thread_id = None
    for number, text in enumerate(texts):
        at = min(at, clock.now() - MINUTE)
        with clock.travel(at):
            if thread_id is None:
                thread_id = _begin(customer, seller, order, text, shop.language)
            elif number % 2:
                social.answer_customer(seller, thread_id, by=seller.owner, text=text, language=shop.language)
            else:
                social.write_in_thread(customer, thread_id, text=text, language=shop.language)
        at += _answers_after(shop, f"{order.pk}{number}") if number % 2 == 0 else 25 * MINUTE


def _begin(customer: User, seller: Seller, order: Order, text: str, language: str) -> uuid.UUID:
    number = order.group.number
    said = social.write_about_order(customer, seller, order_id=order.pk, subject=number, text=text, language=language)
    return said.thread_id
