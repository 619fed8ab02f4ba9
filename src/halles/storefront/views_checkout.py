"""Paying over the video, or on a page of its own where there is no script. The provider is called with no transaction
open, so these views open none themselves."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.affiliates.pseudonym import key_of
from halles.catalog import queries as catalog
from halles.checkout import services as checkout
from halles.checkout.purchase import Buyer, Placed, PlaceOrder, Wanted
from halles.checkout.returning import get_return, return_address
from halles.kit.errors import Conflict, Limited, NotFound, PaymentRefused, Refusal
from halles.kit.http import client_address, is_htmx
from halles.live.acts import queries as shows
from halles.orders.models import OrderGroup
from halles.payments import queries as payments
from halles.storefront.forms import CheckoutForm, way_to_pay
from halles.storefront.guests import find_group, remember_purchase
from halles.storefront.offers import Offer, make_offer
from halles.storefront.place import remember_place
from halles.storefront.requests import Unreadable, market_of, person_of, uuid_of, visit_of
from halles.storefront.views_sheet import offer_context
from halles.users.addresses import AddressData


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.non_atomic_requests
def checkout_form(request: HttpRequest) -> HttpResponse:
    """The way to pay for one variant: address, card, the sum, and the button with what leaves the account."""
    asked = request.POST if request.method == "POST" else request.GET
    offer = _offer(request, asked)
    if request.method != "POST":
        return _form_page(request, offer, asked, _form(request, offer))
    form = _form(request, offer, request.POST)
    if not form.is_valid():
        return _form_page(request, offer, asked, form, status=422)
    assert form.address is not None
    remember_place(request, country=form.address.country, region=form.address.region, city=form.address.city)
    purchase = _purchase(request, offer, form.address, form)
    try:
        placed = checkout.place_order(purchase)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        # The world has moved: the page that comes back shows the price and stock in force, under a new key.
        return _form_page(request, _offer(request, asked), asked, form, status=status_of_refusal(refusal))
    return placed_page(request, placed)


@require_POST
@transaction.non_atomic_requests
def one_tap(request: HttpRequest) -> HttpResponse:
    """Buy with the saved address and card: the button was the last question."""
    person = person_of(request)
    offer = _offer(request, request.POST)
    if person is None or offer.chosen is None or not (offer.card or offer.can_one_tap) or offer.place.address is None:
        return redirect(f"{reverse('storefront:checkout')}?{_question(request.POST)}")
    tap = checkout.OneTap(
        variant_id=offer.chosen.variant.id,
        quantity=offer.quantity,
        expected_total_minor=whole_number(request.POST.get("expected_total_minor", "")),
        expected_currency=request.POST.get("currency", ""),
        source=request.POST.get("source") or None,
        claim_id=_claim(request),
        return_url=return_url(request),
        touch_key=key_of(request),
    )
    try:
        placed = checkout.place_one_tap(person, tap, key=request.POST.get("key", ""), language=get_language() or "en")
    except Refusal as refusal:
        fresh = _offer(request, request.POST)
        context = {**offer_context(request, fresh, request.POST.get("source", "")), "said": str(refusal)}
        template = "storefront/sheet/offer.html" if is_htmx(request) else "storefront/product_page.html"
        return render(request, template, context, status=status_of_refusal(refusal))
    return placed_page(request, placed)


@require_safe
@transaction.non_atomic_requests
@xframe_options_sameorigin
def returned(request: HttpRequest, payment_id: uuid.UUID) -> HttpResponse:
    """Where the provider's page sends the buyer's browser back to: inside the sheet's frame, alone, or for an app."""
    payment = payments.get_payment(payment_id)
    back = get_return(request.GET.get("for", ""), payment.reference_id)
    # Who said no at the bank comes back here, too; the receipt says what became of it.
    with suppress(PaymentRefused, Conflict):
        checkout.return_from_provider(payment_id)
    checkout.settle_cart(payment.reference_id)
    if back.is_from_app:
        outcome = checkout.payment_of(payment.reference_id)
        return render(request, "storefront/checkout/returned_to_app.html", {"payment": outcome})
    return render(request, "storefront/checkout/returned.html", {"group_id": payment.reference_id})


@require_safe
@transaction.non_atomic_requests
def receipt(request: HttpRequest, group_id: uuid.UUID) -> HttpResponse:
    """What was bought and what happens next; while the payment is undecided, what to do about it."""
    return _receipt(request, group_id)


def _offer(request: HttpRequest, asked: QueryDict) -> Offer:
    market = market_of(request)
    facts = catalog.list_sale_facts([uuid_of(asked.get("variant", ""))], market.code)
    if not facts:
        raise Unreadable
    return make_offer(request, market, facts[0].product_id, asked)


def _form(request: HttpRequest, offer: Offer, data: QueryDict | None = None) -> CheckoutForm:
    address = offer.place.as_address()
    known = {"region": offer.place.region} if address is None else address.as_json()
    return CheckoutForm(
        data, country=offer.place.country, person=person_of(request), market=offer.market, initial=known
    )


def _purchase(request: HttpRequest, offer: Offer, address: AddressData, form: CheckoutForm) -> PlaceOrder:
    person = person_of(request)
    assert offer.chosen is not None
    line, touch_key = client_address(request), key_of(request)
    if person:
        buyer = Buyer(email=person.email, user_id=person.pk, network=line, touch_key=touch_key)
    else:
        email, visit_id = form.cleaned_data["email"], visit_of(request).id
        buyer = Buyer(email=email, visit_id=visit_id, network=line, touch_key=touch_key)
    return PlaceOrder(
        key=request.POST.get("key", ""),
        buyer=buyer,
        market=offer.market.code,
        language=get_language() or "en",
        lines=(Wanted(offer.chosen.variant.id, offer.quantity, request.POST.get("source") or None),),
        ship_to=address,
        pay_with=way_to_pay(form.cleaned_data),
        expected_total_minor=whole_number(request.POST.get("expected_total_minor", "")),
        expected_currency=request.POST.get("currency", ""),
        return_url=return_url(request),
        claim_id=_claim(request),
    )


def _claim(request: HttpRequest) -> uuid.UUID | None:
    """The promise or coupon to buy with; one that is over is refused by the service, never left out unsaid."""
    text = request.POST.get("claim", "")
    return uuid_of(text) if text else None


def _form_page(
    request: HttpRequest, offer: Offer, asked: QueryDict, form: CheckoutForm, status: int = 200
) -> HttpResponse:
    context = {**offer_context(request, offer, asked.get("source", "")), "form": form}
    template = "storefront/checkout/form.html" if is_htmx(request) else "storefront/checkout/form_page.html"
    return render(request, template, context, status=status)


def placed_page(request: HttpRequest, placed: Placed) -> HttpResponse:
    if placed.access_token:
        remember_purchase(request, placed.group_id)
    action = placed.next_action or {}
    if action.get("kind") == "redirect" and not is_htmx(request):
        return redirect(action["url"])
    if action.get("kind") == "redirect":
        return render(request, "storefront/checkout/bank.html", {"placed": placed, "url": action["url"]})
    if not is_htmx(request):
        return redirect("storefront:receipt", placed.group_id)
    return _receipt(request, placed.group_id)


def _receipt(request: HttpRequest, group_id: uuid.UUID) -> HttpResponse:
    group = find_group(request, group_id)
    payment = checkout.payment_of(group_id)
    template = "storefront/checkout/receipt.html" if is_htmx(request) else "storefront/checkout/receipt_page.html"
    context = {"group": group, "payment": payment, "is_guest": group.user_id is None, "record": _record_of(group)}
    return render(request, template, context)


def _record_of(group: OrderGroup) -> dict[str, Any] | None:
    """Where the record of the show stands that this was bought in: whoever keeps the receipt can prove it later."""
    discounts = (one for order in group.orders.all() for line in order.lines.all() for one in line.discounts)
    return shows.head_for_receipt(discounts)


def return_url(request: HttpRequest) -> str:
    """The way back from the bank's page for whoever buys here."""
    person = person_of(request)
    buyer = Buyer(email="", user_id=person.pk) if person else Buyer(email="", visit_id=visit_of(request).id)
    return return_address(buyer.name, origin=f"{request.scheme}://{request.get_host()}")


def _question(posted: QueryDict) -> str:
    asked = QueryDict(mutable=True)
    for name in ("variant", "quantity", "source", "claim"):
        asked[name] = posted.get(name, "")
    return asked.urlencode()


def whole_number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 16 else None


def status_of_refusal(refusal: Refusal) -> int:
    if isinstance(refusal, PaymentRefused):
        return 402
    if isinstance(refusal, Limited):
        return 429
    if isinstance(refusal, NotFound):
        return 404
    return 409 if isinstance(refusal, Conflict) else 422
