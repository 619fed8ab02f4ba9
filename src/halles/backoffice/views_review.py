"""What waits for a decision of a person: shops, reports, held videos and comments; each decision has its reason."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.backoffice import services
from halles.backoffice.deciding import carry_out, carry_out_and_tell
from halles.backoffice.errors import ThingGone
from halles.backoffice.subjects import find_subject, thing_context
from halles.creators import queries as creators
from halles.kit.http import safe_next
from halles.kit.pages import Page
from halles.kit.storage import private_storage
from halles.live import services as showing
from halles.markets.queries import get_market
from halles.moderation import decisions
from halles.moderation import queries as moderation
from halles.orders import queries as orders
from halles.sellers import queries as sellers
from halles.social import queries as social
from halles.social.models import Comment
from halles.users.models import User
from halles.users.staff_access import staff_may
from halles.videos import queries as videos
from halles.videos.models import Video


@require_safe
@staff_may("shops")
def seller_list(request: HttpRequest, person: User) -> HttpResponse:
    """Applications that wait, and any shop by name."""
    text = request.GET.get("q", "").strip()
    cursor = request.GET.get("cursor")
    page = sellers.search_for_staff(text, cursor=cursor) if text else sellers.list_waiting(cursor)
    return render(request, "backoffice/sellers.html", {"page": page, "text": text})


@require_safe
@staff_may("shops")
def seller_detail(request: HttpRequest, person: User, seller_id: uuid.UUID) -> HttpResponse:
    """One application: what was given, what the market asks, and the decision."""
    return render(request, "backoffice/seller.html", _seller_context(seller_id))


def _seller_context(seller_id: uuid.UUID) -> dict[str, Any]:
    seller = sellers.get_seller_for_staff(seller_id)
    market = get_market(seller.market)
    return {
        "seller": seller,
        "documents": sellers.list_documents(seller),
        "missing": sellers.list_missing_points(seller),
        "points": sellers.list_required_points(market),
        "disclosure": sellers.trader_disclosure(seller, market, get_language() or "en"),
        "actions": moderation.list_staff_actions(kind="seller", target_id=str(seller_id)).rows,
        "profile": creators.find_official(seller_id),
    }


@require_safe
@staff_may("shops")
def seller_orders(request: HttpRequest, person: User, seller_id: uuid.UUID) -> HttpResponse:
    """What a shop has sold, newest first."""
    seller = sellers.get_seller_for_staff(seller_id)
    page = orders.list_for_seller(seller, cursor=request.GET.get("cursor"))
    return render(request, "backoffice/seller_orders.html", {"seller": seller, "page": page})


@require_safe
@staff_may("shops")
def seller_document(
    request: HttpRequest, person: User, seller_id: uuid.UUID, document_id: uuid.UUID
) -> HttpResponseBase:
    """A paper of a shop, as a download: it is never shown inside our own pages. Who reads it is written down."""
    document = services.read_document(sellers.get_seller_for_staff(seller_id), document_id, by=person)
    return FileResponse(private_storage().open(document.key), as_attachment=True, filename=document.file_name)


@require_POST
@staff_may("shops")
def decide_seller(request: HttpRequest, person: User, seller_id: uuid.UUID) -> HttpResponse:
    """Approve, ask for what is missing or reinstate; a refusal comes back with what was typed."""
    seller = sellers.get_seller_for_staff(seller_id)
    why, asked = request.POST.get("why", ""), request.POST.getlist("missing")
    decision = request.POST.get("decision", "")
    refusal = carry_out(
        request,
        lambda: services.decide_seller(seller, decision, by=person, why=why, missing=asked),
        done=_("Decided. The shop is told by mail."),
    )
    if refusal is None:
        return redirect("backoffice:seller", seller_id)
    context = {**_seller_context(seller_id), "refusal": refusal, "why": why, "asked": asked}
    return render(request, "backoffice/seller.html", context, status=422)


@require_safe
@staff_may("content")
def reviews(request: HttpRequest, person: User) -> HttpResponse:
    """Reported and held videos and comments; each list has pages of its own."""
    held = social.list_held_comments(request.GET.get("comments"))
    under = videos.videos_for_staff({one.target_id for one in held.rows})
    context = {
        "reported": moderation.list_reported(request.GET.get("reported")),
        "appeal_count": decisions.count_appeals(),
        "held_videos": videos.list_held_videos(request.GET.get("videos")),
        "held_comments": Page([HeldComment(one, under.get(one.target_id)) for one in held.rows], held.next_cursor),
    }
    return render(request, "backoffice/reviews.html", context)


@dataclass(frozen=True)
class HeldComment:
    """A comment that waits, beside the video it stands under; nothing when that is gone."""

    comment: Comment
    video: Video | None


@require_safe
@staff_may("content")
def report_detail(request: HttpRequest, person: User, report_id: uuid.UUID) -> HttpResponse:
    """What was reported, by how many, beside the thing itself."""
    return render(request, "backoffice/report.html", _report_context(report_id, person))


def _report_context(report_id: uuid.UUID, person: User) -> dict[str, Any]:
    report = moderation.get_report(report_id)
    context: dict[str, Any] = {"report": report, "others": moderation.list_reports_about(report.kind, report.target_id)}
    # What was reported may be gone for good; its reports are still to be read.
    with contextlib.suppress(ThingGone):
        subject = find_subject(report.kind, report.target_id, by=person)
        context |= {**thing_context(subject), "is_there": True, "history": decisions.history_of(subject.user.pk)}
    return context


@require_POST
@staff_may("content")
def decide_report(request: HttpRequest, person: User, report_id: uuid.UUID) -> HttpResponse:
    """Dismiss (it stays); a refusal comes back with what was typed. What breaks a rule is decided by the rule."""
    why, decision = request.POST.get("why", ""), request.POST.get("decision", "")
    refusal = carry_out(
        request,
        lambda: services.decide_report(report_id, decision, by=person, why=why),
        done=_("Decided. Whoever reported it is told why."),
    )
    if refusal is None:
        return redirect("backoffice:reviews")
    context = {**_report_context(report_id, person), "refusal": refusal, "why": why}
    return render(request, "backoffice/report.html", context, status=422)


@require_POST
@staff_may("content")
def decide_video(request: HttpRequest, person: User, video_id: uuid.UUID) -> HttpResponse:
    """Hold a video until it is decided about, or show it again."""
    return _decide(request, person, services.decide_video, video_id)


@require_POST
@staff_may("content")
def decide_comment(request: HttpRequest, person: User, comment_id: uuid.UUID) -> HttpResponse:
    """Show a held comment."""
    return _decide(request, person, services.decide_comment, comment_id)


@require_POST
@staff_may("content")
def decide_product(request: HttpRequest, person: User, product_id: uuid.UUID) -> HttpResponse:
    """Give a product that is off sale back to its seller."""
    return _decide(request, person, services.decide_product, product_id)


@require_POST
@staff_may("content")
def decide_creator(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """Let a suspended profile post again."""
    return _decide(request, person, services.decide_creator, creator_id)


@require_POST
@staff_may("content")
def mute_speaker(request: HttpRequest, person: User, reported_id: uuid.UUID) -> HttpResponse:
    """Keep who said a reported message of a live chat from writing in that show for a day."""
    why = request.POST.get("why", "")
    done = _("Muted. The person is told why.")
    carry_out_and_tell(request, lambda: showing.mute_as_staff(reported_id, by=person, why=why), done=done)
    return redirect(safe_next(request, reverse("backoffice:reviews")))


@require_POST
@staff_may("content")
def unmute_speaker(request: HttpRequest, person: User, reported_id: uuid.UUID) -> HttpResponse:
    """Take back the mute that the staff set on who said a reported message."""
    why = request.POST.get("why", "")
    done = _("Lifted. The person may write again.")
    carry_out_and_tell(request, lambda: showing.lift_as_staff(reported_id, by=person, why=why), done=done)
    return redirect(safe_next(request, reverse("backoffice:reviews")))


def _decide(request: HttpRequest, person: User, decide: Callable[..., None], target_id: uuid.UUID) -> HttpResponse:
    decision, why = request.POST.get("decision", ""), request.POST.get("why", "")
    carry_out_and_tell(
        request,
        lambda: decide(target_id, decision, by=person, why=why),
        done=_("Decided. The author is told why."),
    )
    return redirect(safe_next(request, reverse("backoffice:reviews")))
