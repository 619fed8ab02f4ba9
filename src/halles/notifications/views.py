"""The staff's outbox: every mail as it was written, and sending one again."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.kit.errors import Conflict
from halles.notifications import queries, services
from halles.notifications.models import Mail
from halles.users.models import User
from halles.users.staff_access import staff_may


@require_safe
@staff_may("mails")
def outbox(request: HttpRequest, person: User) -> HttpResponse:
    """Every mail, as it was written."""
    text, status = request.GET.get("q", "").strip()[:100], request.GET.get("status", "")
    page = queries.list_mails(search=text, status=status, cursor=request.GET.get("cursor"))
    context = {"page": page, "text": text, "status": status, "statuses": Mail.Status.choices}
    return render(request, "notifications/outbox.html", context)


@require_safe
@staff_may("mails")
def mail(request: HttpRequest, person: User, mail_id: uuid.UUID) -> HttpResponse:
    """One mail: its text, and its HTML in a frame that may run nothing."""
    return render(request, "notifications/mail_page.html", {"mail": queries.get_mail_for_staff(mail_id)})


@require_POST
@staff_may("mails")
def send_mail_again(request: HttpRequest, person: User, mail_id: uuid.UUID) -> HttpResponse:
    """Queue a mail once more."""
    seen = request.POST.get("round", "")
    try:
        with transaction.atomic():
            services.send_again(mail_id, round_count=int(seen) if seen.isdecimal() and len(seen) < 9 else -1, by=person)
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The mail is on its way again."))
    return redirect("notifications:mail", mail_id)
