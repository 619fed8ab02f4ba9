"""The numbers of a shop and of a profile, on the page and as a file."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from halles.analytics.definitions import ONCE
from halles.analytics.desk import Page, page_of
from halles.analytics.export import csv_of
from halles.analytics.scopes import of_profile, of_shop
from halles.creators import queries as creators
from halles.markets.queries import get_market
from halles.studio.access import signed_in
from halles.studio.shop_access import Desk, Role, shop_desk, show
from halles.users.models import User


@require_safe
@shop_desk(Role.MANAGER)
def shop_numbers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What the shop sold and what is left of it, by channel, creator, content, product and day."""
    return show(
        request, desk, "numbers/shop.html", {"section": "numbers", "page": _of_shop(request, desk), "once": ONCE}
    )


@require_safe
@shop_desk(Role.MANAGER)
def shop_numbers_out(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The rows of the page as a file."""
    return csv_of(_of_shop(request, desk), f"{desk.seller.slug}-numbers.csv")


@require_safe
@signed_in
def profile_numbers(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """What a profile's videos and shows sold, in whichever shop."""
    creator = creators.get_creator_for_user(person, creator_id)
    scope, home = of_profile(creator)
    with timezone.override(get_market(creator.market).time_zone):
        page = page_of(scope, request.GET.dict(), home=home)
        return render(request, "studio/numbers/profile.html", {"creator": creator, "page": page, "once": ONCE})


@require_safe
@signed_in
def profile_numbers_out(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """The rows of the page as a file."""
    creator = creators.get_creator_for_user(person, creator_id)
    scope, home = of_profile(creator)
    return csv_of(page_of(scope, request.GET.dict(), home=home), f"{creator.handle}-numbers.csv")


def _of_shop(request: HttpRequest, desk: Desk) -> Page:
    scope, home = of_shop(desk.seller)
    return page_of(scope, request.GET.dict(), home=home)
