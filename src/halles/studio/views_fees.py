"""Flat fees at both desks: a shop promises and accepts, a creator agrees and delivers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.affiliates.models import Fee
from halles.affiliates.queries import fees as queries
from halles.affiliates.queries.plans import get_participation_for_seller
from halles.affiliates.reasons import words_for_who_waits
from halles.affiliates.services import fees
from halles.creators.queries import get_creator_for_user
from halles.markets.queries import get_market
from halles.payouts.models import PayeeHold, PayeeKind
from halles.payouts.queries import seller_balance
from halles.payouts.queries.planning import holds_of
from halles.studio.access import signed_in
from halles.studio.attempts import carried_out, tried
from halles.studio.forms_fees import PromiseForm, WorkForm
from halles.studio.shop_access import Desk, Role, shop_desk, show
from halles.studio.talk_desk import waits_for_creator, waits_for_shop
from halles.users.models import User

PLACES = {
    "affiliates.fee_due_not_possible": "due_on",
    "affiliates.fee_wrong": "amount",
    "affiliates.fee_not_enough_free": "amount",
    "affiliates.fee_kind_not_in_plan": "content_kind",
}


@require_safe
@shop_desk(Role.MANAGER)
def shop_fees(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What the shop has promised, and the work that waits for its word."""
    page = queries.list_of_seller(desk.seller, request.GET.get("cursor"))
    aside = sorted(queries.set_aside_by(desk.seller).items())
    context = {
        "page": page,
        "aside": aside,
        "hold": holds_of(PayeeKind.SELLER, [desk.seller.pk]).get(desk.seller.pk),
        "rules": desk.market.fees,
        "section": "plans",
        "tab": "fees",
        **waits_for_shop(desk.seller),
    }
    return show(request, desk, "fees/shop.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def promise_fee(request: HttpRequest, desk: Desk, participation_id: uuid.UUID) -> HttpResponse:
    """Offer a creator of a plan a fee for a piece of work."""
    part = get_participation_for_seller(desk.seller, participation_id)
    free = [(one.currency, one.available_minor) for one in seller_balance(desk.seller.pk) if one.available_minor > 0]
    # Their own first: what another market brought in is taken only by whoever says so.
    currencies = list(dict.fromkeys([desk.market.currency, *(currency for currency, _amount in free)]))
    form = PromiseForm(request.POST or None, plan=part.plan, currencies=currencies)
    if (
        form.is_bound
        and form.is_valid()
        and tried(form, lambda: fees.promise_fee(part.pk, form.draft()), places=PLACES)
    ):
        messages.success(request, _("Offered. The creator is told by mail; nothing is set aside before they agree."))
        return redirect("studio:shop_fees", desk.seller.slug)
    context = {"part": part, "form": form, "free": free, "rules": desk.market.fees, "section": "plans"}
    return show(request, desk, "fees/promise.html", context, status=422 if form.errors else 200)


@require_POST
@shop_desk(Role.MANAGER)
def answer_work(request: HttpRequest, desk: Desk, fee_id: uuid.UUID) -> HttpResponse:
    """Take an offer back, accept the work, or refuse it with a reason (`act`)."""
    fee = queries.get_for_seller(desk.seller, fee_id)
    acts: dict[str, tuple[Callable[[], Fee], str]] = {
        "withdraw": (lambda: fees.withdraw(fee.pk), _("The offer is taken back.")),
        "accept": (lambda: fees.accept_work(fee.pk), _("Accepted. The fee is the creator’s.")),
        "refuse": (
            lambda: fees.refuse_work(fee.pk, why=request.POST.get("why", "")),
            _("Our staff looks at it. The money stays set aside until then."),
        ),
    }
    _carry_out(request, acts)
    return redirect("studio:shop_fees", desk.seller.slug)


@require_safe
@signed_in
def creator_fees(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """What shops promised a profile, with what to do next."""
    creator = get_creator_for_user(person, creator_id)
    page = queries.list_of_creator(creator, request.GET.get("cursor"))
    works = queries.list_works(page.rows)
    holds = holds_of(PayeeKind.SELLER, {fee.seller_id for fee in page.rows if fee.status in Fee.OPEN})
    context = {
        "creator": creator,
        "section": "samples",
        **waits_for_creator(creator),
        "page": page,
        "rows": [(fee, works.get(fee.pk, []), _hold_of(fee, holds)) for fee in page.rows],
        "rules": get_market(creator.market).fees,
    }
    return render(request, "studio/fees/creator.html", context)


@require_POST
@signed_in
def answer_fee(request: HttpRequest, person: User, fee_id: uuid.UUID) -> HttpResponse:
    """Agree to an offer or decline it, deliver the work, or give it up (`act`)."""
    fee = queries.get_for_creator(person, fee_id)
    form = WorkForm(request.POST)
    acts: dict[str, tuple[Callable[[], Fee], str]] = {
        "agree": (lambda: fees.agree(fee.pk), _("Agreed. The fee is set aside for you.")),
        "decline": (lambda: fees.decline(fee.pk), _("Declined.")),
        "give_up": (lambda: fees.give_up(fee.pk), _("Given up. The shop has its money back.")),
    }
    if form.is_valid():
        acts["deliver"] = (
            lambda: fees.deliver(fee.pk, form.content_id),
            _("Delivered. If the shop says nothing in its days, the fee is yours."),
        )
    _carry_out(request, acts)
    return redirect("studio:creator_fees", fee.creator_id)


def _hold_of(fee: Fee, holds: Mapping[uuid.UUID, PayeeHold]) -> tuple[str, dt.datetime] | None:
    """Why an open fee waits, and until when at the latest."""
    hold = holds.get(fee.seller_id) if fee.status in Fee.OPEN else None
    return (words_for_who_waits(hold.reason), hold.until) if hold else None


def _carry_out(request: HttpRequest, acts: dict[str, tuple[Callable[[], Fee], str]]) -> None:
    chosen = acts.get(request.POST.get("act", ""))
    if chosen is None:
        messages.error(request, _("Choose what to do."))
        return
    work, done = chosen
    carried_out(request, work, done=done)
