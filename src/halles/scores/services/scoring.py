"""Working out a score: lines, formula, the row of the day, and the number handed down to whom it is about."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction

from halles.affiliates.queries.samples import fulfilment_of
from halles.creators import services as creators
from halles.creators.models import Creator
from halles.kit import clock
from halles.markets.market import Market
from halles.markets.queries import all_markets, get_market
from halles.markets.score_rules import MetricRule
from halles.scores import evidence
from halles.scores.formula import Line, work_out
from halles.scores.lines import creator_lines, shop_lines
from halles.scores.lines.creator import count_promoted
from halles.scores.lines.shop import count_delivered
from halles.scores.models import Score, ScoreLines
from halles.sellers import services as sellers
from halles.sellers.models import Seller

BATCH_SIZE = 500


@transaction.atomic
def score_shop(seller_id: uuid.UUID) -> Score:
    """Work out a shop's score from what is known now, keep it as today's with its lines, and hand it down
    (sellers.set_standing): hundredths of a point, or None with fewer delivered orders than its market asks for."""
    seller = Seller.objects.get(pk=seller_id)
    market, now = get_market(seller.market), clock.now()
    delivered = count_delivered(seller_id, market, now)
    progress = [{"what": "orders", "count": delivered, "of": market.scores.shop_orders_min}]
    lines = list(shop_lines(seller_id, market, now))
    score = _keep({"seller": seller}, market, now, progress, (lines, market.scores.shop))
    sellers.set_standing(seller_id, score_hundredths=score.hundredths, at=now)
    return score


@transaction.atomic
def score_creator(creator_id: uuid.UUID) -> Score:
    """The same for a creator's promotion score (creators.set_standing); any one of orders, videos and shows is enough
    to have one."""
    creator = Creator.objects.get(pk=creator_id)
    market, now = get_market(creator.market), clock.now()
    counts, rules = count_promoted(creator, market, now), market.scores
    needed = {"orders": rules.creator_orders_min, "videos": rules.creator_videos_min, "shows": rules.creator_shows_min}
    progress = [{"what": what, "count": counts[what], "of": of} for what, of in needed.items()]
    lines = list(creator_lines(creator, market, now))
    score = _keep({"creator": creator}, market, now, progress, (lines, rules.creator))
    kept_bps = fulfilment_of([creator_id])[creator_id].rate_bps
    creators.set_standing(creator_id, score_hundredths=score.hundredths, fulfilment_bps=kept_bps, at=now)
    return score


def list_shops_due(*, before: dt.date, after: uuid.UUID | None = None) -> list[uuid.UUID]:
    """Shops without a score of the day `before` or later, by id from `after` on, at most BATCH_SIZE."""
    rows = Seller.objects.exclude(status__in=[Seller.Status.APPLIED, Seller.Status.NEEDS_INFO])
    rows = rows.exclude(scores__on__gte=before)
    return _ids_after(rows, after)


def list_creators_due(*, before: dt.date, after: uuid.UUID | None = None) -> list[uuid.UUID]:
    """The same of creators."""
    return _ids_after(Creator.objects.exclude(scores__on__gte=before), after)


def forget_lines() -> int:
    """Delete the lines that no market wants kept any longer; the scores themselves stay. How many were deleted."""
    deleted = 0
    for market in all_markets().values():
        since = clock.now() - dt.timedelta(days=market.scores.evidence_days)
        deleted += ScoreLines.objects.filter(score__market=market.code, score__at__lt=since).delete()[0]
    return deleted


def _ids_after(rows: Any, after: uuid.UUID | None) -> list[uuid.UUID]:
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE])


def _keep(
    subject: Mapping[str, Any],
    market: Market,
    now: dt.datetime,
    progress: list[dict[str, Any]],
    counted: tuple[Sequence[Line], Sequence[MetricRule]],
) -> Score:
    lines, rules = counted
    result = work_out(lines, rules)
    has_enough = any(one["count"] >= one["of"] for one in progress)
    score, _ = Score.objects.update_or_create(
        **subject,
        on=now.astimezone(dt.UTC).date(),
        defaults={
            "market": market.code,
            "at": now,
            "hundredths": result.hundredths if has_enough else None,
            "figures": [asdict(figure) for figure in result.figures],
            "progress": progress,
        },
    )
    packed = evidence.pack(lines, rules)
    ScoreLines.objects.update_or_create(score=score, defaults={"packed": packed, "line_count": len(lines)})
    return score
