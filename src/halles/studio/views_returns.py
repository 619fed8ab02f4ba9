"""What comes back to a shop: answer, receive, look at it, refund, and what each return cost."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.catalog import queries as catalog
from halles.fulfillment import queries as parcels
from halles.orders import story
from halles.returns import queries, reasons, services
from halles.returns.access import picture_answer
from halles.returns.errors import PictureNotFound
from halles.returns.models import Dispute, ReturnRequest
from halles.returns.queries.requests import parcel_of
from halles.sellers import queries as sellers
from halles.studio.attempts import carried_out, tried
from halles.studio.forms_returns import AnswerForm, DeclineForm, GoodsForm, InspectForm
from halles.studio.shop_access import Desk, Role, shop_desk, show

TABS = ("to_do", "coming", "done")
Status = ReturnRequest.Status


@require_safe
@shop_desk()
def return_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The shop's returns: those that wait for it with their deadlines, those on the way, those that are over."""
    which = request.GET.get("which", "to_do")
    which = which if which in TABS else "to_do"
    page = queries.list_for_seller(desk.seller, which=which, cursor=request.GET.get("cursor"))
    context = {
        "section": "returns",
        "which": which,
        "page": page,
        "to_do_count": queries.count_to_do(desk.seller),
        "cases": queries.list_disputes_for_seller(desk.seller) if which == "to_do" else [],
        "reasons": {one.pk: reasons.words(one.reason) for one in page.rows},
    }
    return show(request, desk, "returns/list.html", context)


@require_safe
@shop_desk()
def return_page(request: HttpRequest, desk: Desk, return_id: uuid.UUID) -> HttpResponse:
    """One return: what, why, the pictures, and what can be done now."""
    found = queries.get_return_for_seller(desk.seller, return_id)
    return show(request, desk, "returns/return.html", _context(found))


def _context(found: ReturnRequest, **changes: Any) -> dict[str, Any]:
    parcel = parcel_of(found)
    names = {one.code: one.name for one in parcels.list_carriers(found.order.group.ship_to.get("country", ""))}
    return {
        "section": "returns",
        "found": found,
        "order": found.order,
        "reason": reasons.words(found.reason),
        "parcel": parcel,
        "carrier_name": names.get(parcel.carrier, parcel.carrier) if parcel else "",
        "cost": queries.cost_of(found),
        "case": next((one for one in found.disputes.all() if one.status == Dispute.Status.OPEN), None),
        "decline_form": DeclineForm(),
        "inspect_form": InspectForm(found),
        **changes,
    }


@require_POST
@shop_desk(Role.MANAGER)
def approve(request: HttpRequest, desk: Desk, return_id: uuid.UUID) -> HttpResponse:
    """It may come back."""
    queries.get_return_for_seller(desk.seller, return_id)
    by = story.seller(desk.person.pk)
    carried_out(request, lambda: services.approve(return_id, by=by), done=_("Accepted. The customer is told by mail."))
    return redirect("studio:return", desk.seller.slug, return_id)


@require_POST
@shop_desk(Role.MANAGER)
def decline(request: HttpRequest, desk: Desk, return_id: uuid.UUID) -> HttpResponse:
    """It may not come back, and why."""
    found = queries.get_return_for_seller(desk.seller, return_id)
    form, by = DeclineForm(request.POST), story.seller(desk.person.pk)
    if form.is_valid() and tried(form, lambda: services.reject(return_id, by=by, why=form.cleaned_data["why"])):
        messages.success(request, _("Declined. The customer reads why, and may ask Halles to decide."))
        return redirect("studio:return", desk.seller.slug, return_id)
    return show(request, desk, "returns/return.html", _context(found, decline_form=form, form=form), status=422)


@require_POST
@shop_desk(Role.MANAGER)
def waive(request: HttpRequest, desk: Desk, return_id: uuid.UUID) -> HttpResponse:
    """Refund it, and let the customer keep it."""
    queries.get_return_for_seller(desk.seller, return_id)
    by = story.seller(desk.person.pk)
    carried_out(
        request,
        lambda: services.waive_parcel(return_id, by=by),
        done=_("Refunded. The customer keeps it and is told by mail."),
    )
    return redirect("studio:return", desk.seller.slug, return_id)


@require_POST
@shop_desk()
def received(request: HttpRequest, desk: Desk, return_id: uuid.UUID) -> HttpResponse:
    """The parcel is here."""
    queries.get_return_for_seller(desk.seller, return_id)
    by = story.seller(desk.person.pk)
    carried_out(request, lambda: services.mark_received(return_id, by=by), done=_("Received. Now look at it."))
    return redirect("studio:return", desk.seller.slug, return_id)


@require_POST
@shop_desk(Role.MANAGER)
def inspect(request: HttpRequest, desk: Desk, return_id: uuid.UUID) -> HttpResponse:
    """What was found, and with it the refund."""
    found = queries.get_return_for_seller(desk.seller, return_id)
    form, by = InspectForm(found, request.POST), story.seller(desk.person.pk)
    if form.is_valid() and tried(
        form, lambda: services.inspect(return_id, form.findings, by=by, why=form.cleaned_data["why"])
    ):
        messages.success(request, _("Settled. The money is on its way back, and the customer is told by mail."))
        return redirect("studio:return", desk.seller.slug, return_id)
    return show(request, desk, "returns/return.html", _context(found, inspect_form=form, form=form), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def ask_staff(request: HttpRequest, desk: Desk, return_id: uuid.UUID) -> HttpResponse:
    """What came back is not right: staff decide."""
    found = queries.get_return_for_seller(desk.seller, return_id)
    form = AnswerForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data

        def opened() -> None:
            services.open_dispute(
                found.order_id,
                kind=Dispute.Kind.WRONG_RETURN,
                side=Dispute.Side.SELLER,
                by_id=desk.person.pk,
                text=given["text"],
                pictures=given["pictures"],
                return_id=return_id,
            )

        if tried(form, opened):
            messages.success(request, _("Halles decides. The customer is asked to answer; your deadline waits."))
            return redirect("studio:return", desk.seller.slug, return_id)
    context = {"section": "returns", "found": found, "order": found.order, "form": form}
    return show(request, desk, "returns/ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk()
def case(request: HttpRequest, desk: Desk, dispute_id: uuid.UUID) -> HttpResponse:
    """A case: what both sides said, room to answer, what was decided."""
    found = queries.get_dispute_for_seller(desk.seller, dispute_id)
    if request.method == "POST":
        # Who packs may read what a case is about; what the shop says to it is for who speaks for the shop.
        sellers.get_seller_for_staff_member(desk.person, desk.seller.slug, at_least=Role.MANAGER)
    form = AnswerForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        answered = tried(
            form,
            lambda: services.say(
                dispute_id,
                by_kind=Dispute.Side.SELLER,
                by_id=desk.person.pk,
                text=given["text"],
                pictures=given["pictures"],
            ),
        )
        if answered:
            return redirect("studio:case", desk.seller.slug, dispute_id)
    context = {
        "section": "returns",
        "found": found,
        "order": found.order,
        "statements": queries.list_statements(found),
        "form": form,
        "at_stake_minor": queries.case_money(found),
    }
    return show(request, desk, "returns/case.html", context, status=422 if form.errors else 200)


@require_POST
@shop_desk(Role.MANAGER)
def settle_case(request: HttpRequest, desk: Desk, dispute_id: uuid.UUID) -> HttpResponse:
    """The shop closes a case that it opened."""
    queries.get_dispute_for_seller(desk.seller, dispute_id)
    carried_out(
        request,
        lambda: services.close_dispute(dispute_id, side=Dispute.Side.SELLER),
        done=_("The case is closed. Now settle the return."),
    )
    return redirect("studio:case", desk.seller.slug, dispute_id)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def goods(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Which of the shop's goods the law or the platform lets it leave out of returns."""
    page = catalog.list_products_of(desk.seller, cursor=request.GET.get("cursor"))
    kinds = queries.classes_at([product.pk for product in page.rows])
    form = GoodsForm(page.rows, kinds, request.POST or None)
    if form.is_bound and form.is_valid():

        def kept() -> None:
            for product in page.rows:
                services.set_return_class(product.pk, form.cleaned_data[str(product.pk)], by=desk.person.pk)

        if tried(form, kept):
            messages.success(request, _("Kept. It counts for what is bought from now on."))
            return redirect(request.get_full_path())
    context = {"section": "returns", "form": form, "page": page}
    return show(request, desk, "returns/goods.html", context, status=422 if form.errors else 200)


@require_safe
@shop_desk()
def picture(request: HttpRequest, desk: Desk, picture_id: uuid.UUID) -> HttpResponse:
    """A picture of a return to this shop, or of a case about one of its orders."""
    found, order = queries.find_picture(picture_id)
    if order.seller_id != desk.seller.pk:
        raise PictureNotFound
    return picture_answer(found)
