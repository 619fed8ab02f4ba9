"""Payout runs, payees, reserves, holds, and the proof of where all the money is."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.affiliates.queries import commissions as earnings
from halles.backoffice import services_payouts as services
from halles.backoffice.deciding import carry_out_and_tell
from halles.backoffice.tables import table_answer
from halles.kit.money import to_decimal
from halles.markets.settlement_rules import TIERS
from halles.payouts import queries
from halles.payouts.models import PayeeHold, PayeeKind
from halles.payouts.queries import proving
from halles.payouts.sandbox import TEST_ACCOUNTS
from halles.sellers import queries as sellers
from halles.users.models import User
from halles.users.staff_access import staff_may


@require_safe
@staff_may("money")
def payout_list(request: HttpRequest, person: User) -> HttpResponse:
    """Runs, what the bank tells otherwise than booked, what failed, who is on hold, what is kept back."""
    context = {
        "page": queries.list_runs(request.GET.get("cursor")),
        "differing": queries.list_discrepancies(request.GET.get("differing")),
        "failed": queries.list_failed_payouts(request.GET.get("failed")),
        "holds": queries.list_holds_in_force(request.GET.get("holds")),
        "reserves": queries.list_reserve_sums(),
        "test_accounts": TEST_ACCOUNTS,
    }
    return render(request, "backoffice/payouts.html", context)


@require_safe
@staff_may("money")
def payout_run(request: HttpRequest, person: User, run_id: uuid.UUID) -> HttpResponse:
    """One run to be reviewed: who is paid how much, and who is not and why."""
    found = queries.get_run_for_staff(run_id)
    status = request.GET.get("status", "")
    context = {
        "found": found,
        "run": found.run,
        "is_mine": found.needs_two and found.run.approved_by_id == person.pk,
        "status": status,
        "page": queries.list_payouts_of_run(run_id, request.GET.get("cursor"), status=status),
        "left_out": queries.list_left_out(found.run) if found.run.status in {"draft", "approved"} else [],
    }
    return render(request, "backoffice/payout_run.html", context)


@require_POST
@staff_may("money")
def decide_run(request: HttpRequest, person: User, run_id: uuid.UUID) -> HttpResponse:
    """Approve, send or cancel."""
    decision, why = request.POST.get("decision", ""), request.POST.get("why", "")
    done = {
        "approve": _("Approved. Nothing has left yet: send it when you are ready."),
        "send": _("The run is on its way to the bank."),
        "cancel": _("The run is canceled; the money stays where it is."),
    }
    carry_out_and_tell(
        request,
        lambda: services.decide_run(run_id, decision, by=person, why=why),
        done=done.get(decision, ""),
    )
    return redirect("backoffice:payout_run", run_id)


@require_POST
@staff_may("money")
def decide_payout(request: HttpRequest, person: User, payout_id: uuid.UUID) -> HttpResponse:
    """Take one out of its run, send one that failed again or agree to that, or close what the bank says of it."""
    decision, why = request.POST.get("decision", ""), request.POST.get("why", "")
    done = {
        "take_out": _("It is out of this run."),
        "agree": _("Noted. Somebody else on the staff sends it now."),
        "retry": _("It is on its way to the bank again."),
        "close": _("Closed. Payouts to this payee go on."),
    }
    carry_out_and_tell(
        request,
        lambda: services.decide_payout(payout_id, decision, by=person, why=why),
        done=done.get(decision, ""),
    )
    return redirect("backoffice:payout_run", queries.get_payout_for_staff(payout_id).run_id)


@require_safe
@staff_may("money")
def payee(request: HttpRequest, person: User, kind: str, payee_id: uuid.UUID) -> HttpResponse:
    """One shop or creator: balances, payouts, holds there were, and for a shop how soon its sales are free."""
    if kind not in PayeeKind.values:
        raise Http404
    return _draw_payee(request, kind, payee_id)


def _draw_payee(
    request: HttpRequest, kind: str, payee_id: uuid.UUID, *, given: Mapping[str, str] | None = None
) -> HttpResponse:
    """The page, with what was typed into a hold that was refused."""
    found = queries.payee_of(kind, payee_id)
    seller = sellers.get_seller_for_staff(payee_id) if kind == PayeeKind.SELLER else None
    context = {
        "payee": found,
        "seller": seller,
        "balances": queries.payee_balances(kind, payee_id),
        "next_payouts": earnings.list_next_payouts(found),
        "hold": queries.find_hold(kind, payee_id),
        "holds": queries.list_holds(kind, payee_id),
        "recoveries": queries.list_recoveries(found),
        "payouts": queries.list_payouts(kind, payee_id, request.GET.get("cursor")),
        "reasons": PayeeHold.Reason.choices,
        "days_max": found.market.settlement.hold_days_max,
        "tiers": TIERS,
        "tier_changes": sellers.list_tier_changes(seller) if seller else [],
        "given": given or {},
    }
    return render(request, "backoffice/payee.html", context, status=422 if given else 200)


@require_POST
@staff_may("money")
def hold_payee(request: HttpRequest, person: User, kind: str, payee_id: uuid.UUID) -> HttpResponse:
    """Hold payouts until a day, for a reason the payee reads."""
    if kind not in PayeeKind.values:
        raise Http404
    given = request.POST
    is_held = carry_out_and_tell(
        request,
        lambda: services.hold_payee(
            kind,
            payee_id,
            reason=given.get("reason", ""),
            words=given.get("words", ""),
            until=_day(given.get("until", "")),
            by=person,
        ),
        done=_("On hold. The payee is told why and until when."),
    )
    return (
        redirect("backoffice:payee", kind, payee_id) if is_held else _draw_payee(request, kind, payee_id, given=given)
    )


@require_POST
@staff_may("money")
def lift_hold(request: HttpRequest, person: User, hold_id: uuid.UUID) -> HttpResponse:
    """End a hold before its day."""
    hold = queries.get_hold(hold_id)
    why = request.POST.get("why", "")
    carry_out_and_tell(
        request,
        lambda: services.lift_hold(hold_id, by=person, why=why),
        done=_("Lifted. The payee is told that payouts go on."),
    )
    return redirect("backoffice:payee", hold.payee_kind, hold.payee_id)


@require_POST
@staff_may("money")
def set_tier(request: HttpRequest, person: User, payee_id: uuid.UUID) -> HttpResponse:
    """Decide how soon a shop's sales are free."""
    tier, why = request.POST.get("tier", ""), request.POST.get("why", "")
    carry_out_and_tell(
        request,
        lambda: services.set_tier(payee_id, tier, by=person, why=why),
        done=_("Decided. The shop is told why."),
    )
    return redirect("backoffice:payee", "seller", payee_id)


@require_safe
@staff_may("money")
def reserves(request: HttpRequest, person: User) -> HttpResponse:
    """What is kept back, order by order."""
    context = {
        "sums": queries.list_reserve_sums(),
        "page": queries.list_reserves(request.GET.get("cursor")),
    }
    return render(request, "backoffice/reserves.html", context)


@require_safe
@staff_may("books")
def proof(request: HttpRequest, person: User) -> HttpResponse:
    """What customers paid = shops + creators + platform + tax + back to customers + held; `?form=csv` as a table."""
    proofs = proving.prove()
    if request.GET.get("form") == "csv":
        rows = [
            [one.currency, share.of, share.code, to_decimal(share.amount_minor, one.currency)]
            for one in proofs
            for share in (proving.Share("paid", "paid", "", one.paid_minor), *one.shares)
        ]
        return table_answer("reconciliation.csv", ("currency", "group", "part", "amount"), rows)
    return render(request, "backoffice/proof.html", {"proofs": proofs})


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
