"""What the recommender keeps of a person: how often the feed may sell to them."""

from __future__ import annotations

from django.db import transaction

from halles.recommender.models import FeedChoice
from halles.users.models import User
from halles.users.personal import Rows, rows


def tell(user: User) -> Rows:
    """The person's choice for the feed."""
    return {"feed_choice": rows(FeedChoice.objects.filter(user=user), "selling_share_bps", "changed_at")}


@transaction.atomic
def erase(user: User) -> None:
    """The choice goes."""
    FeedChoice.objects.filter(user=user).delete()
