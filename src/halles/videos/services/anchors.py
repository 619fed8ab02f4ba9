"""Placing products on the time line of a video."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from halles.catalog.models import Product, Variant
from halles.creators.models import Creator
from halles.sellers.models import SellerStaff
from halles.videos.errors import (
    AnchorLabelTooLong,
    AnchorNotFound,
    AnchorOutside,
    ProductNotAllowed,
    TooManyAnchors,
)
from halles.videos.models import ANCHORS_MAX, Anchor, Video
from halles.videos.services.locking import lock_living_video
from halles.videos.services.selling import take_place
from halles.videos.services.status import hold_for_words

LABEL_LENGTH_MAX = 40
SPAN_MS_MIN = 500
# Until a clip is measured, products may stand anywhere in the longest one.
CLIP_MS_MAX = 180_000


@dataclass(frozen=True)
class AnchorDraft:
    """A product (or one variant of it) to be shown from `start_ms` until `end_ms` of the trimmed clip."""

    product_id: uuid.UUID
    start_ms: int
    end_ms: int
    variant_id: uuid.UUID | None = None
    label: str = ""


@transaction.atomic
def set_anchors(video_id: uuid.UUID, drafts: Sequence[AnchorDraft]) -> list[Anchor]:
    """Place exactly these products, in order of appearance; refuses the whole when one of them cannot be placed."""
    video = lock_living_video(video_id)
    if len(drafts) > ANCHORS_MAX:
        raise TooManyAnchors(count_max=ANCHORS_MAX)
    _check_products(video.creator, drafts)
    drafts = sorted((_checked(video, draft) for draft in drafts), key=lambda draft: (draft.start_ms, draft.end_ms))
    Anchor.objects.filter(video=video).delete()
    anchors = Anchor.objects.bulk_create(
        [
            Anchor(
                video=video,
                product_id=draft.product_id,
                variant_id=draft.variant_id,
                start_ms=draft.start_ms,
                end_ms=draft.end_ms,
                label=draft.label,
                position=position,
            )
            for position, draft in enumerate(drafts)
        ]
    )
    _take_place_if_shown(video)
    hold_for_words(video)
    return anchors


@transaction.atomic
def place_anchor(video_id: uuid.UUID, draft: AnchorDraft) -> Anchor:
    """Place one more product, at its time; those placed before stay."""
    video = lock_living_video(video_id)
    if video.anchors.count() >= ANCHORS_MAX:
        raise TooManyAnchors(count_max=ANCHORS_MAX)
    _check_products(video.creator, [draft])
    draft = _checked(video, draft)
    anchor = Anchor.objects.create(
        video=video,
        product_id=draft.product_id,
        variant_id=draft.variant_id,
        start_ms=draft.start_ms,
        end_ms=draft.end_ms,
        label=draft.label,
        position=video.anchors.count(),
    )
    _renumber(video)
    _take_place_if_shown(video)
    hold_for_words(video)
    return anchor


@transaction.atomic
def move_anchor(
    video_id: uuid.UUID,
    anchor_id: uuid.UUID,
    *,
    start_ms: int | None = None,
    end_ms: int | None = None,
    label: str | None = None,
) -> Anchor:
    """Give a placed product other moments or another label."""
    video = lock_living_video(video_id)
    anchor = video.anchors.filter(pk=anchor_id).first()
    if anchor is None:
        raise AnchorNotFound
    draft = _checked(
        video,
        AnchorDraft(
            product_id=anchor.product_id,
            variant_id=anchor.variant_id,
            start_ms=anchor.start_ms if start_ms is None else start_ms,
            end_ms=anchor.end_ms if end_ms is None else end_ms,
            label=anchor.label if label is None else label,
        ),
    )
    anchor.start_ms, anchor.end_ms, anchor.label = draft.start_ms, draft.end_ms, draft.label
    anchor.save(update_fields=["start_ms", "end_ms", "label"])
    _renumber(video)
    hold_for_words(video)
    return anchor


@transaction.atomic
def remove_anchor(video_id: uuid.UUID, anchor_id: uuid.UUID) -> None:
    """Take a product out of the video."""
    video = lock_living_video(video_id)
    gone, _by_model = video.anchors.filter(pk=anchor_id).delete()
    if not gone:
        raise AnchorNotFound
    _renumber(video)


def shift_anchors(video: Video, *, by_ms: int, length_ms: int) -> int:
    """Move every product of a locked video along with its picture after a trim; returns how many fell out."""
    dropped = []
    for anchor in video.anchors.all():
        start_ms = max(0, anchor.start_ms + by_ms)
        end_ms = min(length_ms, anchor.end_ms + by_ms)
        if end_ms - start_ms < SPAN_MS_MIN:
            dropped.append(anchor.pk)
        elif (start_ms, end_ms) != (anchor.start_ms, anchor.end_ms):
            video.anchors.filter(pk=anchor.pk).update(start_ms=start_ms, end_ms=end_ms)
    if dropped:
        video.anchors.filter(pk__in=dropped).delete()
        _renumber(video)
    return len(dropped)


def clip_length_ms(video: Video) -> int:
    """How long the trimmed clip is; the most it may be while nothing is measured yet."""
    return video.asset.duration_ms or CLIP_MS_MAX


def _take_place_if_shown(video: Video) -> None:
    """A product placed in a video that is shown counts as one that is published with it."""
    if video.status == Video.Status.PUBLISHED:
        take_place(video)


def _checked(video: Video, draft: AnchorDraft) -> AnchorDraft:
    label = draft.label.replace("\x00", "").strip()
    if len(label) > LABEL_LENGTH_MAX:
        raise AnchorLabelTooLong(length_max=LABEL_LENGTH_MAX)
    if not 0 <= draft.start_ms <= draft.end_ms - SPAN_MS_MIN or draft.end_ms > clip_length_ms(video):
        raise AnchorOutside
    return AnchorDraft(draft.product_id, draft.start_ms, draft.end_ms, draft.variant_id, label)


def _check_products(creator: Creator, drafts: Sequence[AnchorDraft]) -> None:
    """A shop's profile shows its own products, also before they are on sale; others show what is on sale."""
    wanted = {draft.product_id for draft in drafts}
    own_shops = SellerStaff.objects.filter(user=creator.user_id).values("seller")
    allowed = (
        Q(seller=creator.seller_id, status__in=["draft", "active", "paused"])
        if creator.seller_id
        else Q(status="active") | Q(seller__in=own_shops, status__in=["draft", "active", "paused"])
    )
    found = set(Product.objects.filter(allowed, pk__in=wanted).values_list("pk", flat=True))
    if found != wanted:
        raise ProductNotAllowed
    variants = {draft.variant_id: draft.product_id for draft in drafts if draft.variant_id}
    known = dict(Variant.objects.filter(pk__in=variants).values_list("pk", "product_id"))
    if known != variants:
        raise ProductNotAllowed


def _renumber(video: Video) -> None:
    """Positions follow the time line; the constraint is deferred, so they may cross on the way."""
    for position, anchor in enumerate(video.anchors.order_by("start_ms", "end_ms", "pk")):
        if anchor.position != position:
            video.anchors.filter(pk=anchor.pk).update(position=position)
