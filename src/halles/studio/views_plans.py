"""A shop's plans for creators: what it offers, to whom, at which rate, and who sold what."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.affiliates.models import Participation, Plan, Side
from halles.affiliates.queries import finding, plans
from halles.affiliates.queries.invitations import list_invited, list_lifted
from halles.affiliates.queries.marketplace import usual_rates
from halles.affiliates.services import deals, participating
from halles.affiliates.services import plans as planning
from halles.kit import clock
from halles.live import queries as live
from halles.live.acts.queries import list_prepared
from halles.live.models import LiveSession
from halles.studio.attempts import carried_out, tried
from halles.studio.csv_file import csv_answer
from halles.studio.forms_deals import DealForm
from halles.studio.forms_plans import FindForm, InvitationForm, PlanForm, RateForm, SaidForm
from halles.studio.plan_desk import SOLD_COLUMNS, page_language, rate_words, reasons_of, sold_lines, sold_table
from halles.studio.sales_desk import DAYS, span_of
from halles.studio.shop_access import Desk, Role, shop_desk, show
from halles.studio.talk_desk import TalkDesk, waits_for_shop

PLACES = {
    "affiliates.rate_outside": "rate",
    "affiliates.rate_unchanged": "rate",
    "affiliates.plan_runs": "product",
    "affiliates.product_not_yours": "product",
    "affiliates.end_not_possible": "ends_on",
    "affiliates.words_too_long": "message",
    "affiliates.below_open": "rate",
    "affiliates.deal_without_shows": "content_kind",
}
DEAL_PLACES = {
    "affiliates.deal_elsewhere": "variant",
    "affiliates.deal_past_plan": "last_on",
    "live.prepared_late": "last_on",
    "promotions.not_lower": "price",
    "promotions.not_below_low": "price",
    "promotions.not_sold_here": "variant",
    "inventory.sold_out": "quota",
}


@require_safe
@shop_desk(Role.MANAGER)
def plan_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What the shop offers creators now, or offered before."""
    is_over = request.GET.get("over") == "yes"
    context = {"rows": plans.list_plans_of(desk.seller, is_over=is_over), "is_over": is_over}
    return _show(request, desk, "list", context)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def new_plan(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Offer every creator a commission."""
    form = PlanForm(request.POST or None, seller=desk.seller, initial={"product": request.GET.get("product", "")})
    if form.is_bound and form.is_valid():
        needs_approval = form.cleaned_data["needs_approval"]

        def work() -> None:
            planning.open_plan(desk.seller, needs_approval=needs_approval, **form.facts())

        if tried(form, work, places=PLACES):
            messages.success(request, _("The plan is open. Creators find it in the marketplace."))
            return redirect("studio:plans", desk.seller.slug)
    context = {"form": form, "usual": usual_rates(desk.market), "invited": list_invited(desk.seller)}
    return _show(request, desk, "new", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def invite(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Offer chosen creators a rate of their own."""
    chosen = finding.list_found(desk.seller, _uuids(request, "creator"))
    form = InvitationForm(request.POST or None, seller=desk.seller)
    deal = DealForm(request.POST or None, seller=desk.seller)
    if form.is_bound and form.is_valid() and deal.is_valid():
        keys = [one.creator_id for one in chosen]

        def work() -> None:
            planning.invite(desk.seller, creator_ids=keys, deal=deal.terms(), by=desk.person, **form.facts())

        if tried(form, work, places=PLACES):
            messages.success(request, _("Invited. They get a mail and answer in their studio."))
            return redirect("studio:plans", desk.seller.slug)
    has_errors = bool(form.errors or deal.errors)
    context = {"form": form, "deal": deal, "chosen": chosen, "usual": usual_rates(desk.market)}
    return _show(request, desk, "invite", context, status=422 if has_errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def plan(request: HttpRequest, desk: Desk, plan_id: uuid.UUID) -> HttpResponse:
    """One plan: what it pays, who takes part, who asks; a new rate by POST."""
    found = plans.get_plan_for_seller(desk.seller, plan_id)
    form = RateForm(request.POST or None)
    if (
        form.is_bound
        and form.is_valid()
        and tried(form, lambda: planning.set_rate(found.pk, form.rate_bps), places=PLACES)
    ):
        messages.success(request, _("Changed. Beside it stands from when it counts for whom."))
        return redirect("studio:plan", desk.seller.slug, found.pk)
    parts = plans.list_parts_in(found)
    context = {
        "plan": found,
        "row": plans.row_of(found, clock.now()),
        "parts": [(part.participation, rate_words(part.offered)) for part in parts],
        "form": form,
        "usual": usual_rates(desk.market),
        "lock_days": desk.market.affiliates.rate_cut_lock_days,
        "notice_days": desk.market.affiliates.rate_cut_notice_days,
        "invited": list_invited(desk.seller, found.product_id) if found.kind == Plan.Kind.OPEN else [],
    }
    return _show(request, desk, "plan", context, status=422 if form.errors else 200)


@require_POST
@shop_desk(Role.MANAGER)
def end_plan(request: HttpRequest, desk: Desk, plan_id: uuid.UUID) -> HttpResponse:
    """End a plan, or take its announced end back."""
    found = plans.get_plan_for_seller(desk.seller, plan_id)
    if request.POST.get("act") == "keep":
        carried_out(request, lambda: planning.keep_plan(found.pk), done=_("The plan goes on."))
    else:
        carried_out(request, lambda: planning.end_plan(found.pk), done=_("Ended, or its last day is announced."))
    return redirect("studio:plan", desk.seller.slug, found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def part(request: HttpRequest, desk: Desk, participation_id: uuid.UUID) -> HttpResponse:
    """One creator's part in a plan and the talk with them."""
    found = plans.get_participation_for_seller(desk.seller, participation_id)
    form = SaidForm(request.POST or None)
    if _talk(desk, found).wrote(form):
        return redirect("studio:plan_part", desk.seller.slug, found.pk)
    return _part_page(request, desk, found, form, DealForm(seller=desk.seller, plan=found.plan))


@require_POST
@shop_desk(Role.MANAGER)
def offer_deal(request: HttpRequest, desk: Desk, participation_id: uuid.UUID) -> HttpResponse:
    """Prepare a flash deal for the creator's shows."""
    found = plans.get_participation_for_seller(desk.seller, participation_id)
    form = DealForm(request.POST, seller=desk.seller, plan=found.plan)
    if form.is_valid() and (terms := form.terms()) is not None:
        if tried(form, lambda: deals.offer_deal(found.pk, terms, by=desk.person), places=DEAL_PLACES):
            return redirect("studio:plan_part", desk.seller.slug, found.pk)
    elif not form.errors:
        form.add_error("variant", _("Choose a product."))
    return _part_page(request, desk, found, SaidForm(), form)


@require_POST
@shop_desk(Role.MANAGER)
def take_deal(request: HttpRequest, desk: Desk, participation_id: uuid.UUID, prepared_id: uuid.UUID) -> HttpResponse:
    """Take a prepared flash deal back."""
    found = plans.get_participation_for_seller(desk.seller, participation_id)
    taken: list[bool] = []
    if carried_out(request, lambda: taken.append(deals.take_back_deal(found.pk, prepared_id))):
        said = _("Taken back. Its pieces are on sale again.")
        late = _("A show announces this deal at this moment. It runs; called off, it does not come back.")
        messages.success(request, said if taken == [True] else late)
    return redirect("studio:plan_part", desk.seller.slug, found.pk)


@require_POST
@shop_desk(Role.MANAGER)
def answer(request: HttpRequest, desk: Desk, participation_id: uuid.UUID) -> HttpResponse:
    """Agree to a creator who asked, or decline."""
    found = plans.get_participation_for_seller(desk.seller, participation_id)
    is_yes = request.POST.get("answer") == "yes"
    said = _("Agreed. They earn from now on.") if is_yes else _("Declined. They may ask again in a month.")
    carried_out(request, lambda: participating.answer_request(found.pk, yes=is_yes), done=said)
    return redirect("studio:plan", desk.seller.slug, found.plan_id)


@require_safe
@shop_desk(Role.MANAGER)
def find(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Creators by what the shop asks for; before it asks, those suggested, each with reasons."""
    form = FindForm(request.GET, language=page_language())
    is_asking = any(request.GET.get(name) for name in form.fields)
    context: dict[str, Any] = {"form": form, "is_asking": is_asking}
    if is_asking:
        context["page"] = finding.find_creators(desk.seller, form.asked(), cursor=request.GET.get("cursor"))
    else:
        context["suggested"] = [(one.found, reasons_of(one)) for one in finding.suggest_creators(desk.seller)]
        context["page"] = finding.find_creators(desk.seller, form.asked())
    query = request.GET.copy()
    query.pop("cursor", None)
    context["query"] = query.urlencode()
    return _show(request, desk, "find", context)


@require_safe
@shop_desk(Role.MANAGER)
def sold(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Which creator, video and show sold what, at what cost, net of what came back: as of now."""
    table = sold_table(desk.seller, span_of(request.GET.get("days", "")), request.GET.get("currency", ""))
    return _show(request, desk, "sold", {"table": table, "spans": DAYS})


@require_safe
@shop_desk(Role.MANAGER)
def sold_file(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The same by creator, video and show as a table."""
    table = sold_table(desk.seller, span_of(request.GET.get("days", "")), request.GET.get("currency", ""))
    return csv_answer(f"{desk.seller.slug}-creators-{table.span.days}-days.csv", SOLD_COLUMNS, sold_lines(table))


def _show(request: HttpRequest, desk: Desk, page: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    tabs = {"section": "plans", "tab": page, **waits_for_shop(desk.seller)}
    return show(request, desk, f"plans/{page}.html", {**tabs, **context}, status=status)


def _part_page(request: HttpRequest, desk: Desk, found: Participation, form: SaidForm, deal: DealForm) -> HttpResponse:
    context = {
        "part": found,
        "rate_words": rate_words(plans.part_of(found).offered),
        "lifted": list_lifted(found),
        **_talk(desk, found).context(form),
        "deal": deal,
        "deals": list_prepared(found.pk),
        "may_offer": found.plan.kind == Plan.Kind.TARGETED
        and found.plan.content_kind != Plan.ContentKind.VIDEO
        and found.status in {"invited", "active"},
        "shows": _shows(found),
    }
    has_errors = bool(form.errors or deal.errors)
    return _show(request, desk, "part", context, status=422 if has_errors else 200)


def _talk(desk: Desk, found: Participation) -> TalkDesk:
    return TalkDesk(desk.person, desk.seller, found.creator, Side.SHOP)


def _uuids(request: HttpRequest, name: str) -> list[uuid.UUID]:
    found = []
    for text in [*request.GET.getlist(name), *request.POST.getlist(name)][:40]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _shows(found: Participation) -> list[LiveSession]:
    """The creator's coming shows, in which a prepared flash deal can begin."""
    if found.plan.content_kind == Plan.ContentKind.VIDEO:
        return []
    return [one for one in live.list_of_creator(found.creator) if one.status in {"planned", "live"}][:5]
