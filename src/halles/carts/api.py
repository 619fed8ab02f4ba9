"""A person's cart over the API; paying for it is at /cart/checkout."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Query, Router, Schema
from pydantic import Field

from halles.carts import services
from halles.carts.bag import CartView, Change, LineView, ShopPart
from halles.carts.limits import PIECES_MAX
from halles.carts.owner import Owner
from halles.carts.queries import get_cart
from halles.markets.errors import NotServed
from halles.markets.market import Market
from halles.markets.queries import find_market
from halles.shipping.queries import ShippingOption
from halles.shipping.relay_points import CollectionPoint, list_points
from halles.users.api_auth import BearerAuth
from halles.users.models import User
from halles.users.queries import find_default_address

router = Router(tags=["cart"], auth=BearerAuth())

Kind = Literal["price_up", "price_down", "fewer_left", "sold_out", "not_on_sale", "not_sold_here"]


class WhereIn(Schema):
    """For which market (two letters), and where everything shall go; the default address unless said otherwise."""

    market: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    region: Annotated[str, Field(max_length=60)] | None = None


class PointOut(Schema):
    """Where a parcel is collected."""

    code: str
    name: str
    line1: str
    line2: str
    postal_code: str
    city: str
    region: str
    country: str
    opening: str


class DeliveryOut(Schema):
    """One way in which a shop's goods can come; `point` is the chosen one, or the shop itself for pick-up."""

    rate_id: uuid.UUID
    method: Literal["home", "relay", "pickup"]
    carrier: str
    price_minor: int
    arrives_from_on: dt.date
    arrives_to_on: dt.date
    note: str
    point: PointOut | None


class ChangeOut(Schema):
    """What is not as it was last seen: prices of one piece in minor units, else pieces."""

    kind: Kind
    before: int
    now: int


class CartLineOut(Schema):
    """`quantity` is what is wanted, `pieces` what of it can be bought now and is in the total."""

    id: uuid.UUID
    product_id: uuid.UUID
    variant_id: uuid.UUID
    title: str
    variant_name: str
    quantity: int
    pieces: int
    unit_minor: int | None
    subtotal_minor: int
    changes: list[ChangeOut]


class CartShopOut(Schema):
    """What one shop would send. `refusal` is the code of why it cannot send there; it is then not in the total."""

    seller_id: uuid.UUID
    seller_name: str
    lines: list[CartLineOut]
    deliveries: list[DeliveryOut]
    chosen_rate_id: uuid.UUID | None
    needs_point: bool
    refusal: str | None
    shipping_minor: int | None
    tax_minor: int | None
    total_minor: int | None


class CartOut(Schema):
    """The cart as it stands now. `version` and `total_minor` go into the checkout: what is bought is what was seen.

    Without a total, `refusal` is the code of what is missing, e.g. markets.region_needed.
    """

    market: str
    currency: str
    version: str
    can_pay: bool
    refusal: str | None
    subtotal_minor: int | None
    shipping_minor: int | None
    tax_minor: int | None
    total_minor: int | None
    shops: list[CartShopOut]
    later: list[CartLineOut]


class AddIn(Schema):
    """Some pieces of a variant; `source` is the token of where it was met."""

    variant_id: uuid.UUID
    quantity: Annotated[int, Field(ge=1, le=PIECES_MAX)] = 1
    source: Annotated[str, Field(max_length=8192)] | None = None


class ChangeIn(Schema):
    """So many pieces (0 takes the line out), and whether it is kept for later instead of being bought."""

    quantity: Annotated[int, Field(ge=0, le=PIECES_MAX)] | None = None
    is_saved_for_later: bool | None = None


class DeliveryIn(Schema):
    """One of the shop's deliveries; for a relay delivery the point, or a postal code for the one nearest to it."""

    rate_id: uuid.UUID
    point_code: Annotated[str, Field(max_length=40)] = ""
    postal_code: Annotated[str, Field(max_length=20)] = ""


@router.get("/cart", response=CartOut, summary="My cart and what it costs")
def read(request: HttpRequest, where: Query[WhereIn]) -> CartOut:
    """The cart of a market with the quote of all that can be bought, and every change since it was last seen."""
    return _told(request, where)


@router.post("/cart/lines", response=CartOut, summary="Add to my cart")
def add(request: HttpRequest, wanted: AddIn, where: Query[WhereIn]) -> CartOut:
    """The same variant adds up. 409 carts.sold_out, carts.not_enough_left, carts.not_on_sale, carts.not_sold_here, 404
    carts.unknown_variant, 429 carts.too_many, carts.full."""
    market = _market(request, where)
    services.add_to_cart(
        _owner(request), market=market, variant_id=wanted.variant_id, quantity=wanted.quantity, source=wanted.source
    )
    return _told(request, where)


@router.patch("/cart/lines/{uuid:line_id}", response=CartOut, summary="Change a line of my cart")
def change(request: HttpRequest, line_id: uuid.UUID, wanted: ChangeIn, where: Query[WhereIn]) -> CartOut:
    """404 carts.line_not_found when it is not mine; else as adding."""
    if wanted.is_saved_for_later is not None:
        (services.keep_for_later if wanted.is_saved_for_later else services.put_back)(_owner(request), line_id)
    if wanted.quantity is not None:
        services.set_quantity(_owner(request), line_id, wanted.quantity)
    return _told(request, where)


@router.delete("/cart/lines/{uuid:line_id}", response=CartOut, summary="Take a line out of my cart")
def remove(request: HttpRequest, line_id: uuid.UUID, where: Query[WhereIn]) -> CartOut:
    """What is out already stays out."""
    services.remove_line(_owner(request), line_id)
    return _told(request, where)


@router.put("/cart/deliveries/{uuid:seller_id}", response=CartOut, summary="Choose how one shop delivers")
def choose(request: HttpRequest, seller_id: uuid.UUID, wanted: DeliveryIn, where: Query[WhereIn]) -> CartOut:
    """404 shipping.rate_not_found, 409 shipping.point_needed for a point that does not exist."""
    market = _market(request, where)
    services.choose_delivery(
        _owner(request),
        market=market,
        country=_place(request, market, where)[0],
        seller_id=seller_id,
        rate_id=wanted.rate_id,
        point_code=wanted.point_code,
        postal_code=wanted.postal_code,
    )
    return _told(request, where)


@router.post("/cart/seen", response=CartOut, summary="The changes were read")
def note_seen(request: HttpRequest, where: Query[WhereIn]) -> CartOut:
    """Prices count as seen, quantities become what is left, what cannot be bought now is kept for later."""
    services.note_seen(_owner(request), _market(request, where))
    return _told(request, where)


@router.get("/relay-points", response=list[PointOut], auth=None, summary="Relay points near a postal code")
def relay_points(
    request: HttpRequest,
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")],
    postal_code: Annotated[str, Field(max_length=20)] = "",
) -> list[PointOut]:
    """At most ten, the nearest first."""
    return [_point(point) for point in list_points(country, postal_code)]


def _owner(request: HttpRequest) -> Owner:
    return Owner(user_id=_person(request).pk)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _market(request: HttpRequest, where: WhereIn) -> Market:
    if where.market is None:
        market = getattr(request, "market", None)
        assert market is not None, "the middleware of markets gives every request one"
        return market  # type: ignore[no-any-return]
    found = find_market(where.market)
    if found is None:
        raise NotServed
    return found


def _place(request: HttpRequest, market: Market, where: WhereIn) -> tuple[str, str]:
    if where.country is not None:
        return where.country, where.region or ""
    address = find_default_address(_person(request))
    if address is not None and market.ships_to(address.country, address.region):
        return address.country, address.region if where.region is None else where.region
    return market.ship_countries[0], where.region or ""


def _told(request: HttpRequest, where: WhereIn) -> CartOut:
    market = _market(request, where)
    country, region = _place(request, market, where)
    language = get_language() or "en"
    return cart_out(get_cart(_owner(request), market=market, country=country, region=region, language=language))


def cart_out(cart: CartView) -> CartOut:
    """A cart as the API tells it."""
    quote = cart.quote
    return CartOut(
        market=cart.market.code,
        currency=cart.market.currency,
        version=cart.version,
        can_pay=cart.can_pay,
        refusal=cart.refusal.code if cart.refusal else None,
        subtotal_minor=quote.subtotal_minor if quote else None,
        shipping_minor=quote.shipping_minor if quote else None,
        tax_minor=quote.tax_minor if quote else None,
        total_minor=quote.total_minor if quote else None,
        shops=[_shop(part) for part in cart.parts],
        later=[_line(line) for line in cart.later],
    )


def _shop(part: ShopPart) -> CartShopOut:
    parcel = part.parcel
    return CartShopOut(
        seller_id=part.seller_id,
        seller_name=part.seller_name,
        lines=[_line(line) for line in part.lines],
        deliveries=[_delivery(option, part.chosen) for option in part.options],
        chosen_rate_id=part.chosen.rate_id if part.chosen else None,
        needs_point=part.needs_point,
        refusal=part.refusal.code if part.refusal else None,
        shipping_minor=parcel.shipping_minor if parcel else None,
        tax_minor=parcel.tax_minor if parcel else None,
        total_minor=parcel.total_minor if parcel else None,
    )


def _line(line: LineView) -> CartLineOut:
    return CartLineOut(
        id=line.id,
        product_id=line.fact.product_id,
        variant_id=line.variant_id,
        title=line.fact.title,
        variant_name=line.fact.variant_name,
        quantity=line.quantity,
        pieces=line.pieces,
        unit_minor=line.unit_minor,
        subtotal_minor=line.subtotal_minor,
        changes=[_change(change) for change in line.changes],
    )


def _change(change: Change) -> ChangeOut:
    return ChangeOut(kind=change.kind, before=change.before, now=change.now)


def _delivery(option: ShippingOption, chosen: ShippingOption | None) -> DeliveryOut:
    shown = chosen if chosen and chosen.rate_id == option.rate_id else option
    return DeliveryOut(
        **{name: getattr(shown, name) for name in DeliveryOut.model_fields if name != "point"},
        point=_point(shown.point) if shown.point else None,
    )


def _point(point: CollectionPoint) -> PointOut:
    return PointOut(**{name: getattr(point, name) for name in PointOut.model_fields})
