"""Paying for the whole bag at once: one payment, one order per shop. The provider is called with no transaction open,
so these views open none themselves."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from halles.affiliates.pseudonym import key_of
from halles.checkout import services as checkout
from halles.checkout.purchase import Buyer
from halles.kit.errors import Refusal
from halles.kit.http import client_address, is_htmx
from halles.storefront.forms import CheckoutForm, way_to_pay
from halles.storefront.guest_cart import owner_of
from halles.storefront.place import place_of, remember_place
from halles.storefront.requests import market_of, person_of, visit_of
from halles.storefront.views_cart import cart_context, show_cart
from halles.storefront.views_checkout import placed_page, return_url, status_of_refusal, whole_number
from halles.users.addresses import AddressData


@require_POST
@transaction.non_atomic_requests
def one_tap(request: HttpRequest) -> HttpResponse:
    """Buy the bag with the saved address and card: the button was the last question."""
    person = person_of(request)
    if person is None:
        return redirect("storefront:cart_checkout")
    tap = checkout.TapCart(
        key=request.POST.get("key", ""),
        market=market_of(request).code,
        language=get_language() or "en",
        version=request.POST.get("version", "")[:64],
        expected_total_minor=whole_number(request.POST.get("expected_total_minor", "")) or 0,
        expected_currency=request.POST.get("currency", ""),
        return_url=return_url(request),
        network=client_address(request),
        touch_key=key_of(request),
    )
    try:
        placed = checkout.tap_cart(person, tap)
    except Refusal as refusal:
        return show_cart(request, said=refusal)
    return placed_page(request, placed)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.non_atomic_requests
def checkout_form(request: HttpRequest) -> HttpResponse:
    """The way to pay for the bag: address, card, what each shop sends, the sum, and the button with what leaves the
    account."""
    if request.method != "POST":
        context = cart_context(request)
        if not context["cart"].payable:
            return redirect("storefront:cart")
        return _form_page(request, _form(request, None))
    form = _form(request, request)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    assert form.address is not None
    address = form.address
    remember_place(
        request, country=address.country, region=address.region, city=address.city, postal_code=address.postal_code
    )
    try:
        placed = checkout.buy_cart(_purchase(request, address, form))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        # The world has moved: the page that comes back shows what is in force, under a new key.
        return _form_page(request, form, status=status_of_refusal(refusal))
    return placed_page(request, placed)


def _form(request: HttpRequest, posted: HttpRequest | None) -> CheckoutForm:
    market = market_of(request)
    place = place_of(request, market)
    address = place.as_address()
    known = {"region": place.region} if address is None else address.as_json()
    data = posted.POST if posted else None
    return CheckoutForm(data, country=place.country, person=person_of(request), market=market, initial=known)


def _form_page(request: HttpRequest, form: CheckoutForm, *, status: int = 200) -> HttpResponse:
    context = {**cart_context(request), "form": form}
    template = "storefront/cart/checkout.html" if is_htmx(request) else "storefront/cart/checkout_page.html"
    return render(request, template, context, status=status)


def _purchase(request: HttpRequest, address: AddressData, form: CheckoutForm) -> checkout.BuyCart:
    person, network, touch_key = person_of(request), client_address(request), key_of(request)
    if person:
        buyer = Buyer(email=person.email, user_id=person.pk, network=network, touch_key=touch_key)
    else:
        email, visit_id = form.cleaned_data["email"], visit_of(request).id
        buyer = Buyer(email=email, visit_id=visit_id, network=network, touch_key=touch_key)
    return checkout.BuyCart(
        key=request.POST.get("key", ""),
        owner=owner_of(request),
        buyer=buyer,
        market=market_of(request).code,
        language=get_language() or "en",
        ship_to=address,
        pay_with=way_to_pay(form.cleaned_data),
        version=request.POST.get("version", "")[:64],
        expected_total_minor=whole_number(request.POST.get("expected_total_minor", "")) or 0,
        expected_currency=request.POST.get("currency", ""),
        return_url=return_url(request),
    )
