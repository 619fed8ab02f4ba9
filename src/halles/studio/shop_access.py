"""Who works at a shop's desk, and what is the same on all of its pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, get_language_info

from halles.kit import clock
from halles.markets.market import Market
from halles.markets.queries import get_market
from halles.sellers import queries as sellers
from halles.sellers.models import Seller, SellerStaff
from halles.studio.access import A, signed_in
from halles.users.models import User

P = ParamSpec("P")
Role = SellerStaff.Role


@dataclass(frozen=True)
class Desk:
    """A person at the desk of a shop they have a place in."""

    person: User
    seller: Seller
    role: str

    @property
    def may_manage(self) -> bool:
        """Whether they see more than orders: managers and the owner do."""
        return self.role != Role.PACKER

    @property
    def is_owner(self) -> bool:
        """Whether the shop is theirs."""
        return self.role == Role.OWNER

    @property
    def market(self) -> Market:
        """The shop's home market."""
        return get_market(self.seller.market)

    @property
    def today_on(self) -> dt.date:
        """The calendar day on the shop's own clock."""
        return clock.today(self.market.time_zone)


DeskView = Callable[Concatenate[HttpRequest, Desk, P], A]


def shop_desk(at_least: str = Role.PACKER) -> Callable[[DeskView[P, A]], Callable[..., A | HttpResponse]]:
    """Hand the view the shop named by `slug` in its address, with times on the shop's clock.

    Visitors sign in first; strangers find nothing; a place below `at_least` is refused.
    """

    def guard(view: DeskView[P, A]) -> Callable[..., A | HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, person: User, slug: str, *args: P.args, **kwargs: P.kwargs) -> A:
            seller = sellers.get_seller_for_staff_member(person, slug, at_least=at_least)
            desk = Desk(person, seller, sellers.find_role(person, seller) or Role.PACKER)
            with timezone.override(desk.market.time_zone):
                return view(request, desk, *args, **kwargs)

        return signed_in(guarded)

    return guard


def show(
    request: HttpRequest, desk: Desk, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Draw a page of the desk; `section` in the context names its entry in the menu."""
    return render(
        request, f"studio/{template}", {"desk": desk, "seller": desk.seller, **(context or {})}, status=status
    )


def language_name(code: str) -> str:
    """The language's name in the reader's own, e.g. `Japanese` or `japonais`."""
    return str(get_language_info(code)["name_translated"])


def reader_language() -> str:
    """The language of the page in two letters."""
    return (get_language() or "en").split("-", maxsplit=1)[0]
