"""A shop's home, and its face to customers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.kit import clock
from halles.sellers import queries as sellers
from halles.sellers import services as selling
from halles.sellers.forms import ShopProfileForm
from halles.sellers.models import Seller
from halles.studio.attempts import tried
from halles.studio.forms_shop import CoverForm
from halles.studio.shop_access import Desk, Role, shop_desk, show
from halles.studio.today import packing_of, trade_of, waiting_of


@require_safe
@shop_desk()
def home(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The day's tasks; before the decision, where the application stands."""
    if desk.seller.status in (Seller.Status.APPLIED, Seller.Status.NEEDS_INFO):
        if desk.is_owner:
            return redirect("studio:application_status", desk.seller.slug)
        return show(request, desk, "shop/waiting.html", {"section": "today"})
    context = {
        "section": "today",
        "now": clock.now(),
        "packing": packing_of(desk),
        "waiting": waiting_of(desk),
        "trade": trade_of(desk) if desk.may_manage else None,
    }
    return show(request, desk, "shop/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def profile(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What customers read about the shop."""
    names = ShopProfileForm.base_fields
    initial = {name: getattr(desk.seller, name) for name in names}
    form = ShopProfileForm(request.POST or None, initial=initial)
    if (
        form.is_bound
        and form.is_valid()
        and tried(form, lambda: selling.update_shop(desk.seller, profile=form.profile()))
    ):
        messages.success(request, _("Kept. Customers see it now."))
        return redirect("studio:shop_profile", desk.seller.slug)
    return _draw_profile(request, desk, form, CoverForm())


@require_POST
@shop_desk(Role.MANAGER)
def set_cover(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The picture above the shop."""
    cover = CoverForm(request.POST, request.FILES)
    if cover.is_valid() and tried(
        cover, lambda: selling.set_cover(desk.seller, by=desk.person, file=cover.cleaned_data["file"])
    ):
        messages.success(request, _("The picture is there."))
        return redirect("studio:shop_profile", desk.seller.slug)
    initial = {name: getattr(desk.seller, name) for name in ShopProfileForm.base_fields}
    return _draw_profile(request, desk, ShopProfileForm(initial=initial), cover)


def _draw_profile(request: HttpRequest, desk: Desk, form: ShopProfileForm, cover: CoverForm) -> HttpResponse:
    context = {
        "section": "profile",
        "form": form,
        "cover": cover,
        "disclosure": sellers.trader_disclosure(desk.seller, desk.market, get_language() or "en"),
    }
    is_wrong = bool(form.errors or cover.errors)
    return show(request, desk, "shop/profile.html", context, status=422 if is_wrong else 200)
