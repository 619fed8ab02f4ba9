"""A feed of any size for bench.feed: made by COPY, kept between runs in a database of its own."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator

from django.db import connection, models

from halles.catalog.models import Price, Product, Variant
from halles.creators.models import Creator
from halles.interactions.models import ContentHour
from halles.inventory.models import StockLevel
from halles.kit import clock, ids
from halles.media.models import Asset, CaptionTrack, Rendition
from halles.recommender.models import NewVideo
from halles.sellers.models import Seller
from halles.social.models import Tally
from halles.users.models import User
from halles.videos.models import Anchor, Video

PRODUCTS = 2_000
SHOPS = 100
LANGUAGES = ("fr", "fr", "fr", "en", "ja", "")


def fill(videos: int) -> None:
    """Make a world with this many published videos, unless it is there."""
    if Video.objects.count() == videos:
        return
    draw = random.Random(videos)
    now = clock.now()
    shops, variants = fill_catalog(now)
    creators = [
        Creator(
            id=ids.uuid7(),
            handle=f"creator.{number}",
            name=f"Creator {number}",
            user_id=shops[number % SHOPS].owner_id,
            market="FR",
            created_at=now,
        )
        for number in range(max(20, videos // 50))
    ]
    copy(Creator, creators)
    made = [_video(draw, draw.choice(creators), now) for _ in range(videos)]
    copy(Asset, (video.asset for video in made))
    copy(Rendition, _renditions(made))
    copy(CaptionTrack, _captions(made))
    copy(Video, made)
    copy(Anchor, _anchors(draw, made, variants))
    copy(Tally, _tallies(draw, made))
    copy(ContentHour, _hours(draw, made, now))
    newest = sorted(made, key=lambda video: video.published_at or now)[-max(10, videos // 50) :]
    numbers = dict(Video.objects.filter(pk__in=[one.pk for one in newest]).values_list("pk", "number"))
    copy(NewVideo, (NewVideo(video_id=one.pk, number=numbers[one.pk], lot=draw.random()) for one in newest))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def copy(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Write instances by COPY; what the database fills in by itself is left to it."""
    table = model._meta  # noqa: SLF001 - Django's documented way to a model's columns
    kept = [
        field
        for field in table.concrete_fields
        if not isinstance(field, models.AutoField) and field.db_default is models.NOT_PROVIDED
    ]
    columns = ", ".join(f'"{field.column}"' for field in kept)
    with connection.cursor() as cursor:
        raw = cursor.cursor
        with raw.copy(f'COPY "{table.db_table}" ({columns}) FROM STDIN') as out:
            for row in rows:
                out.write_row([field.get_db_prep_save(getattr(row, field.attname), connection) for field in kept])


def fill_catalog(now: dt.datetime) -> tuple[list[Seller], list[Variant]]:
    users = [User(id=ids.uuid7(), email=f"shop{number}@example.org", password="!") for number in range(SHOPS)]
    shops = [
        Seller(
            id=ids.uuid7(),
            slug=f"shop-{number}",
            name=f"Shop {number}",
            owner=user,
            country="FR",
            market="FR",
            kind=Seller.Kind.COMPANY,
            legal_name=f"Shop {number} SARL",
            contact_email=user.email,
            phone="+33142360000",
            address={"line1": "1 rue", "postal_code": "69001", "city": "Lyon", "country": "FR"},
            status=Seller.Status.APPROVED,
            applied_at=now,
        )
        for number, user in enumerate(users)
    ]
    products = [
        Product(
            id=ids.uuid7(),
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
    variants = [
        Variant(id=ids.uuid7(), product=product, seller=product.seller, sku=f"S{number}-{size}", options={"s": size})
        for number, product in enumerate(products)
        for size in ("m", "l", "xl")
    ]
    prices = [
        Price(id=ids.uuid7(), variant=variant, market="FR", currency="EUR", amount_minor=2490, updated_at=now)
        for variant in variants
    ]
    for model, rows in ((User, users), (Seller, shops), (Product, products), (Variant, variants), (Price, prices)):
        copy(model, rows)
    # One in ten is sold out, as in life.
    copy(StockLevel, (StockLevel(pk=v.pk, on_hand=0 if n // 3 % 10 == 0 else 5) for n, v in enumerate(variants)))
    return shops, variants


def _video(draw: random.Random, creator: Creator, now: dt.datetime) -> Video:
    at = now - dt.timedelta(minutes=draw.expovariate(1 / (60 * 24 * 60)))
    asset = Asset(
        id=ids.uuid7(),
        user_id=creator.user_id,
        kind=Asset.Kind.VIDEO,
        status=Asset.Status.READY,
        edition=1,
        duration_ms=20_000,
        source_duration_ms=20_000,
        width=720,
        height=1280,
        poster_key="posters/some.webp",
        blur="data:image/webp;base64," + "A" * 200,
        playable_at=at,
    )
    return Video(
        id=ids.uuid7(),
        creator=creator,
        asset=asset,
        caption="Le four s'ouvre à cinq heures #four chez @creator.1",
        language=draw.choice(LANGUAGES),
        call_to_action="buy" if draw.random() < 0.2 else "none",
        status=Video.Status.PUBLISHED,
        publish_at=at,
        published_at=at,
        markets=["JP"] if draw.random() < 0.1 else [],
    )


def _renditions(videos: list[Video]) -> Iterator[Rendition]:
    for video in videos:
        for edge in (480, 720):
            yield Rendition(
                asset=video.asset,
                edition=1,
                short_edge=edge,
                width=edge,
                height=edge * 16 // 9,
                size_bytes=2_000_000,
                bitrate_bps=800_000,
                key=f"clips/{video.asset_id}-{edge}.mp4",
            )


def _captions(videos: list[Video]) -> Iterator[CaptionTrack]:
    for video in videos[::2]:
        yield CaptionTrack(asset=video.asset, language="fr", label="français", vtt="WEBVTT", key=f"{video.pk}.vtt")


def _anchors(draw: random.Random, videos: list[Video], variants: list[Variant]) -> Iterator[Anchor]:
    for video in videos:
        for position in range(draw.choice((0, 1, 2, 3))):
            product_id = draw.choice(variants).product_id
            yield Anchor(video=video, product_id=product_id, start_ms=1000, end_ms=4000, position=position)


def _tallies(draw: random.Random, videos: list[Video]) -> Iterator[Tally]:
    for video in videos:
        for what in ("like", "comment"):
            for shard in range(3):
                yield Tally(kind="video", target_id=video.pk, what=what, shard=shard, count=draw.randrange(50))


def _hours(draw: random.Random, videos: list[Video], now: dt.datetime) -> Iterator[ContentHour]:
    hour = now.replace(minute=0, second=0, microsecond=0)
    for video in videos:
        for hours_ago in {draw.randrange(14 * 24) for _ in range(5)}:
            shown = draw.randrange(1, 200)
            yield ContentHour(
                hour_at=hour - dt.timedelta(hours=hours_ago),
                content_kind="video",
                content_id=video.pk,
                market="FR",
                impression_count=shown,
                view_count=shown // 2,
                visit_count=shown // 3,
                watch_time_ms=shown * 3000,
                like_count=draw.randrange(10),
            )
