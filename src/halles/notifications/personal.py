"""What notifications keep of a person: the mails that were written to them."""

from __future__ import annotations

from django.db import transaction

from halles.notifications.models import Mail
from halles.users.models import User
from halles.users.personal import Rows, rows


def tell(user: User) -> Rows:
    """Every mail to the person's address."""
    return {"mails": rows(Mail.objects.filter(to__iexact=user.email), "kind", "subject", "text", "status", "sent_at")}


@transaction.atomic
def erase(user: User) -> None:
    """The mails go, also those that were not sent yet: whoever leaves is told nothing more."""
    Mail.objects.filter(to__iexact=user.email).delete()
