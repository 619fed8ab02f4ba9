"""What a person keeps: saved products, lists under a name, and lists that were shared with them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from halles.catalog import queries as catalog
from halles.catalog.queries import ProductCard
from halles.kit.errors import Refusal
from halles.kit.http import is_htmx, safe_next
from halles.social import queries as social
from halles.social import services as socialising
from halles.social.models import SavedList
from halles.social.queries import ListFace, public_name
from halles.storefront.aisles import sold_out_among
from halles.storefront.requests import market_of, person_of, uuid_of
from halles.users.models import User


@dataclass(frozen=True)
class ListCard:
    """A list as a card, with the pictures of what was last put in."""

    face: ListFace
    photo_urls: list[str]


@require_safe
@transaction.non_atomic_requests
def saved_page(request: HttpRequest) -> HttpResponse:
    """What this person saved, with today's price and whether there is any left, and their lists."""
    person = person_of(request)
    if person is None:
        return render(request, "storefront/saved_page.html", {"person": None})
    page = social.saved_of(person, request.GET.get("cursor"))
    lists = social.lists_of(person)
    wanted = [saved.product_id for saved in page.rows]
    found = _cards(request, [*wanted, *(one for face in lists for one in face.newest)])
    cards = [found[product_id] for product_id in wanted if product_id in found]
    context = {
        "person": person,
        "cards": cards,
        "lists": [ListCard(face, [found[one].photo_url for one in face.newest if one in found]) for face in lists],
        "sold_out": sold_out_among(cards),
        "next_cursor": page.next_cursor,
    }
    return render(request, "storefront/saved_page.html", context)


@never_cache
@require_safe
@transaction.non_atomic_requests
def list_page(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """One of one's own lists."""
    person = person_of(request)
    if person is None:
        return redirect(_sign_in(request.path))
    saved_list = social.get_list_for_owner(person, list_id)
    return _show(request, saved_list, is_own=True)


@never_cache
@require_safe
@transaction.non_atomic_requests
def shared_list(request: HttpRequest, token: str) -> HttpResponse:
    """A list whose link somebody sent; its owner is shown by first name and initial."""
    saved_list = social.get_shared_list(token)
    return _show(request, saved_list, is_own=False)


@require_POST
def new_list(request: HttpRequest) -> HttpResponse:
    """Make a list, and put a product into it when one is named."""
    person = person_of(request)
    product = request.POST.get("product", "")
    if person is None:
        return _to_sign_in(request, reverse("storefront:saved"))

    def make() -> None:
        made = socialising.create_list(person, name=request.POST.get("name", ""))
        if product:
            socialising.put_in_list(person, made.pk, uuid_of(product))

    said = _tried(make)
    if product:
        return _menu(request, person, uuid_of(product), said)
    if said:
        messages.error(request, said)
    return redirect("storefront:saved")


@require_POST
def change_list(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """Rename, share, close the link or delete: which one, the button says."""
    person = person_of(request)
    here = reverse("storefront:list", args=[list_id])
    if person is None:
        return redirect(_sign_in(here))
    act = request.POST.get("act", "")
    acts: dict[str, Callable[[], Any]] = {
        "rename": lambda: socialising.rename_list(person, list_id, name=request.POST.get("name", "")),
        "share": lambda: socialising.share_list(person, list_id),
        "unshare": lambda: socialising.unshare_list(person, list_id),
        "delete": lambda: socialising.delete_list(person, list_id),
        "take": lambda: socialising.take_from_list(person, list_id, uuid_of(request.POST.get("product", ""))),
    }
    said = _tried(acts[act]) if act in acts else ""
    if said:
        messages.error(request, said)
    elif act == "delete":
        messages.success(request, _("The list is deleted. What you saved stays saved."))
        return redirect("storefront:saved")
    return redirect(here)


@never_cache
@require_safe
@transaction.non_atomic_requests
def list_menu(request: HttpRequest, product_id: uuid.UUID) -> HttpResponse:
    """Which of one's lists a product is in, as the fragment of the menu; a page of its own without script."""
    person = person_of(request)
    if person is None:
        return _to_sign_in(request, reverse("storefront:product_by_id", args=[product_id]))
    return _menu(request, person, product_id, "")


@require_POST
def put_in_list(request: HttpRequest, product_id: uuid.UUID) -> HttpResponse:
    """Put a product into a list, or take it out; the answer is the menu as it now is."""
    person = person_of(request)
    if person is None:
        return _to_sign_in(request, reverse("storefront:product_by_id", args=[product_id]))
    list_id = uuid_of(request.POST.get("list", ""))
    act = socialising.put_in_list if request.POST.get("wanted") == "true" else socialising.take_from_list
    return _menu(request, person, product_id, _tried(lambda: act(person, list_id, product_id)))


def _show(request: HttpRequest, saved_list: SavedList, *, is_own: bool) -> HttpResponse:
    page = social.list_items(saved_list, request.GET.get("cursor"))
    wanted = [item.product_id for item in page.rows]
    found = _cards(request, wanted)
    cards = [found[product_id] for product_id in wanted if product_id in found]
    context = {
        "saved_list": saved_list,
        "is_own": is_own,
        "owner_name": "" if is_own else public_name(saved_list.user),
        "link": settings.BASE_URL + reverse("storefront:shared_list", args=[saved_list.token])
        if saved_list.token
        else "",
        "cards": cards,
        "sold_out": sold_out_among(cards),
        "next_cursor": page.next_cursor,
    }
    return render(request, "storefront/lists/list.html", context)


def _menu(request: HttpRequest, person: User, product_id: uuid.UUID, said: str) -> HttpResponse:
    if request.method == "POST" and not is_htmx(request):
        if said:
            messages.error(request, said)
        return redirect(safe_next(request, reverse("storefront:product_by_id", args=[product_id])))
    lists = social.lists_of(person, product_id=product_id)
    context = {"lists": lists, "product_id": product_id, "said": said}
    template = "storefront/lists/choices.html" if is_htmx(request) else "storefront/lists/choices_page.html"
    return render(request, template, context)


def _cards(request: HttpRequest, product_ids: list[uuid.UUID]) -> dict[uuid.UUID, ProductCard]:
    return catalog.list_cards(product_ids, market=market_of(request).code, language=get_language() or "en")


def _tried(act: Callable[[], Any]) -> str:
    try:
        with transaction.atomic():
            act()
    except Refusal as refusal:
        return str(refusal)
    return ""


def _sign_in(back: str) -> str:
    return f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back})}"


def _to_sign_in(request: HttpRequest, back: str) -> HttpResponse:
    if not is_htmx(request):
        return redirect(_sign_in(back))
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = _sign_in(back)
    return answer
