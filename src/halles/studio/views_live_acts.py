"""Acts at the cockpit: made, begun and ended by small posts, so that the picture this page sends is never cut."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from halles.catalog.models import Variant
from halles.kit.errors import Refusal
from halles.live import queries
from halles.live.acts import coupons, giveaways, offers, polls
from halles.live.acts.queries import get_act, list_ready, list_states
from halles.live.models import LiveSession, PreparedDeal, ShowAct
from halles.markets.queries import get_market
from halles.studio.access import signed_in
from halles.studio.forms_acts import ActForm, CouponForm, GiveawayForm, OfferForm, PollForm
from halles.users.models import User

VARIANTS_MAX = 300
FORMS: dict[str, type[ActForm]] = {
    "offer": OfferForm,
    "giveaway": GiveawayForm,
    "poll": PollForm,
    "coupon": CouponForm,
}


@require_safe
@never_cache
@signed_in
def acts(request: HttpRequest, person: User, session_id: uuid.UUID) -> HttpResponse:
    """The acts of a show as they stand; with `all` the forms too."""
    session = queries.get_for_host(person, session_id)
    if "all" not in request.GET:
        return _list(request, session)
    return render(request, "studio/live/acts_desk.html", desk_context(session))


@require_POST
@signed_in
def make_act(request: HttpRequest, person: User, session_id: uuid.UUID, kind: str) -> HttpResponse:
    """Make an act from its form and begin it; the list, with a sentence when it was refused."""
    session = queries.get_for_host(person, session_id)
    if kind not in FORMS:
        return _list(request, session, status=404)
    form = FORMS[kind](request.POST, market=get_market(session.market), variants=_variants(session))
    if not form.is_valid():
        return _list(request, session, said=form.first_problem(), status=422)
    return _try(request, session, lambda: _make(session, form, person))


@require_POST
@signed_in
def move_act(request: HttpRequest, person: User, session_id: uuid.UUID, act_id: uuid.UUID, deed: str) -> HttpResponse:
    """Open an act, end it, or begin one that a shop prepared; the list, with a sentence when it was refused."""
    session = queries.get_for_host(person, session_id)
    if deed == "begin":
        return _try(request, session, lambda: offers.begin_prepared(session, act_id, by=person))
    return _try(request, session, lambda: _move(session, get_act(session, act_id), is_opening=deed == "open"))


def desk_context(session: LiveSession) -> dict[str, Any]:
    """What the desk of acts shows."""
    market, variants = get_market(session.market), _variants(session)
    forms = {kind: made(market=market, variants=variants) for kind, made in FORMS.items()}
    states = list_states(session, with_planned=True)
    return {"session": session, "forms": forms, "states": states, "variants": variants, "prepared": _prepared(session)}


def _make(session: LiveSession, form: ActForm, person: User) -> None:
    if isinstance(form, OfferForm):
        deal = offers.create_offer(session, form.draft(), by=person)
        offers.announce_offer(session, deal.pk)
    elif isinstance(form, GiveawayForm):
        made = giveaways.create_giveaway(session, form.draft(), by=person)
        giveaways.open_giveaway(session, made.pk)
    elif isinstance(form, PollForm):
        polls.open_poll(session, form.draft(), by=person)
    elif isinstance(form, CouponForm):
        coupons.open_live_coupon(session, form.draft(), by=person)


def _move(session: LiveSession, act: ShowAct, *, is_opening: bool) -> None:
    kind = act.kind
    if kind in (ShowAct.Kind.FLASH_DEAL, ShowAct.Kind.PRICE_DROP):
        (offers.open_offer if is_opening else offers.end_offer)(session, act.pk)
    elif kind == ShowAct.Kind.GIVEAWAY:
        (giveaways.open_giveaway if is_opening else giveaways.close_giveaway)(session, act.pk)
    elif kind == ShowAct.Kind.POLL:
        polls.close_poll(session, act.pk)
    else:
        coupons.end_live_coupon(session, act.pk)


def _try(request: HttpRequest, session: LiveSession, work: Callable[[], object]) -> HttpResponse:
    try:
        with transaction.atomic():
            work()
    except Refusal as refusal:
        return _list(request, session, said=str(refusal), status=409)
    return _list(request, session)


def _list(request: HttpRequest, session: LiveSession, *, said: str = "", status: int = 200) -> HttpResponse:
    states = list_states(session, with_planned=True)
    context = {"session": session, "states": states, "said": said, "prepared": _prepared(session)}
    return render(request, "studio/live/acts_list.html", context, status=status)


def _prepared(session: LiveSession) -> list[tuple[PreparedDeal, bool]]:
    """What shops prepared for this creator's shows, and whether its product is in the bag."""
    bag = set(queries.list_bag(session))
    return [(one, one.variant.product_id in bag) for one in list_ready(session)]


def _variants(session: LiveSession) -> list[tuple[str, str]]:
    """What is in the bag, variant by variant, with the price it costs now."""
    language = get_language() or "en"
    found = Variant.objects.filter(product__in=queries.list_bag(session), status=Variant.Status.ACTIVE)
    rows = found.select_related("product").order_by("product__title", "pk")[:VARIANTS_MAX]
    return [(str(one.pk), _named(one, language)) for one in rows]


def _named(variant: Variant, language: str) -> str:
    title = variant.product.translations.get(language, {}).get("title") or variant.product.title
    return _("%(title)s, %(variant)s") % {"title": title, "variant": variant.name} if variant.name else str(title)
