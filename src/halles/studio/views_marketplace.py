"""A creator's desk for selling: the marketplace, the plans they take part in, and their showcase."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.affiliates.models import Participation, Side
from halles.affiliates.queries import plans
from halles.affiliates.queries.invitations import list_lifted
from halles.affiliates.queries.marketplace import search_marketplace
from halles.affiliates.queries.showcase import list_showcase
from halles.affiliates.queries.terms import terms_for
from halles.affiliates.services import participating
from halles.affiliates.services import showcase as showing
from halles.affiliates.services.marketplace import PRIOR_CLICKS, PRIOR_SALES
from halles.catalog.queries import ProductCard, list_cards
from halles.creators import queries as creators
from halles.creators.errors import NotSelling
from halles.creators.models import Creator
from halles.kit.http import safe_next
from halles.live.acts.queries import list_prepared
from halles.markets.affiliate_rules import WITH_TAX
from halles.markets.queries import get_market
from halles.studio.access import signed_in
from halles.studio.attempts import carried_out
from halles.studio.forms_plans import SaidForm, WishForm
from halles.studio.plan_desk import page_language, rate_words
from halles.studio.talk_desk import TalkDesk, waits_for_creator
from halles.users.models import User


@require_safe
@signed_in
def marketplace(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """Products with an open plan, by what they would earn this creator per sale and per click; without leave to earn,
    why there is nothing to read yet."""
    creator = creators.get_creator_for_user(person, creator_id)
    home = get_market(creator.market)
    form = WishForm(request.GET or {"market": home.code, "order": "sale"}, language=page_language())
    market = form.market_of(home)
    try:
        page = search_marketplace(
            form.wish(), creator=creator, market=market, language=page_language(), cursor=request.GET.get("cursor")
        )
    except NotSelling:
        return _show(request, creator, "marketplace", {"may_look": False, "rules": home.creators})
    query = request.GET.copy()
    query.pop("cursor", None)
    shown = set(list_showcase(creator.pk))
    context = {
        "may_look": True,
        "form": form,
        "page": page,
        "chances": [
            (one, rate_words(one.term.offered) if one.term else "", one.entry.product_id in shown) for one in page.rows
        ],
        "market_code": market.code,
        "currency": market.currency,
        "is_tax_in_base": market.affiliates.base == WITH_TAX,
        "prior_clicks": PRIOR_CLICKS,
        "prior_sales": PRIOR_SALES,
        "query": query.urlencode(),
    }
    return _show(request, creator, "marketplace", context)


@require_POST
@signed_in
def join(request: HttpRequest, person: User, creator_id: uuid.UUID, plan_id: uuid.UUID) -> HttpResponse:
    """Take part in an open plan, or ask to."""
    creator = creators.get_creator_for_user(person, creator_id)
    found = plans.get_open_plan(plan_id)
    shown_id = product_of(request)
    what = {"what": found.product.title if found.product else found.seller.name}
    if found.needs_approval:
        said = _("Asked. The shop answers, and you get a mail.")
    elif found.product:
        said = _("You take part with “%(what)s”: it is in your showcase, with a link to share.") % what
    else:
        said = _("You take part with all that %(what)s sells. The product is in your showcase.") % what
    carried_out(request, lambda: participating.join(creator, found.pk, shown_id=shown_id), done=said)
    way = safe_next(request, reverse("studio:marketplace", args=[creator.pk]))
    # Back to the card that was pressed, not to the top of the list.
    return redirect(f"{way}#good-{shown_id}" if shown_id else way)


def product_of(request: HttpRequest) -> uuid.UUID | None:
    """The product on whose card somebody pressed, or None."""
    try:
        return uuid.UUID(request.POST.get("product", ""))
    except ValueError:
        return None


@require_safe
@signed_in
def my_plans(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """The plans a creator takes part in with the rate of each, and invitations that wait."""
    creator = creators.get_creator_for_user(person, creator_id)
    found = plans.list_parts_of(creator)
    instead = plans.replaced_among(found)
    # What does not count at present stands last.
    ordered = sorted(found, key=lambda one: one.participation.pk in instead)
    parts = [
        (one.participation, rate_words(one.offered), rate_words(instead[one.participation.pk].offered))
        if one.participation.pk in instead
        else (one.participation, rate_words(one.offered), "")
        for one in ordered
    ]
    return _show(request, creator, "mine", {"parts": parts})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def my_part(request: HttpRequest, person: User, participation_id: uuid.UUID) -> HttpResponse:
    """One plan as this creator has it, and the talk with the shop."""
    found = plans.get_participation_for_creator(person, participation_id)
    form = SaidForm(request.POST or None)
    desk = TalkDesk(person, found.plan.seller, found.creator, Side.CREATOR)
    if desk.wrote(form):
        return redirect("studio:my_part", found.pk)
    context = {
        "part": found,
        "rate_words": rate_words(plans.part_of(found).offered),
        "lifted": list_lifted(found),
        **desk.context(form),
        "deals": list_prepared(found.pk),
        "shown_goods": _shown_of(found),
    }
    return _show(request, found.creator, "my_part", context, status=422 if form.errors else 200)


def _shown_of(part: Participation) -> list[ProductCard]:
    """What the creator's showcase has of the shop of a plan for all of it."""
    if part.plan.product_id is not None:
        return []
    cards = list_cards(list_showcase(part.creator_id), market=part.creator.market, language=page_language())
    return [card for card in cards.values() if card.seller_id == part.plan.seller_id and card.is_buyable]


@require_POST
@signed_in
def answer_shop(request: HttpRequest, person: User, participation_id: uuid.UUID) -> HttpResponse:
    """Take or decline an invitation, or leave a plan: which one, the button says."""
    found = plans.get_participation_for_creator(person, participation_id)
    act = request.POST.get("act", "")
    if act == "leave":
        said = _("You take part no longer. What was sold until now stays yours.")
        carried_out(request, lambda: participating.leave(found.pk), done=said)
    elif act in {"yes", "no"}:
        said = _("You take part from now on.") if act == "yes" else _("Declined. The shop is told.")
        carried_out(request, lambda: participating.answer_invitation(found.pk, yes=act == "yes"), done=said)
    return redirect("studio:my_part", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def showcase(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """What stands on the creator's public page, in which order; put in, taken out and moved by POST."""
    creator = creators.get_creator_for_user(person, creator_id)
    if request.method == "POST":
        _change(request, creator)
        return redirect(safe_next(request, reverse("studio:showcase", args=[creator.pk])))
    keys = list_showcase(creator.pk)
    cards = list_cards(keys, market=creator.market, language=page_language())
    terms = terms_for([(creator.pk, key) for key in keys])
    rows = [
        (cards[key], rate_words(terms[creator.pk, key].offered) if (creator.pk, key) in terms else "")
        for key in keys
        if key in cards
    ]
    return _show(request, creator, "showcase", {"rows": rows, "count_max": showing.SHOWCASE_MAX})


def _change(request: HttpRequest, creator: Creator) -> None:
    product_id = product_of(request)
    if product_id is None:
        return
    act = request.POST.get("act", "")
    if act == "put":
        carried_out(
            request, lambda: showing.put_in_showcase(creator, product_id), done=_("It stands in your showcase.")
        )
    elif act == "take":
        carried_out(request, lambda: showing.take_out_of_showcase(creator, product_id), done=_("Taken out."))
    elif act in {"up", "down"}:
        keys = list_showcase(creator.pk)
        if product_id in keys:
            at = keys.index(product_id)
            keys.insert(max(0, at + (-1 if act == "up" else 1)), keys.pop(at))
            showing.sort_showcase(creator, keys)


def _show(
    request: HttpRequest, creator: Creator, page: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    facts = {
        "creator": creator,
        "tab": page,
        "selling": creators.selling_status(creator),
        **waits_for_creator(creator),
    }
    return render(request, f"studio/plans/{page}.html", {**facts, **context}, status=status)
