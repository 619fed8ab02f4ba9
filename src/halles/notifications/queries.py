"""Reading the outbox (staff)."""

from __future__ import annotations

import uuid

from django.db.models import Q

from halles.kit.pages import Page, page_by_id
from halles.notifications.errors import MailNotFound
from halles.notifications.models import Mail


def list_mails(*, search: str = "", status: str = "", cursor: str | None = None) -> Page[Mail]:
    """A page of the outbox, newest first, of an address or a word of the subject, of a status."""
    mails = Mail.objects.all()
    if search:
        mails = mails.filter(Q(to__icontains=search) | Q(subject__icontains=search))
    if status:
        mails = mails.filter(status=status)
    return page_by_id(mails, cursor)


def get_mail_for_staff(mail_id: uuid.UUID) -> Mail:
    """One mail as it was written."""
    mail = Mail.objects.filter(pk=mail_id).first()
    if mail is None:
        raise MailNotFound
    return mail
