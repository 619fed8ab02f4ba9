"""The staff's home and what is only looked up: orders, payments, jobs, the ledger, what staff did."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.affiliates.queries.explaining import chain_of
from halles.backoffice import services
from halles.backoffice.deciding import carry_out_and_tell
from halles.backoffice.evening import this_evening
from halles.backoffice.failed_jobs import list_failed_jobs
from halles.fulfillment import queries as fulfillment
from halles.ledger import queries as ledger
from halles.ledger.books import check_books
from halles.media import queries as media
from halles.moderation import queries as moderation
from halles.orders import queries as orders
from halles.payments import queries as payments
from halles.users.models import User
from halles.users.staff_access import staff_may, staff_only
from halles.users.staff_roles import tasks_of


@require_safe
@staff_only
def home(request: HttpRequest, person: User) -> HttpResponse:
    """The evening view."""
    return render(request, "backoffice/home.html", {"evening": this_evening()})


@require_safe
@staff_may("orders")
def order_search(request: HttpRequest, person: User) -> HttpResponse:
    """Orders by number, mail address or id; without a question those that are late."""
    text = request.GET.get("q", "").strip()[:100]
    context = {
        "text": text,
        "groups": orders.search_for_staff(text) if text else [],
        "late_orders": [] if text else orders.list_late_to_ship(),
        "late_parcels": [] if text else fulfillment.list_late_parcels(),
    }
    return render(request, "backoffice/orders.html", context)


@require_safe
@staff_may("orders")
def order_detail(request: HttpRequest, person: User, group_id: uuid.UUID) -> HttpResponse:
    """One purchase with its time lines, payment, refunds and postings; and who earned by each line and why, for those
    who may see money."""
    group = orders.get_group_for_staff(group_id)
    payment = payments.find_payment("order_group", group_id)
    chain = chain_of(group) if "money" in tasks_of(person) else None
    chains = {one.order.pk: one for one in chain.orders} if chain else {}
    parts = [
        {
            "order": order,
            "chain": chains.get(order.pk),
            "moments": orders.timeline(order),
            "packages": fulfillment.list_packages(order),
            "transactions": ledger.list_transactions(reference_kind="order", reference_id=order.pk),
        }
        for order in group.orders.all()
    ]
    context = {
        "group": group,
        "parts": parts,
        "payment": payment,
        "refunds": payments.list_refunds(payment.pk) if payment else [],
        "transactions": ledger.list_transactions(reference_kind="order_group", reference_id=group_id),
    }
    return render(request, "backoffice/order.html", context)


@require_safe
@staff_may("money")
def payment_search(request: HttpRequest, person: User) -> HttpResponse:
    """Payments by order number, provider reference, last four digits or mail address, and what went wrong."""
    text = request.GET.get("q", "").strip()[:100]
    context = {
        "text": text,
        "page": payments.search_payments(text, cursor=request.GET.get("cursor")),
        "refunds": payments.list_refunds_due(request.GET.get("refunds")),
        "chargebacks": payments.list_chargebacks(request.GET.get("chargebacks")),
        "problem_events": payments.list_problem_events(),
    }
    return render(request, "backoffice/payments.html", context)


@require_POST
@staff_may("money")
def retry_refund(request: HttpRequest, person: User, refund_id: uuid.UUID) -> HttpResponse:
    """Send a failed refund again."""
    why = request.POST.get("why", "")
    carry_out_and_tell(
        request,
        lambda: services.retry_refund(refund_id, by=person, why=why),
        done=_("The refund is on its way again."),
    )
    return redirect("backoffice:payments")


@require_safe
@staff_may("machine")
def jobs(request: HttpRequest, person: User) -> HttpResponse:
    """Jobs that gave up, and videos that could not be made through no fault of the file."""
    context = {"page": list_failed_jobs(request.GET.get("cursor")), "failed_assets": media.list_failed()}
    return render(request, "backoffice/jobs.html", context)


@require_POST
@staff_may("machine")
def retry_job(request: HttpRequest, person: User, job_id: int) -> HttpResponse:
    """Try a failed job again."""
    carry_out_and_tell(
        request,
        lambda: services.retry_failed_job(job_id, by=person, why=request.POST.get("why", "")),
        done=_("The job is in its queue again."),
    )
    return redirect("backoffice:jobs")


@require_POST
@staff_may("machine")
def retry_processing(request: HttpRequest, person: User, asset_id: uuid.UUID) -> HttpResponse:
    """Process a file once more."""
    carry_out_and_tell(
        request,
        lambda: services.retry_processing(asset_id, by=person, why=request.POST.get("why", "")),
        done=_("The video is being made again."),
    )
    return redirect("backoffice:jobs")


@require_safe
@staff_may("books")
def books(request: HttpRequest, person: User) -> HttpResponse:
    """The trial balance and whether everything holds. Nothing here can be edited, by anybody."""
    return render(request, "backoffice/books.html", {"rows": ledger.trial_balance(), "report": check_books()})


@require_safe
@staff_may("record")
def actions(request: HttpRequest, person: User) -> HttpResponse:
    """What staff did: who, when, why."""
    page = moderation.list_staff_actions(request.GET.get("cursor"))
    return render(request, "backoffice/actions.html", {"page": page})
