"""A hall of thirteen months for the numbers: orders with their ledger, and what was shown and pressed, by COPY.

Everything is drawn by one generator with a fixed seed, so two runs of a size have the same world.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import uuid
from collections.abc import Iterator
from typing import Any

from django.db import connection

from bench.feed_world import copy
from halles.catalog.models import Product
from halles.creators.models import Creator
from halles.kit import clock, ids
from halles.media.models import Asset
from halles.sellers.models import Seller, SellerStaff
from halles.users.models import User
from halles.videos.models import Video

DAYS = 396
SHOPS, CREATORS, VIDEOS, PRODUCTS = 200, 200, 2_000, 4_000
# Most of the hall is in two markets of one currency: the page of both is the longest one.
MARKETS = (("FR", "EUR", 55), ("DE", "EUR", 30), ("JP", "JPY", 15))
SPACE = uuid.UUID("0f8f0000-0000-4000-8000-000000000000")
KINDS = ("impression", "play", "watch", "chip_seen", "sheet_opened", "checkout_opened")
KIND_WEIGHTS = (44, 22, 20, 10, 3, 1)


def numbered(kind: str, number: int) -> uuid.UUID:
    """The id of a thing by its kind and number: the same in each run."""
    return uuid.UUID(int=SPACE.int | (sum(kind.encode()) << 48) | number)


def fill_people() -> None:
    """Shops, creators, goods and videos."""
    now = clock.now()
    users = [
        User(id=numbered("user", number), email=f"u{number}@example.org", password="!")
        for number in range(SHOPS + CREATORS)
    ]
    shops = [
        Seller(
            id=numbered("seller", number),
            slug=f"shop-{number}",
            name=f"Shop {number}",
            owner=users[number],
            country="FR",
            market="FR",
            kind=Seller.Kind.COMPANY,
            legal_name=f"Shop {number} SARL",
            contact_email=users[number].email,
            phone="+33142360000",
            address={"line1": "1 rue", "postal_code": "69001", "city": "Lyon", "country": "FR"},
            status=Seller.Status.APPROVED,
            applied_at=now,
        )
        for number in range(SHOPS)
    ]
    creators = [
        Creator(
            id=numbered("creator", number),
            user=users[SHOPS + number],
            handle=f"creator.{number}",
            name=f"Creator {number}",
            market="FR",
            created_at=now,
        )
        for number in range(CREATORS)
    ]
    products = [
        Product(
            id=numbered("product", number),
            seller=shops[number % SHOPS],
            slug=f"product-{number}",
            title=f"Product {number}",
            language="fr",
            category="tableware",
            tax_class="standard",
            status=Product.Status.ACTIVE,
            created_at=now,
            updated_at=now,
        )
        for number in range(PRODUCTS)
    ]
    assets = [
        Asset(id=numbered("asset", number), user_id=users[SHOPS + number % CREATORS].pk, kind=Asset.Kind.VIDEO)
        for number in range(VIDEOS)
    ]
    videos = [
        Video(
            id=numbered("video", number),
            creator=creators[number % CREATORS],
            asset=assets[number],
            caption=f"Video {number}",
            language="fr",
            status=Video.Status.PUBLISHED,
            published_at=now,
        )
        for number in range(VIDEOS)
    ]
    for model, rows in ((User, users), (Seller, shops), (Creator, creators), (Product, products)):
        copy(model, rows)
    copy(
        SellerStaff,
        (SellerStaff(id=ids.uuid7(), seller=one, user=one.owner, role="owner", added_at=now) for one in shops),
    )
    copy(Asset, assets)
    copy(Video, videos)


def _copy(table: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> int:
    """Stream rows as COPY text; their values are plain and need no quoting. How many they were."""
    count = 0
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as out:
        part: list[str] = []
        for row in rows:
            part.append("\t".join(["\\N" if value is None else str(value) for value in row]))
            count += 1
            if len(part) == 5_000:
                out.write("\n".join(part) + "\n")
                part = []
        if part:
            out.write("\n".join(part) + "\n")
    return count


class Orders:
    """Purchases of one order with one to four lines each, drawn again for each table from the same seed."""

    def __init__(self, line_count: int, end: dt.datetime) -> None:
        self.line_count = line_count
        self.end = end

    def drawn(self) -> Iterator[dict[str, Any]]:
        """Each order with its lines; amounts of an order as the books split them (tax inside, seller's to remit)."""
        draw = random.Random(7)
        made = number = 0
        while made < self.line_count:
            market, currency, _ = draw.choices(MARKETS, [weight for *_, weight in MARKETS])[0]
            count = min(draw.choice((1, 1, 1, 2, 2, 3, 4)), self.line_count - made)
            # More of late, as a hall grows; thirteen months back at most.
            age = min(draw.expovariate(1 / 150), DAYS - 1)
            placed_at = self.end - dt.timedelta(days=age, seconds=draw.random() * 86_000)
            lines = [self._line(draw, placed_at) for _ in range(count)]
            goods = sum(line["total"] for line in lines)
            refunded = lines[0]["total"] if draw.random() < 0.06 else 0
            yield {
                "number": number,
                "market": market,
                "currency": currency,
                "shop": draw.randrange(SHOPS),
                "placed_at": placed_at,
                "is_delivered": age > 5,
                "lines": lines,
                "goods": goods,
                "carriage": 490,
                "fee": sum(line["fee"] for line in lines),
                "refunded": refunded,
                "refunded_fee": lines[0]["fee"] if refunded else 0,
            }
            number += 1
            made += count

    def _line(self, draw: random.Random, placed_at: dt.datetime) -> dict[str, Any]:
        total = draw.randint(500, 12_000)
        channel = draw.choices(("video", "live", "card", "search", "link", "direct"), (45, 10, 20, 10, 5, 10))[0]
        number = draw.randrange(VIDEOS)
        at = placed_at - dt.timedelta(minutes=draw.choice((5, 20, 300, 3_000)))
        kind = channel if channel in ("video", "live") else "product"
        source = None
        if channel != "direct":
            source = {
                "content_kind": kind,
                "content_id": str(numbered(kind, number)),
                "click_id": str(uuid.UUID(int=draw.getrandbits(128))),
                "at": at.isoformat(),
                "creator_id": str(numbered("creator", number % CREATORS)) if kind != "product" else None,
                "anchor_id": None,
                "position": 3,
                "surface": {"card": "shop", "search": "search", "link": "link"}.get(channel, "feed"),
                "reasons": ["fresh"],
                "candidate_source": "fresh",
                "model_version": "1",
            }
        return {"total": total, "fee": total * 5 // 100, "product": number * 2, "source": source}


def fill_orders(line_count: int, end: dt.datetime) -> int:
    """Groups, orders, lines, events and the ledger's sales and refunds; how many orders."""
    world = Orders(line_count, end)
    _copy(
        "orders_ordergroup",
        "id, number, email, market, currency, language, ship_to, tax_is_included, payment_method, "
        "total_minor, placed_at",
        (
            (
                numbered("group", one["number"]),
                f"B{one['number']}",
                "a@example.org",
                one["market"],
                one["currency"],
                "fr",
                "{}",
                "t",
                "card",
                one["goods"] + one["carriage"],
                one["placed_at"],
            )
            for one in world.drawn()
        ),
    )
    orders = _copy("orders_order", _ORDER, (_order_row(one) for one in world.drawn()))
    _copy("orders_orderline", _LINE, (row for one in world.drawn() for row in _line_rows(one)))
    _copy(
        "orders_orderevent",
        "order_id, at, kind, by_kind, data",
        (
            (numbered("order", one["number"]), one["placed_at"], kind, "customer", "{}")
            for one in world.drawn()
            for kind in ("placed", "paid")
        ),
    )
    _fill_books(world)
    return orders


_ORDER = (
    "id, group_id, position, seller_id, status, currency, subtotal_minor, shipping_minor, shipping_tax_minor, "
    "tax_minor, total_minor, platform_fee_minor, is_tax_remitted, canceled_minor, refunded_minor, "
    "shipping_canceled_minor, shipping_refunded_minor, shipping_tax_back_minor, shipping_option, dispatch_by_on, "
    "arrives_from_on, arrives_to_on, auto_cancel_on, placed_at, paid_at, captured_at, delivered_at, canceled_by, "
    "cancel_reason"
)
_LINE = (
    "id, order_id, position, variant_id, product_id, title, variant_name, sku, photo_key, quantity, unit_minor, "
    "tax_class, tax_ppm, tax_minor, total_minor, platform_fee_minor, discounts, source, canceled_quantity, "
    "shipped_quantity, canceled_minor, refunded_minor, tax_back_minor, platform_fee_back_minor"
)


def _order_row(one: dict[str, Any]) -> tuple[Any, ...]:
    on, at = one["placed_at"].date(), one["placed_at"]
    amounts = (one["goods"], one["carriage"], 0, 0, one["goods"] + one["carriage"], one["fee"])
    known = (numbered("order", one["number"]), numbered("group", one["number"]), 1, numbered("seller", one["shop"]))
    status = "delivered" if one["is_delivered"] else "awaiting_shipment"
    back = ("f", 0, one["refunded"], 0, 0, 0)
    delivered_at = at + dt.timedelta(days=4) if one["is_delivered"] else None
    return (*known, status, one["currency"], *amounts, *back, "{}", on, on, on, on, at, at, at, delivered_at, "", "")


def _line_rows(one: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for place, line in enumerate(one["lines"]):
        number = one["number"] * 4 + place
        product = numbered("product", line["product"] % PRODUCTS)
        is_back = one["refunded"] and place == 0
        known = (numbered("line", number), numbered("order", one["number"]), place + 1, product, product)
        back = (0, 1, 0, line["total"] if is_back else 0, 0, line["fee"] if is_back else 0)
        source = json.dumps(line["source"]) if line["source"] else None
        sold = (1, line["total"], "standard", 200_000, 0, line["total"], line["fee"], "[]", source)
        yield (*known, "Bowl", "", "", "", *sold, *back)


def _fill_books(world: Orders) -> None:
    """The accounts, and a sale (and a refund) for each order, as the product books them."""
    accounts: dict[tuple[str, str, str], int] = {}
    for _market, currency, _ in MARKETS:
        for kind in ("customer_payments", "platform_fee", "refunds"):
            accounts.setdefault((kind, "", currency), len(accounts) + 1)
        for shop in range(SHOPS):
            for kind in ("seller_pending", "shipping"):
                accounts.setdefault((kind, str(numbered("seller", shop)), currency), len(accounts) + 1)
    owners = {"seller_pending": "seller", "shipping": "seller"}
    _copy(
        "ledger_account",
        "id, kind, owner_kind, owner_id, currency",
        ((pk, kind, owners.get(kind, "platform"), owner, code) for (kind, owner, code), pk in accounts.items()),
    )
    _copy(
        "ledger_transaction",
        "id, kind, key, reference_kind, reference_id, reference_number, at, line_count",
        (row for one in world.drawn() for row, _ in _booked(one, accounts)),
    )
    _copy(
        "ledger_posting",
        "transaction_id, position, account_id, amount_minor, currency",
        (row for one in world.drawn() for _, rows in _booked(one, accounts) for row in rows),
    )


def _booked(one: dict[str, Any], accounts: dict[tuple[str, str, str], int]) -> Iterator[tuple[Any, list[Any]]]:
    code, seller, at = one["currency"], str(numbered("seller", one["shop"])), one["placed_at"]
    earned, fee = one["goods"] - one["fee"], one["fee"]
    back, back_fee = one["refunded"], one["refunded_fee"]
    sale = (
        ("customer_payments", "", earned + fee + one["carriage"]),
        ("seller_pending", seller, -earned),
        ("shipping", seller, -one["carriage"]),
        ("platform_fee", "", -fee),
    )
    refund = (("seller_pending", seller, back - back_fee), ("platform_fee", "", back_fee), ("refunds", "", -back))
    for kind, lines in (("sale", sale), ("refund", refund if back else ())):
        if not lines:
            continue
        transaction, order = numbered(kind, one["number"]), numbered("order", one["number"])
        head = (transaction, kind, f"{kind}:{one['number']}", "order", order, f"B{one['number']}", at, len(lines))
        yield (
            head,
            [
                (transaction, place, accounts[account, owner, code], amount, code)
                for place, (account, owner, amount) in enumerate(lines, start=1)
            ],
        )


def fill_interactions(count: int, end: dt.datetime) -> None:
    """What was shown and pressed in videos over the same time, most of it of a few of them."""
    draw = random.Random(11)
    places = [ids.uuid7() for _ in range(5_000)]
    videos = [str(numbered("video", number)) for number in range(VIDEOS)]
    weights = [1 / (rank + 20) for rank in range(VIDEOS)]
    codes, shares = [market for market, *_ in MARKETS], [weight for *_, weight in MARKETS]

    def rows() -> Iterator[tuple[Any, ...]]:
        left = count
        while left:
            size = min(left, 50_000)
            picked = zip(
                draw.choices(videos, weights, k=size),
                draw.choices(KINDS, KIND_WEIGHTS, k=size),
                draw.choices(codes, shares, k=size),
                draw.choices(places, k=size),
                strict=True,
            )
            for video, kind, market, visit in picked:
                at = end - dt.timedelta(seconds=int(DAYS * 86_400 * draw.random() ** 1.6))
                yield at, at, kind, visit, "f", market, "video", video, 7_000 if kind == "watch" else None
            left -= size

    _copy(
        "interactions_interaction",
        "at, received_at, kind, visit_id, has_consent, market, content_kind, content_id, watch_time_ms",
        rows(),
    )
