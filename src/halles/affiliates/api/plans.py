"""Plans over the API: a shop's offers, and the marketplace with a creator's part in it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from halles.affiliates.models import Participation, Plan
from halles.affiliates.queries import plans as queries
from halles.affiliates.queries.marketplace import Chance, Wish, search_marketplace
from halles.affiliates.queries.showcase import list_showcase
from halles.affiliates.queries.sold import SoldRow, sold_by_content
from halles.affiliates.services import participating, plans, showcase
from halles.creators.queries import get_creator_for_user
from halles.kit import clock
from halles.markets.market import Market
from halles.markets.queries import get_market
from halles.markets.requests import language_asked, market_asked
from halles.orders.api import person
from halles.sellers.models import Seller, SellerStaff
from halles.sellers.queries import get_seller_for_staff_member
from halles.users.api_auth import BearerAuth

router = Router(tags=["plans"], auth=BearerAuth())
ContentKind = Literal["any", "video", "live"]
RateBps = Annotated[int, Field(ge=1, le=10_000)]
Text = Annotated[str, Field(max_length=1_000)]
PARTS_AT_ONCE = 40


class PlanOut(Schema):
    """`product_id` null: the whole shop. `rate_bps` is what newcomers get now; those who took part before a cut get
    `locked_bps` until `locked_until`."""

    id: uuid.UUID
    kind: Literal["open", "targeted"]
    product_id: uuid.UUID | None
    content_kind: ContentKind
    needs_approval: bool
    message: str
    rate_bps: int
    locked_bps: int | None
    locked_until: dt.datetime | None
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    ended_at: dt.datetime | None
    active_count: int
    asked_count: int
    invited_count: int


class PlansOut(Schema):
    plans: list[PlanOut]


class PlanIn(Schema):
    """An open plan; without `product_id`, for the whole shop."""

    product_id: uuid.UUID | None = None
    rate_bps: RateBps
    content_kind: ContentKind = "any"
    needs_approval: bool = False
    message: Text = ""


class InvitationIn(Schema):
    """A targeted plan for these profiles, until the end of `ends_on` on the shop's clock."""

    creator_ids: Annotated[list[uuid.UUID], Field(min_length=1, max_length=PARTS_AT_ONCE)]
    product_id: uuid.UUID | None = None
    rate_bps: RateBps
    ends_on: dt.date
    content_kind: ContentKind = "any"
    message: Text = ""


class RateIn(Schema):
    rate_bps: RateBps


class InvitationAnswerIn(Schema):
    yes: bool


class PlanPartOut(Schema):
    """A creator's part in a plan. They earn `rate_bps` now, and from `until` (where it is set) `next_bps`."""

    id: uuid.UUID
    plan_id: uuid.UUID
    plan_kind: Literal["open", "targeted"]
    shop_name: str
    product_id: uuid.UUID | None
    content_kind: ContentKind
    handle: str
    status: Literal["asked", "invited", "active", "declined", "left", "ended"]
    joined_at: dt.datetime | None
    rate_bps: int
    until: dt.datetime | None
    next_bps: int | None


class PartsOut(Schema):
    parts: list[PlanPartOut]


class ChanceOut(Schema):
    """A product with an open plan, in minor units of `currency`. `earn_minor` is what one sale at `price_minor` earns
    this profile, `earn_per_100_clicks_minor` what a hundred clicks do; `rate_bps` is a newcomer's. `status` is the
    creator's part, null for none."""

    plan_id: uuid.UUID
    product_id: uuid.UUID
    title: str
    shop_name: str
    currency: str
    price_minor: int
    rate_bps: int
    my_rate_bps: int | None
    earn_minor: int
    earn_per_100_clicks_minor: int
    click_count: int
    sale_count: int
    needs_approval: bool
    status: str | None


class ChancesOut(Schema):
    chances: list[ChanceOut]
    next_cursor: str | None


class ShowcaseIn(Schema):
    """The order from the top; those left out follow as they stood."""

    product_ids: Annotated[list[uuid.UUID], Field(max_length=200)]


class ShowcaseOut(Schema):
    product_ids: list[uuid.UUID]


class SoldByOut(Schema):
    """What a creator sold through one content; `net_minor` is what the shop keeps after what came back, tax, the
    platform's fee, commission and the fees for the work."""

    creator_id: uuid.UUID
    content_kind: str
    content_id: uuid.UUID | None
    currency: str
    order_count: int
    piece_count: int
    gross_minor: int
    back_minor: int
    tax_minor: int
    platform_fee_minor: int
    commission_minor: int
    fee_minor: int
    net_minor: int


class SoldListOut(Schema):
    rows: list[SoldByOut]


class WishIn(Schema):
    """What to look for in the marketplace."""

    text: Annotated[str, Field(max_length=100)] = ""
    category: Annotated[str, Field(max_length=60)] = ""
    rate_bps_min: Annotated[int, Field(ge=0, le=10_000)] = 0
    order: Literal["sale", "click", "rate"] = "sale"
    market: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    cursor: Annotated[str, Field(max_length=100)] | None = None


@router.get("/shops/{slug}/plans", response=PlansOut, operation_id="list_plans")
def list_plans(request: HttpRequest, slug: str, is_over: bool = False) -> Any:
    """What the shop offers creators, or offered. Managers."""
    return {"plans": [_plan(row) for row in queries.list_plans_of(_shop(request, slug), is_over=is_over)]}


@router.post("/shops/{slug}/plans", response={201: PlanOut}, operation_id="open_plan")
def open_plan(request: HttpRequest, slug: str, wanted: PlanIn) -> Status[dict[str, Any]]:
    """Offer every creator a commission from now on. Managers."""
    plan = plans.open_plan(_shop(request, slug), **wanted.dict())
    return Status(201, _plan(queries.row_of(plan, clock.now())))


@router.post("/shops/{slug}/plans/invitations", response={201: PlanOut}, operation_id="invite_creators")
def invite(request: HttpRequest, slug: str, wanted: InvitationIn) -> Status[dict[str, Any]]:
    """Offer chosen creators a rate of their own; each is told and decides. Managers."""
    plan = plans.invite(_shop(request, slug), **wanted.dict())
    return Status(201, _plan(queries.row_of(plan, clock.now())))


@router.put("/shops/{slug}/plans/{uuid:plan_id}/rate", response=PlanOut, operation_id="set_plan_rate")
def set_rate(request: HttpRequest, slug: str, plan_id: uuid.UUID, wanted: RateIn) -> Any:
    """Pay more, at once, or less: those who take part keep their rate for the market's days. Managers."""
    plan = queries.get_plan_for_seller(_shop(request, slug), plan_id)
    plans.set_rate(plan.pk, wanted.rate_bps)
    return _plan(queries.row_of(plan, clock.now()))


@router.post("/shops/{slug}/plans/{uuid:plan_id}/end", response=PlanOut, operation_id="end_plan")
def end_plan(request: HttpRequest, slug: str, plan_id: uuid.UUID) -> Any:
    """End a plan, at once or after the days a cut would wait: `ends_at` and `ended_at` say which. Managers."""
    plan = queries.get_plan_for_seller(_shop(request, slug), plan_id)
    plans.end_plan(plan.pk)
    return _plan(queries.row_of(queries.get_plan_for_seller(plan.seller, plan_id), clock.now()))


@router.post("/shops/{slug}/plans/{uuid:plan_id}/keep", response=PlanOut, operation_id="keep_plan")
def keep_plan(request: HttpRequest, slug: str, plan_id: uuid.UUID) -> Any:
    """Take back the announced end of an open plan. Managers."""
    plan = queries.get_plan_for_seller(_shop(request, slug), plan_id)
    return _plan(queries.row_of(plans.keep_plan(plan.pk), clock.now()))


@router.get("/shops/{slug}/plans/{uuid:plan_id}/parts", response=PartsOut, operation_id="list_plan_parts")
def list_parts(request: HttpRequest, slug: str, plan_id: uuid.UUID) -> Any:
    """Who takes part, asks or is invited. Managers."""
    plan = queries.get_plan_for_seller(_shop(request, slug), plan_id)
    return {"parts": [_part(part, plan) for part in queries.list_parts_in(plan)]}


@router.post("/shops/{slug}/plan-parts/{uuid:part_id}/answer", response=PlanPartOut, operation_id="answer_creator")
def answer_creator(request: HttpRequest, slug: str, part_id: uuid.UUID, answer: InvitationAnswerIn) -> Any:
    """Agree to a creator who asked, or decline. Managers."""
    part = queries.get_participation_for_seller(_shop(request, slug), part_id)
    return _one(participating.answer_request(part.pk, yes=answer.yes))


@router.get("/shops/{slug}/sold-by-creators", response=SoldListOut, operation_id="sold_by_creators")
def sold(request: HttpRequest, slug: str, days: Annotated[int, Query(ge=1, le=366)] = 30) -> Any:
    """Who sold what of the shop through which video or show in so many days, up to now. Managers."""
    until = clock.now()
    shop = _shop(request, slug)
    rows = sold_by_content(shop.pk, since=until - dt.timedelta(days=days), until=until)
    return {"rows": [_sold(row) for row in rows]}


@router.get("/profiles/{uuid:creator_id}/marketplace", response=ChancesOut, operation_id="search_marketplace")
def marketplace(request: HttpRequest, creator_id: uuid.UUID, wish: Query[WishIn]) -> Any:
    """Products with an open plan, by what they would earn this profile, in a market (default: the caller's)."""
    creator = get_creator_for_user(person(request), creator_id)
    market = get_market(market_asked(request, wish.market))
    page = search_marketplace(
        Wish(wish.text, wish.category, wish.rate_bps_min, wish.order),
        creator=creator,
        market=market,
        language=language_asked(),
        cursor=wish.cursor,
    )
    return {"chances": [_chance(one, market) for one in page.rows], "next_cursor": page.next_cursor}


@router.get("/profiles/{uuid:creator_id}/plans", response=PartsOut, operation_id="list_my_plans")
def my_plans(request: HttpRequest, creator_id: uuid.UUID) -> Any:
    """The plans this profile takes part in, asked for or is invited to."""
    creator = get_creator_for_user(person(request), creator_id)
    return {"parts": [_part(part, part.participation.plan) for part in queries.list_parts_of(creator)]}


@router.post("/profiles/{uuid:creator_id}/plans/{uuid:plan_id}", response=PlanPartOut, operation_id="join_plan")
def join(request: HttpRequest, creator_id: uuid.UUID, plan_id: uuid.UUID) -> Any:
    """Take part in an open plan, or ask to where the shop agrees first: `status` says which."""
    creator = get_creator_for_user(person(request), creator_id)
    return _one(participating.join(creator, queries.get_open_plan(plan_id).pk))


@router.post("/plan-parts/{uuid:part_id}/answer", response=PlanPartOut, operation_id="answer_invitation")
def answer_shop(request: HttpRequest, part_id: uuid.UUID, answer: InvitationAnswerIn) -> Any:
    """Take or decline an invitation to one of one's profiles."""
    part = queries.get_participation_for_creator(person(request), part_id)
    return _one(participating.answer_invitation(part.pk, yes=answer.yes))


@router.delete("/plan-parts/{uuid:part_id}", response=PlanPartOut, operation_id="leave_plan")
def leave(request: HttpRequest, part_id: uuid.UUID) -> Any:
    """Take part no longer; what was sold until now stays earned."""
    part = queries.get_participation_for_creator(person(request), part_id)
    return _one(participating.leave(part.pk))


@router.get("/profiles/{uuid:creator_id}/showcase", response=ShowcaseOut, operation_id="get_showcase")
def get_showcase(request: HttpRequest, creator_id: uuid.UUID) -> Any:
    """What stands on the profile's public page."""
    creator = get_creator_for_user(person(request), creator_id)
    return {"product_ids": list_showcase(creator.pk)}


@router.put("/profiles/{uuid:creator_id}/showcase", response=ShowcaseOut, operation_id="sort_showcase")
def sort_showcase(request: HttpRequest, creator_id: uuid.UUID, wanted: ShowcaseIn) -> Any:
    """Put the showcase in order."""
    creator = get_creator_for_user(person(request), creator_id)
    showcase.sort_showcase(creator, wanted.product_ids)
    return {"product_ids": list_showcase(creator.pk)}


@router.put(
    "/profiles/{uuid:creator_id}/showcase/{uuid:product_id}", response=ShowcaseOut, operation_id="put_in_showcase"
)
def put_in(request: HttpRequest, creator_id: uuid.UUID, product_id: uuid.UUID) -> Any:
    """Put a product on sale into the showcase."""
    creator = get_creator_for_user(person(request), creator_id)
    showcase.put_in_showcase(creator, product_id)
    return {"product_ids": list_showcase(creator.pk)}


@router.delete(
    "/profiles/{uuid:creator_id}/showcase/{uuid:product_id}", response=ShowcaseOut, operation_id="take_out_of_showcase"
)
def take_out(request: HttpRequest, creator_id: uuid.UUID, product_id: uuid.UUID) -> Any:
    """Take a product out of the showcase."""
    creator = get_creator_for_user(person(request), creator_id)
    showcase.take_out_of_showcase(creator, product_id)
    return {"product_ids": list_showcase(creator.pk)}


def _shop(request: HttpRequest, slug: str) -> Seller:
    return get_seller_for_staff_member(person(request), slug, at_least=SellerStaff.Role.MANAGER)


def _plan(row: queries.PlanRow) -> dict[str, Any]:
    plan = row.plan
    names = ("id", "kind", "product_id", "content_kind", "needs_approval", "message")
    instants = ("starts_at", "ends_at", "ended_at")
    figures = ("rate_bps", "locked_bps", "locked_until", "active_count", "asked_count", "invited_count")
    return {
        **{name: getattr(plan, name) for name in (*names, *instants)},
        **{name: getattr(row, name) for name in figures},
    }


def _one(participation: Participation) -> dict[str, Any]:
    return _part(queries.part_of(participation), participation.plan)


def _part(part: queries.Part, plan: Plan) -> dict[str, Any]:
    one = part.participation
    return {
        "id": one.pk,
        "plan_id": plan.pk,
        "plan_kind": plan.kind,
        "shop_name": plan.seller.name,
        "product_id": plan.product_id,
        "content_kind": plan.content_kind,
        "handle": one.creator.handle,
        "status": one.status,
        "joined_at": one.joined_at,
        "rate_bps": part.offered.rate_bps,
        "until": part.offered.until,
        "next_bps": part.offered.next_bps,
    }


def _chance(chance: Chance, market: Market) -> dict[str, Any]:
    entry = chance.entry
    names = ("plan_id", "product_id", "price_minor", "rate_bps", "click_count", "sale_count")
    return {
        **{name: getattr(entry, name) for name in names},
        "title": chance.card.title,
        "shop_name": chance.card.seller_name,
        "currency": market.currency,
        "my_rate_bps": chance.term.offered.rate_bps if chance.term else None,
        "earn_minor": chance.earn_minor,
        "earn_per_100_clicks_minor": chance.earn_per_100_minor,
        "needs_approval": entry.needs_approval,
        "status": chance.status or None,
    }


def _sold(row: SoldRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SoldByOut.model_fields}
