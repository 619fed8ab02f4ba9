"""A shop's home, its face to customers, its people, and where and how it ships."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.kit import clock, rate_limits
from halles.sellers import queries as sellers
from halles.sellers import services as selling
from halles.sellers.forms import ShopProfileForm, StaffForm
from halles.sellers.models import Seller
from halles.studio.attempts import carried_out, tried
from halles.studio.forms_shop import CoverForm
from halles.studio.shop_access import Desk, Role, shop_desk, show
from halles.studio.today import packing_of, trade_of, waiting_of

PEOPLE_PER_HOUR_MAX = 20


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


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def people(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who works here, and a place for one more."""
    form = StaffForm(request.POST or None)
    if form.is_bound and form.is_valid():
        # The answer tells whether an address has an account; counted here, since a refusal takes back what it wrote.
        rate_limits.take(f"shop.people:{desk.person.pk}", limit=PEOPLE_PER_HOUR_MAX, per_seconds=3600)
    if (
        form.is_bound
        and form.is_valid()
        and tried(
            form,
            lambda: selling.add_staff(desk.seller, email=form.cleaned_data["email"], role=form.cleaned_data["role"]),
            places={"sellers.no_such_person": "email", "sellers.owner_stays": "email"},
        )
    ):
        messages.success(request, _("They find the shop in their studio now."))
        return redirect("studio:shop_people", desk.seller.slug)
    context = {"section": "people", "form": form, "places": sellers.list_staff(desk.seller)}
    return show(request, desk, "shop/people.html", context, status=422 if form.errors else 200)


@require_POST
@shop_desk(Role.MANAGER)
def remove_person(request: HttpRequest, desk: Desk, staff_id: uuid.UUID) -> HttpResponse:
    """Take somebody's place away."""
    carried_out(
        request,
        lambda: selling.remove_staff(desk.seller, staff_id=staff_id),
        done=_("They can no longer enter the shop."),
    )
    if sellers.find_role(desk.person, desk.seller) is None:
        return redirect("studio:home")
    return redirect("studio:shop_people", desk.seller.slug)
