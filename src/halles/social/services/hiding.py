"""Hiding what one does not want to see again: for people, and for visits without sign-in."""

from __future__ import annotations

import uuid

from django.db.models import Q

from halles.interactions.models import Kind
from halles.interactions.services import record
from halles.interactions.visits import AGE_MAX_WITH_CONSENT, Visit
from halles.kit import clock, rate_limits
from halles.social.errors import TargetUnknown
from halles.social.models import Hidden, TargetKind
from halles.users.models import User

HIDES_PER_HOUR_MAX = 200


def hide(*, user: User | None, visit: Visit | None, kind: str, target_id: uuid.UUID, market: str = "") -> bool:
    """Hide a video, comment, product or creator from this person (or this visit); whether that is new."""
    if kind not in TargetKind.values:
        raise TargetUnknown
    assert user is not None or visit is not None, "somebody hides"
    visit_id = visit.id if visit and user is None else None
    rate_limits.take(f"hide:{user.pk if user else visit_id}", limit=HIDES_PER_HOUR_MAX, per_seconds=3600)
    hidden = Hidden(user=user, visit_id=visit_id, kind=kind, target_id=target_id)
    Hidden.objects.bulk_create([hidden], ignore_conflicts=True)
    is_new = Hidden.objects.filter(pk=hidden.pk).exists()
    if is_new:
        record(
            Kind.HIDE,
            visit=visit,
            user_id=user.pk if user else None,
            market=market,
            content_kind=kind,
            content_id=target_id,
        )
    return is_new


def unhide(*, user: User | None, visit: Visit | None, kind: str, target_id: uuid.UUID) -> bool:
    """Show it again; whether it was hidden."""
    assert user is not None or visit is not None, "somebody hid it"
    whose = Q(user=user) if user else Q(visit_id=visit.id if visit else None)
    gone, _by_model = Hidden.objects.filter(whose, kind=kind, target_id=target_id).delete()
    return gone > 0


def forget_old_visits() -> int:
    """Drop what visits hid that can no longer come back (their pseudonym lives 180 days at most); how many rows."""
    before = clock.now() - AGE_MAX_WITH_CONSENT
    gone, _by_model = Hidden.objects.filter(visit_id__isnull=False, created_at__lt=before).delete()
    return gone
