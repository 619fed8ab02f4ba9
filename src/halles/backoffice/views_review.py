"""What waits for a decision of a person: shops, reports, held videos and comments; each decision has its reason."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.kit.storage import private_storage
from halles.markets.queries import get_market
from halles.moderation import queries as moderation
from halles.moderation import services as moderating
from halles.sellers import queries as sellers
from halles.sellers import services as selling
from halles.social import queries as social
from halles.social import services as socialising
from halles.users.models import User
from halles.users.staff_access import staff_only
from halles.videos import queries as videos
from halles.videos import services as showing


@require_safe
@staff_only
def seller_list(request: HttpRequest, person: User) -> HttpResponse:
    """Applications that wait, and any shop by name."""
    text = request.GET.get("q", "").strip()
    cursor = request.GET.get("cursor")
    page = sellers.search_for_staff(text, cursor=cursor) if text else sellers.list_waiting(cursor)
    return render(request, "backoffice/sellers.html", {"page": page, "text": text})


@require_safe
@staff_only
def seller_detail(request: HttpRequest, person: User, seller_id: uuid.UUID) -> HttpResponse:
    """One application: what was given, what the market asks, and the decision."""
    seller = sellers.get_seller_for_staff(seller_id)
    market = get_market(seller.market)
    context = {
        "seller": seller,
        "documents": sellers.list_documents(seller),
        "missing": sellers.list_missing_points(seller),
        "points": sellers.list_required_points(market),
        "disclosure": sellers.trader_disclosure(seller, market, get_language() or "en"),
        "actions": moderation.list_staff_actions(kind="seller", target_id=str(seller_id)).rows,
    }
    return render(request, "backoffice/seller.html", context)


@require_safe
@staff_only
def seller_document(
    request: HttpRequest, person: User, seller_id: uuid.UUID, document_id: uuid.UUID
) -> HttpResponseBase:
    """A paper of a shop, as a download: it is never shown inside our own pages."""
    seller = sellers.get_seller_for_staff(seller_id)
    document = sellers.get_document_for_staff(seller, document_id)
    return FileResponse(private_storage().open(document.key), as_attachment=True, filename=document.file_name)


@require_POST
@staff_only
def decide_seller(request: HttpRequest, person: User, seller_id: uuid.UUID) -> HttpResponse:
    """Approve, ask for what is missing, suspend or reinstate."""
    seller = sellers.get_seller_for_staff(seller_id)
    why = request.POST.get("why", "")
    match request.POST.get("decision"):
        case "approve":
            selling.approve(seller, by=person, why=why)
        case "ask":
            selling.ask_for(seller, missing=request.POST.getlist("missing"), note=why, by=person)
        case "suspend":
            selling.suspend(seller, by=person, why=why)
        case "reinstate":
            selling.reinstate(seller, by=person, why=why)
        case _:
            return redirect("backoffice:seller", seller_id)
    messages.success(request, _("Decided. The shop is told by mail."))
    return redirect("backoffice:seller", seller_id)


@require_safe
@staff_only
def reviews(request: HttpRequest, person: User) -> HttpResponse:
    """Reported and held videos and comments, the longest waiting first."""
    context = {
        "reported": moderation.list_reported(request.GET.get("cursor")),
        "held_videos": videos.list_held_videos().rows,
        "held_comments": social.list_held_comments().rows,
    }
    return render(request, "backoffice/reviews.html", context)


@require_safe
@staff_only
def report_detail(request: HttpRequest, person: User, report_id: uuid.UUID) -> HttpResponse:
    """What was reported, by how many, beside the thing itself."""
    report = moderation.get_report(report_id)
    context = {
        "report": report,
        "others": moderation.list_reports_about(report.kind, report.target_id),
        "video": videos.get_video_for_staff(report.target_id) if report.kind == "video" else None,
        "comment": social.find_comment(report.target_id) if report.kind == "comment" else None,
    }
    return render(request, "backoffice/report.html", context)


@require_POST
@staff_only
def decide_report(request: HttpRequest, person: User, report_id: uuid.UUID) -> HttpResponse:
    """Uphold (the thing goes) or dismiss (it stays)."""
    moderating.decide_report(
        report_id, uphold=request.POST.get("decision") == "uphold", by=person, why=request.POST.get("why", "")
    )
    messages.success(request, _("Decided. Everybody concerned is told why."))
    return redirect("backoffice:reviews")


@require_POST
@staff_only
def decide_video(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Show a held video, or remove it."""
    why = request.POST.get("why", "")
    if request.POST.get("decision") == "release":
        showing.release_video(video_id, by=person, why=why)
    else:
        showing.remove_video(video_id, by=person, why=why)
    messages.success(request, _("Decided. The author is told why."))
    return redirect("backoffice:reviews")


@require_POST
@staff_only
def decide_comment(request: HttpRequest, person: User, comment_id: uuid.UUID) -> HttpResponse:
    """Show a held comment, or remove it."""
    why = request.POST.get("why", "")
    if request.POST.get("decision") == "release":
        socialising.release_comment(comment_id, by=person, why=why)
    else:
        socialising.remove_comment_as_staff(comment_id, by=person, why=why)
    messages.success(request, _("Decided. The author is told why."))
    return redirect("backoffice:reviews")
