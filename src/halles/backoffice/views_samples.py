"""Appeals about samples, and identity papers of creators."""

from __future__ import annotations

import datetime as dt
import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.affiliates.queries import samples as queries
from halles.affiliates.services import samples
from halles.backoffice.deciding import carry_out_and_tell
from halles.creators import queries as creators
from halles.creators import services as creating
from halles.kit.storage import private_storage
from halles.moderation.services import record_staff_action
from halles.users.models import User
from halles.users.staff_access import staff_may


@require_safe
@staff_may("orders")
def appeal_list(request: HttpRequest, person: User) -> HttpResponse:
    """Samples that came broken, wrong or unsafe, as their creators say."""
    return render(request, "backoffice/sample_appeals.html", {"appeals": queries.list_appeals_waiting()})


@require_POST
@staff_may("orders")
def answer_appeal(request: HttpRequest, person: User, sample_id: uuid.UUID) -> HttpResponse:
    """Excuse the creator, or not; both sides read why."""
    is_granted, answer = request.POST.get("decision") == "grant", request.POST.get("answer", "")
    carry_out_and_tell(
        request,
        lambda: samples.answer_appeal(sample_id, is_granted=is_granted, answer=answer, by=person),
        done=_("Answered. Both sides are told why."),
    )
    return redirect("backoffice:sample_appeals")


@require_safe
@staff_may("shops")
def identity_list(request: HttpRequest, person: User) -> HttpResponse:
    """People whose identity paper waits."""
    return render(request, "backoffice/identities.html", {"waiting": creators.list_identities_waiting()})


@require_safe
@staff_may("shops")
def identity_paper(request: HttpRequest, person: User, user_id: uuid.UUID) -> HttpResponseBase:
    """The paper, as a download. Who reads it is written down."""
    details = creators.get_details_for_staff(user_id)
    if not details.document_key:
        raise Http404
    record_staff_action(by=person, verb="read_identity", kind="user", target_id=user_id)
    paper = private_storage().open(details.document_key)
    return FileResponse(paper, as_attachment=True, filename=details.document_name)


@require_POST
@staff_may("shops")
def decide_identity(request: HttpRequest, person: User, user_id: uuid.UUID) -> HttpResponse:
    """Verified, or what is wrong with the paper that was looked at."""
    details = creators.get_details_for_staff(user_id)
    # What was on the screen is decided about, not what came in since.
    details.document_key = request.POST.get("paper", "")
    details.changed_at = _instant(request.POST.get("changed", ""))
    note = request.POST.get("note", "")
    if request.POST.get("decision") == "verify":
        carry_out_and_tell(
            request,
            lambda: creating.verify_identity(details, by=person),
            done=_("Verified. The creator is told by mail."),
        )
    else:
        carry_out_and_tell(
            request,
            lambda: creating.refuse_identity(details, by=person, note=note),
            done=_("Sent back. The creator is told by mail."),
        )
    return redirect("backoffice:identities")


def _instant(text: str) -> dt.datetime:
    """The instant as the page gave it; what cannot be read is none that anything was changed at."""
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return dt.datetime.min.replace(tzinfo=dt.UTC)
