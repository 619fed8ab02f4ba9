"""Talks: what a creator's profile and shops say to each other, at both desks."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.affiliates.models import Side
from halles.affiliates.queries import plans, talks
from halles.affiliates.services import talking
from halles.catalog.queries import list_cards
from halles.creators.models import Creator
from halles.creators.queries import get_creator_for_user
from halles.sellers.models import Seller
from halles.studio.access import signed_in
from halles.studio.attempts import carried_out
from halles.studio.forms_plans import SaidForm
from halles.studio.plan_desk import page_language
from halles.studio.shop_access import Desk, Role, shop_desk, show
from halles.studio.talk_desk import TalkDesk, waits_for_creator, waits_for_shop
from halles.users.models import User


@require_safe
@signed_in
def my_talks(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """A profile's talks with shops, the latest first."""
    creator = get_creator_for_user(person, creator_id)
    return _show_mine(
        request, creator, "mine", {"page": talks.list_talks_of_creator(creator, request.GET.get("cursor"))}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def my_talk(request: HttpRequest, person: User, creator_id: uuid.UUID, slug: str) -> HttpResponse:
    """One talk with a shop, before its first word too; `product` in the address says what the words are about."""
    desk = _mine(person, creator_id, slug)
    form = SaidForm(request.POST or None, initial={"body": _about(request, desk.seller, desk.creator)})
    if desk.wrote(form):
        return redirect(desk.path())
    facts = desk.context(form, request.GET.get("cursor"))
    context = {**facts, "shop": desk.seller, "parts": plans.list_parts_between(desk.seller, desk.creator)}
    return _show_mine(request, desk.creator, "my_talk", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def read_my_talk(request: HttpRequest, person: User, creator_id: uuid.UUID, slug: str) -> HttpResponse:
    """Note that the profile's person has opened it."""
    return _read(_mine(person, creator_id, slug))


@require_POST
@signed_in
def close_my_talk(request: HttpRequest, person: User, creator_id: uuid.UUID, slug: str) -> HttpResponse:
    """Want no more messages of this shop, or want them again."""
    return _close(request, _mine(person, creator_id, slug))


@require_safe
@shop_desk(Role.MANAGER)
def talk_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The shop's talks with creators, the latest first; `waiting=yes` keeps those whose creator waits."""
    waiting = request.GET.get("waiting") == "yes"
    page = talks.list_talks_of_shop(desk.seller, waiting=waiting, cursor=request.GET.get("cursor"))
    return _show_ours(request, desk, "list", {"page": page, "waiting": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def talk(request: HttpRequest, desk: Desk, creator_id: uuid.UUID) -> HttpResponse:
    """One talk with a creator, before its first word too."""
    ours = _ours(desk, creator_id)
    form = SaidForm(request.POST or None)
    if ours.wrote(form):
        return redirect(ours.path())
    facts = ours.context(form, request.GET.get("cursor"))
    context = {**facts, "parts": plans.list_parts_between(desk.seller, ours.creator)}
    return _show_ours(request, desk, "talk", context, status=422 if form.errors else 200)


@require_POST
@shop_desk(Role.MANAGER)
def read_talk(request: HttpRequest, desk: Desk, creator_id: uuid.UUID) -> HttpResponse:
    """Note that the shop has opened it."""
    return _read(_ours(desk, creator_id))


@require_POST
@shop_desk(Role.MANAGER)
def close_talk(request: HttpRequest, desk: Desk, creator_id: uuid.UUID) -> HttpResponse:
    """Want no more messages of this creator, or want them again."""
    return _close(request, _ours(desk, creator_id))


def _mine(person: User, creator_id: uuid.UUID, slug: str) -> TalkDesk:
    creator = get_creator_for_user(person, creator_id)
    return TalkDesk(person, talks.get_shop_to_talk(creator, slug), creator, Side.CREATOR)


def _ours(desk: Desk, creator_id: uuid.UUID) -> TalkDesk:
    return TalkDesk(desk.person, desk.seller, talks.get_creator_to_talk(desk.seller, creator_id), Side.SHOP)


def _read(desk: TalkDesk) -> HttpResponse:
    found = talks.find_talk(desk.seller, desk.creator)
    if found is not None:
        talking.mark_read(found, reader=desk.side)
    return HttpResponse(status=204)


def _close(request: HttpRequest, desk: TalkDesk) -> HttpResponse:
    found = talks.find_talk(desk.seller, desk.creator)
    if found is None:
        return redirect(desk.path())
    if request.POST.get("wanted") == "true":
        said = _("Closed. You can open it again.")
        carried_out(request, lambda: talking.close_talk(found.pk, by=desk.side), done=said)
    else:
        carried_out(request, lambda: talking.reopen_talk(found.pk, by=desk.side), done=_("Open again."))
    return redirect(desk.path())


def _about(request: HttpRequest, seller: Seller, creator: Creator) -> str:
    """The beginning of a question that was asked beside a product."""
    try:
        key = uuid.UUID(request.GET.get("product", ""))
    except ValueError:
        return ""
    card = list_cards([key], market=creator.market, language=page_language()).get(key)
    if card is None or card.seller_id != seller.pk:
        return ""
    return _("About “%(product)s”: ") % {"product": card.title}


def _show_mine(
    request: HttpRequest, creator: Creator, page: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    facts = {"creator": creator, "tab": "talks", **waits_for_creator(creator)}
    return render(request, f"studio/talks/{page}.html", {**facts, **context}, status=status)


def _show_ours(
    request: HttpRequest, desk: Desk, page: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    facts = {"section": "plans", "tab": "talks", **waits_for_shop(desk.seller)}
    return show(request, desk, f"talks/{page}.html", {**facts, **context}, status=status)
