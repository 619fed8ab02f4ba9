"""The bag: what is in it, what changed since it was looked at, how each shop sends it, what it costs altogether."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from halles.carts import services as carts
from halles.carts.owner import Owner
from halles.carts.queries import PIECES_MAX, CartView, count_pieces, count_pieces_elsewhere, get_cart
from halles.interactions.sources import read_source
from halles.kit import rate_limits
from halles.kit.errors import Refusal
from halles.kit.http import client_address, is_htmx
from halles.markets.errors import RegionNeeded
from halles.markets.queries import all_markets, market_name, tax_wording
from halles.payments import queries as payments
from halles.shipping.relay_points import CollectionPoint, list_points
from halles.storefront.guest_cart import bag_count, owner_of, owner_to_be, remember_cart
from halles.storefront.place import Place, place_of, remember_place
from halles.storefront.requests import market_of, person_of, uuid_of
from halles.storefront.views_checkout import status_of_refusal, whole_number
from halles.users.addresses import address_fields

CHANGES_PER_MINUTE = 120
POINTS_SHOWN = 6
POSTAL_CODE_MAX = 20


@require_safe
@transaction.non_atomic_requests
def cart_page(request: HttpRequest) -> HttpResponse:
    """Everything in the bag, told as it is now."""
    return show_cart(request)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """A product into the bag, from the sheet or its page."""
    owner = owner_to_be(request)
    variant = request.POST.get("variant", "")
    quantity = whole_number(request.POST.get("quantity", "1")) or 0
    token = request.POST.get("source", "")
    said = _tried(
        request,
        lambda: carts.add_to_cart(
            owner,
            market=market_of(request),
            variant_id=uuid_of(variant),
            quantity=quantity,
            source=token if read_source(token) else None,
        ),
    )
    if not is_htmx(request):
        return _kept(request, owner, said)
    context = {"variant_id": variant, "quantity": quantity, "source": token, "said": said, "is_added": said is None}
    status = status_of_refusal(said) if said else 200
    response = render(request, "storefront/cart/button.html", context, status=status)
    if said is None:
        remember_cart(request, response, owner)
        response["Bag-Count"] = str(count_pieces(owner, market_of(request).code))
    return response


@require_POST
def change(request: HttpRequest, line_id: uuid.UUID) -> HttpResponse:
    """More or fewer pieces, out of the bag, kept for later, or back."""
    owner, todo = owner_of(request), request.POST.get("do", "quantity")
    quantity = whole_number(request.POST.get("quantity", ""))
    work: dict[str, Callable[[], None]] = {
        "remove": lambda: carts.remove_line(owner, line_id),
        "later": lambda: carts.keep_for_later(owner, line_id),
        "back": lambda: carts.put_back(owner, line_id),
        "quantity": lambda: carts.set_quantity(owner, line_id, 1 if quantity is None else quantity),
    }
    return _kept(request, owner, _tried(request, work.get(todo, work["quantity"])))


@require_POST
def choose_delivery(request: HttpRequest) -> HttpResponse:
    """How the goods of one shop shall come."""
    owner, market = owner_to_be(request), market_of(request)
    place = place_of(request, market)
    said = _tried(
        request,
        lambda: carts.choose_delivery(
            owner,
            market=market,
            country=place.country,
            seller_id=uuid_of(request.POST.get("seller", "")),
            rate_id=uuid_of(request.POST.get("rate", "")),
            point_code=request.POST.get("point", ""),
            postal_code=_near(request, place),
        ),
    )
    return _kept(request, owner, said)


@require_POST
def note_seen(request: HttpRequest) -> HttpResponse:
    """The customer has read what changed."""
    owner = owner_of(request)
    said = _tried(request, lambda: carts.note_seen(owner, market_of(request))) if owner else None
    return _kept(request, owner, said)


@require_POST
def set_place(request: HttpRequest) -> HttpResponse:
    """A visitor says where everything shall go."""
    market = market_of(request)
    place = place_of(request, market)
    country, region = request.POST.get("country", place.country), request.POST.get("region", place.region)
    if market.ships_to(country, region):
        remember_place(request, country=country, region=region)
    return _kept(request, owner_of(request), None)


def read_cart(request: HttpRequest, place: Place | None = None) -> CartView:
    """The cart of this browser, sent to where its parcels would go."""
    market = market_of(request)
    place = place or place_of(request, market)
    return get_cart(
        owner_of(request),
        market=market,
        country=place.country,
        region=place.region,
        language=get_language() or "en",
    )


def show_cart(request: HttpRequest, *, said: Refusal | None = None) -> HttpResponse:
    """The page, or its body for who has it open."""
    template = "storefront/cart/body.html" if is_htmx(request) else "storefront/cart/page.html"
    status = status_of_refusal(said) if said else 200
    return render(request, template, cart_context(request, said=said), status=status)


def cart_context(request: HttpRequest, *, said: Refusal | None = None) -> dict[str, Any]:
    """What the pages of the cart show."""
    market, person = market_of(request), person_of(request)
    place = place_of(request, market)
    cart = read_cart(request, place)
    card = payments.find_default_card(person.pk) if person else None
    language = get_language() or "en"
    elsewhere = count_pieces_elsewhere(owner_of(request), market.code)
    return {
        "cart": cart,
        "place": place,
        "card": card,
        "can_one_tap": cart.can_pay and card is not None and place.address is not None,
        # One key per showing: a double press is one purchase.
        "key": uuid.uuid4().hex,
        "said": said,
        "tax_words": tax_wording(market, language),
        "pieces_max": PIECES_MAX,
        "near": _near(request, place),
        "points": _points(request, cart, place),
        "needs_region": isinstance(cart.refusal, RegionNeeded),
        "regions": _regions(place.country, language) if isinstance(cart.refusal, RegionNeeded) else (),
        "elsewhere": [(market_name(all_markets()[code], language), count) for code, count in elsewhere.items()],
    }


def _near(request: HttpRequest, place: Place) -> str:
    """The postal code around which relay points are looked for: the one typed, else that of the address."""
    asked = request.POST if request.method == "POST" else request.GET
    return str(asked.get("near", "")).strip()[:POSTAL_CODE_MAX] or place.postal_code


def _points(request: HttpRequest, cart: CartView, place: Place) -> list[CollectionPoint]:
    is_asked = any(part.chosen and part.chosen.method == "relay" for part in cart.parts)
    near = _near(request, place)
    return list_points(place.country, near, POINTS_SHOWN) if is_asked and near else []


def _regions(country: str, language: str) -> tuple[tuple[str, str], ...]:
    return next((field.choices for field in address_fields(country, language) if field.name == "region"), ())


def _tried(request: HttpRequest, work: Callable[[], object]) -> Refusal | None:
    """Do it, all or nothing; the refusal if there was one."""
    try:
        rate_limits.take(f"cart:{client_address(request)}", limit=CHANGES_PER_MINUTE, per_seconds=60)
        with transaction.atomic():
            work()
    except Refusal as refusal:
        return refusal
    return None


def _kept(request: HttpRequest, owner: Owner, said: Refusal | None) -> HttpResponse:
    if is_htmx(request):
        response = show_cart(request, said=said)
        response["Bag-Count"] = str(bag_count(request))
    elif said is not None:
        return show_cart(request, said=said)
    else:
        response = redirect(reverse("storefront:cart"))
    remember_cart(request, response, owner)
    return response
