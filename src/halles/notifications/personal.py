"""What notifications keep of a person: the mails that were written to them."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q, QuerySet

from halles.notifications.models import Mail
from halles.orders.models import OrderGroup
from halles.users.models import User
from halles.users.personal import Rows, rows
from halles.users.queries import list_former_addresses


def written_to(user: User) -> QuerySet[Mail]:
    """The mails to the person's address since they have their account, and to former ones until they gave them up:
    before and after that somebody else may have had the mailbox."""
    theirs = Q(to__iexact=user.email)
    for address, until_at in list_former_addresses(user):
        theirs |= Q(to__iexact=address, created_at__lte=until_at)
    return Mail.objects.filter(theirs, created_at__gte=user.created_at)


def tell(user: User) -> Rows:
    """Every mail that was written to the person."""
    return {"mails": rows(written_to(user), "kind", "subject", "text", "status", "sent_at")}


@transaction.atomic
def forget_shop(contact_email: str) -> int:
    """The mails to the address of a shop that is forgotten go, unless it is the address of somebody's account; how
    many."""
    if not contact_email or EmailAddress.objects.filter(email__iexact=contact_email).exists():
        return 0
    return Mail.objects.filter(to__iexact=contact_email).delete()[0]


@transaction.atomic
def erase(user: User) -> None:
    """The mails go, also those that were not sent yet: whoever leaves is told nothing more. To the present address also
    those from before the account, about purchases also those to an address that we do not know as theirs."""
    bought = OrderGroup.objects.filter(user=user).values("pk")
    Mail.objects.filter(reference_kind="order_group", reference_id__in=bought).delete()
    Mail.objects.filter(to__iexact=user.email).delete()
    written_to(user).delete()
