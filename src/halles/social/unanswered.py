"""Comments that a profile has not answered yet, for its desk."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db.models import Count, Exists, OuterRef

from halles.creators.models import Creator
from halles.social.models import Comment


def count_unanswered_comments(
    creator: Creator, video_ids: Sequence[uuid.UUID], *, since: dt.datetime
) -> dict[uuid.UUID, int]:
    """How many people's comments since an instant this profile has not answered, by video; videos without any are left
    out."""
    answered = Comment.objects.filter(parent=OuterRef("pk"), creator=creator).exclude(status=Comment.Status.REMOVED)
    waiting = Comment.objects.filter(
        kind="video", target_id__in=video_ids, parent=None, status=Comment.Status.SHOWN, created_at__gte=since
    ).exclude(creator=creator)
    if creator.user_id is not None:
        waiting = waiting.exclude(user=creator.user_id)
    counted = waiting.exclude(Exists(answered)).values_list("target_id").annotate(Count("pk")).order_by()
    return dict(counted)
