"""What affiliates keep of a person: what led them to products, and what they said and asked for as a creator."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from halles.affiliates.errors.commissions import EarningsWait
from halles.affiliates.errors.fees import FeesOpen
from halles.affiliates.errors.samples import SamplesOpen
from halles.affiliates.models import Commission, Fee, Sample, SampleAppeal, ShowcaseItem, TalkMessage, Touch
from halles.affiliates.services.participating import leave_all
from halles.creators.models import Creator
from halles.users.models import User
from halles.users.personal import Rows, rows


def tell(user: User) -> Rows:
    """Touches, messages between shops and creators, samples, commissions and fees of the person's own profiles."""
    mine = {"creator__user": user, "creator__seller": None}
    touches, said = Touch.objects.filter(user=user), TalkMessage.objects.filter(user=user)
    return {
        "touches": rows(touches, "kind", "creator__handle", "product__title", "content_kind", "content_id", "at"),
        "talk_messages": rows(said, "talk__seller__name", "talk__creator__handle", "by", "body", "at"),
        "samples": rows(Sample.objects.filter(**mine), "product__title", "status", "words", "ship_to", "asked_at"),
        "commissions": rows(Commission.objects.filter(**mine), "status", "amount_minor", "currency", "market"),
        "fees": rows(Fee.objects.filter(**mine), "number", "status", "amount_minor", "currency", "words", "offered_at"),
    }


def hinder(user: User) -> None:
    """Refuses affiliates.earnings_wait, affiliates.samples_open and affiliates.fees_open."""
    waiting = (Commission.Status.ESTIMATED, Commission.Status.PENDING)
    mine = {"creator__user": user, "creator__seller": None}
    if Commission.objects.filter(**mine, status__in=waiting).exists():
        raise EarningsWait
    if Sample.objects.filter(**mine, status__in=Sample.OPEN).exists():
        raise SamplesOpen
    if Fee.objects.filter(**mine, status__in=Fee.KEPT).exists():
        raise FeesOpen


def erase(user: User) -> None:
    """The own profiles leave their plans; touches go with all that the same browsers clicked on; commissions stay, for
    a profile without a name."""
    leave_all(list(Creator.objects.filter(user=user, seller=None).values_list("pk", flat=True)))
    _erase_words(user)


@transaction.atomic
def _erase_words(user: User) -> None:
    keys = Touch.objects.filter(user=user).values("key")
    Touch.objects.filter(Q(user=user) | Q(user=None, key__in=keys)).delete()
    TalkMessage.objects.filter(user=user).update(body="")
    own = Sample.objects.filter(creator__user=user, creator__seller=None)
    SampleAppeal.objects.filter(sample__in=own).update(words="")
    own.update(ship_to={}, words="")
    ShowcaseItem.objects.filter(creator__user=user, creator__seller=None).delete()
