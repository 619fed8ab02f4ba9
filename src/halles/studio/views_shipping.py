"""Where a shop ships from, how fast it packs, what each delivery costs, and when it is closed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.markets.queries import all_markets
from halles.shipping import queries as shipping
from halles.shipping import services as delivering
from halles.shipping.forms import HolidayForm, ShippingForm, ShippingRateForm
from halles.shipping.models import ShippingRate
from halles.studio.attempts import carried_out, tried
from halles.studio.shop_access import Desk, Role, reader_language, shop_desk, show
from halles.users.address_forms import country_name
from halles.users.addresses import AddressData, format_address
from halles.users.forms import country_choices

USUAL_HANDLING_DAYS = 1
USUAL_CUTOFF_HOUR = 14


@require_safe
@shop_desk(Role.MANAGER)
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything about deliveries on one page."""
    return _draw(request, desk, HolidayForm())


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def ship_from(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Where parcels start, days to pack and the hour until which today counts."""
    known = shipping.find_shipping(desk.seller)
    first = known.ship_from["country"] if known else desk.seller.country
    countries = sorted({country for market in all_markets().values() for country in market.ship_countries} | {first})
    country = request.POST.get("country", first)
    country = country if country in countries else first
    form = _ship_from_form(request, desk, country)
    if form.is_bound and form.is_valid() and form.address is not None:
        address = form.address
        own = {name: form.cleaned_data[name] for name in ("handling_days", "cutoff_hour", "time_zone")}
        if tried(form, lambda: delivering.set_shipping(desk.seller, ship_from=address, **own)):
            messages.success(request, _("Kept. New orders count with it."))
            return redirect("studio:shipping", desk.seller.slug)
    context = {
        "section": "shipping",
        "form": form,
        "country": country,
        "countries": country_choices(countries, get_language() or "en"),
    }
    return show(request, desk, "shipping/ship_from.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def rate(request: HttpRequest, desk: Desk, rate_id: uuid.UUID | None = None) -> HttpResponse:
    """A delivery to one country: a new one, or a change."""
    known = shipping.get_rate_for_seller(desk.seller, rate_id) if rate_id else None
    usual = {"country": desk.market.ship_countries[0], "transit_days_min": 2, "transit_days_max": 3}
    initial = ShippingRateForm.initial_of(known) if known else usual
    form = ShippingRateForm(request.POST or None, initial=initial, language=get_language() or "en")
    if (
        form.is_bound
        and form.is_valid()
        and tried(
            form,
            lambda: delivering.set_rate(desk.seller, **form.rate(), rate_id=rate_id),
            places={"shipping.rate_exists": "carrier"},
        )
    ):
        messages.success(request, _("Kept. Customers there see it at once."))
        return redirect("studio:shipping", desk.seller.slug)
    context = {"section": "shipping", "form": form, "rate": known}
    return show(request, desk, "shipping/rate.html", context, status=422 if form.errors else 200)


@require_POST
@shop_desk(Role.MANAGER)
def remove_rate(request: HttpRequest, desk: Desk, rate_id: uuid.UUID) -> HttpResponse:
    """Stop offering a delivery."""
    carried_out(
        request,
        lambda: delivering.remove_rate(desk.seller, rate_id),
        done=_("No longer offered. Orders that chose it go on."),
    )
    return redirect("studio:shipping", desk.seller.slug)


@require_POST
@shop_desk(Role.MANAGER)
def add_holiday(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Closed days."""
    form = HolidayForm(request.POST)
    if form.is_valid() and tried(form, lambda: delivering.add_holiday(desk.seller, **form.cleaned_data)):
        messages.success(request, _("Noted. The days promised to customers leave them out."))
        return redirect("studio:shipping", desk.seller.slug)
    return _draw(request, desk, form)


@require_POST
@shop_desk(Role.MANAGER)
def remove_holiday(request: HttpRequest, desk: Desk, holiday_id: uuid.UUID) -> HttpResponse:
    """Open again."""
    carried_out(
        request, lambda: delivering.remove_holiday(desk.seller, holiday_id), done=_("You are open on these days.")
    )
    return redirect("studio:shipping", desk.seller.slug)


def _ship_from_form(request: HttpRequest, desk: Desk, country: str) -> ShippingForm:
    """The form as sent, or not yet: another country brings its own address fields and keeps what was typed."""
    language = get_language() or "en"
    if request.method == "POST" and "redraw" not in request.POST:
        return ShippingForm(country, request.POST, language=language)
    known = shipping.find_shipping(desk.seller)
    usual: dict[str, Any] = {
        **desk.seller.address,
        "phone": desk.seller.phone,
        "handling_days": USUAL_HANDLING_DAYS,
        "cutoff_hour": USUAL_CUTOFF_HOUR,
        "time_zone": desk.market.time_zone,
    }
    initial = ShippingForm.initial_of(known) if known else usual
    typed = request.POST.dict() if request.method == "POST" else {}
    return ShippingForm(country, initial={**initial, **typed}, language=language)


def _rows(rates: list[ShippingRate]) -> list[dict[str, Any]]:
    return [{"rate": one, "country_name": country_name(one.country, reader_language())} for one in rates]


def _draw(request: HttpRequest, desk: Desk, holiday_form: HolidayForm) -> HttpResponse:
    known = shipping.find_shipping(desk.seller)
    lines = format_address(AddressData.from_json(known.ship_from), get_language() or "en") if known else ""
    context = {
        "section": "shipping",
        "shipping": known,
        "ship_from": lines,
        "rows": _rows(shipping.list_rates(desk.seller)),
        "holidays": shipping.list_holidays(desk.seller),
        "holiday_form": holiday_form,
    }
    return show(request, desk, "shipping/overview.html", context, status=422 if holiday_form.errors else 200)
