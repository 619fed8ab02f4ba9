"""Scores over the API: one's own, with every line, and the formula's numbers of a market."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from halles.creators.queries import get_creator_for_user
from halles.markets.queries import get_market
from halles.markets.score_rules import MINUTES, MetricRule
from halles.scores import evidence, queries
from halles.scores.errors import LinesOver
from halles.scores.queries import Standing
from halles.sellers.models import SellerStaff
from halles.sellers.queries import get_seller_for_staff_member
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["scores"])
LINES_SIZE_MAX = 500
Offset = Annotated[int, Field(ge=0)]


class ScoreFigureOut(Schema):
    """What one metric came to: `value` in hundredths of a percent, or in minutes as `unit` says; `points` in hundredths
    of a point, none with fewer than `lines_min` lines."""

    metric: str
    unit: Literal["share", "minutes"]
    weight: int
    best: int
    worst: int
    lines_min: int
    line_count: int
    value: int | None
    points: int | None


class NeededOut(Schema):
    """How far it is to a score."""

    what: Literal["orders", "videos", "shows"]
    count: int
    of: int


class ScoreOut(Schema):
    """The newest score: `hundredths` of a point up to 500, none while none of `progress` is reached."""

    on: dt.date
    at: dt.datetime
    market: str
    hundredths: int | None
    figures: list[ScoreFigureOut]
    progress: list[NeededOut]


class ScoreLineOut(Schema):
    """One thing that counted: `against` of `out_of`, or so many minutes."""

    metric: str
    what: str
    at: dt.datetime
    against: int
    out_of: int
    why: str


class ScoreLinesOut(Schema):
    """A part of the lines of a score, metric by metric; `next_offset` is none at the end."""

    lines: list[ScoreLineOut]
    next_offset: int | None


class MetricRuleOut(Schema):
    """The numbers of one metric."""

    metric: str
    unit: Literal["share", "minutes"]
    weight: int
    days: int
    lines_min: int
    best: int
    worst: int


class ScoreRulesOut(Schema):
    """The formula of a market: five points at `best` or below, none at `worst` or above, evenly in between."""

    market: str
    shop_orders_min: int
    shop_days: int
    shop: list[MetricRuleOut]
    creator_orders_min: int
    creator_videos_min: int
    creator_shows_min: int
    creator_days: int
    creator: list[MetricRuleOut]


def _user(request: Any) -> User:
    user = request.auth
    assert isinstance(user, User)
    return user


def _shop(request: HttpRequest, slug: str) -> Standing:
    seller = get_seller_for_staff_member(_user(request), slug, at_least=SellerStaff.Role.MANAGER)
    return _there(queries.shop_standing(seller.pk))


def _profile(request: HttpRequest, creator_id: uuid.UUID) -> Standing:
    return _there(queries.creator_standing(get_creator_for_user(_user(request), creator_id).pk))


def _there(standing: Standing | None) -> Standing:
    if standing is None:
        raise LinesOver
    return standing


@router.get("/shops/{slug}/score", response=ScoreOut, auth=BearerAuth(), operation_id="get_shop_score")
def get_shop_score(request: HttpRequest, slug: str) -> ScoreOut:
    """The score of a shop you manage, with its figures; 404 before the first night."""
    return _score(_shop(request, slug))


@router.get(
    "/shops/{slug}/score/lines", response=ScoreLinesOut, auth=BearerAuth(), operation_id="list_shop_score_lines"
)
def list_shop_score_lines(request: HttpRequest, slug: str, offset: Offset = 0) -> ScoreLinesOut:
    """Every line behind it, at most 500 at a time."""
    return _lines(_shop(request, slug), offset)


@router.get("/profiles/{creator_id}/score", response=ScoreOut, auth=BearerAuth(), operation_id="get_profile_score")
def get_profile_score(request: HttpRequest, creator_id: uuid.UUID) -> ScoreOut:
    """The promotion score of a profile of yours, with its figures; 404 before the first night."""
    return _score(_profile(request, creator_id))


@router.get(
    "/profiles/{creator_id}/score/lines",
    response=ScoreLinesOut,
    auth=BearerAuth(),
    operation_id="list_profile_score_lines",
)
def list_profile_score_lines(request: HttpRequest, creator_id: uuid.UUID, offset: Offset = 0) -> ScoreLinesOut:
    """Every line behind it, at most 500 at a time; no customer is named."""
    return _lines(_profile(request, creator_id), offset)


@router.get("/scores/{market_code}", response=ScoreRulesOut, operation_id="get_score_rules")
def get_score_rules(request: HttpRequest, market_code: str) -> ScoreRulesOut:
    """The numbers by which a market works scores out."""
    market = get_market(market_code.upper())
    rules = market.scores
    return ScoreRulesOut(
        market=market.code,
        shop_orders_min=rules.shop_orders_min,
        shop_days=rules.shop_days,
        shop=[_rule(rule) for rule in rules.shop],
        creator_orders_min=rules.creator_orders_min,
        creator_videos_min=rules.creator_videos_min,
        creator_shows_min=rules.creator_shows_min,
        creator_days=rules.creator_days,
        creator=[_rule(rule) for rule in rules.creator],
    )


def _unit(metric: str) -> Literal["share", "minutes"]:
    return "minutes" if metric in MINUTES else "share"


def _rule(rule: MetricRule) -> MetricRuleOut:
    return MetricRuleOut(
        metric=rule.metric,
        unit=_unit(rule.metric),
        weight=rule.weight,
        days=rule.days,
        lines_min=rule.lines_min,
        best=rule.best,
        worst=rule.worst,
    )


def _score(standing: Standing) -> ScoreOut:
    figures = [told.figure for told in standing.figures]
    return ScoreOut(
        on=standing.on,
        at=standing.at,
        market=standing.market,
        hundredths=standing.hundredths,
        figures=[
            ScoreFigureOut(
                metric=figure.metric,
                unit=_unit(figure.metric),
                weight=figure.weight,
                best=figure.best,
                worst=figure.worst,
                lines_min=figure.lines_min,
                line_count=figure.line_count,
                value=figure.value,
                points=figure.points,
            )
            for figure in figures
        ],
        progress=[NeededOut(what=one.what, count=one.count, of=one.of) for one in standing.progress],
    )


def _lines(standing: Standing, offset: int) -> ScoreLinesOut:
    lines = list(evidence.read(queries.table_of(standing.score_id)))
    part = lines[offset : offset + LINES_SIZE_MAX]
    end = offset + LINES_SIZE_MAX
    return ScoreLinesOut(
        lines=[
            ScoreLineOut(
                metric=line.metric, what=line.what, at=line.at, against=line.against, out_of=line.out_of, why=line.why
            )
            for line in part
        ],
        next_offset=end if end < len(lines) else None,
    )
