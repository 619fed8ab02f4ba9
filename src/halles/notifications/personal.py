"""What notifications keep of a person: the mails that were written to them."""

from __future__ import annotations

from django.db import transaction

from halles.notifications.models import Mail
from halles.orders.models import OrderGroup
from halles.users.models import User
from halles.users.personal import Rows, rows


def tell(user: User) -> Rows:
    """Every mail to the person's address."""
    return {"mails": rows(Mail.objects.filter(to__iexact=user.email), "kind", "subject", "text", "status", "sent_at")}


@transaction.atomic
def erase(user: User) -> None:
    """The mails go, also those that were not sent yet: whoever leaves is told nothing more. About purchases also those
    to an address they had before."""
    bought = OrderGroup.objects.filter(user=user).values("pk")
    Mail.objects.filter(reference_kind="order_group", reference_id__in=bought).delete()
    Mail.objects.filter(to__iexact=user.email).delete()
