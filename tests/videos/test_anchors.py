"""Products in a video: whose, how many, when; and what a trim does to them."""

from __future__ import annotations

from typing import Any

import pytest

from halles.creators.models import Creator
from halles.kit import clock
from halles.media.models import Upload
from halles.sellers.models import SellerStaff
from halles.videos import services
from halles.videos.errors import (
    AnchorLabelTooLong,
    AnchorNotFound,
    AnchorOutside,
    ProductNotAllowed,
    TooManyAnchors,
    VideoIsRemoved,
)
from halles.videos.models import Anchor, Video
from halles.videos.services import AnchorDraft
from tests.creators.makers import make_creator
from tests.orders.makers import make_seller, make_variant
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def draft(variant: Any, start_ms: int = 1_000, end_ms: int = 4_000, **changes: Any) -> AnchorDraft:
    return AnchorDraft(product_id=variant.product_id, start_ms=start_ms, end_ms=end_ms, **changes)


def spans(video: Video) -> list[tuple[int, int, int]]:
    return [(one.position, one.start_ms, one.end_ms) for one in video.anchors.order_by("position")]


def test_products_stand_in_the_order_of_their_moments_whatever_the_order_of_placing() -> None:
    video, bowl, jug = make_video(), make_variant(), make_variant()
    services.set_anchors(video.pk, [draft(bowl, 9_000, 12_000), draft(jug, 2_000, 5_000, variant_id=jug.pk)])
    assert spans(video) == [(0, 2_000, 5_000), (1, 9_000, 12_000)]

    placed = services.place_anchor(video.pk, draft(bowl, 0, 1_000, label=" Le bol "))
    assert placed.label == "Le bol"
    assert spans(video) == [(0, 0, 1_000), (1, 2_000, 5_000), (2, 9_000, 12_000)]

    services.move_anchor(video.pk, placed.pk, start_ms=15_000, end_ms=20_000)
    assert spans(video) == [(0, 2_000, 5_000), (1, 9_000, 12_000), (2, 15_000, 20_000)]

    services.remove_anchor(video.pk, video.anchors.get(position=0).pk)
    assert spans(video) == [(0, 9_000, 12_000), (1, 15_000, 20_000)]
    with pytest.raises(AnchorNotFound):
        services.remove_anchor(make_video().pk, placed.pk)
    assert len(spans(video)) == 2


@pytest.mark.parametrize("span", [(-1, 2_000), (3_000, 3_400), (5_000, 4_000), (19_000, 20_001)])
def test_a_product_appears_and_disappears_within_the_clip(span: tuple[int, int]) -> None:
    video, bowl = make_video(), make_variant()
    services.place_anchor(video.pk, draft(bowl))
    for place in (
        lambda: services.place_anchor(video.pk, draft(bowl, *span)),
        lambda: services.set_anchors(video.pk, [draft(bowl, 0, 900), draft(bowl, *span)]),
        lambda: services.move_anchor(video.pk, video.anchors.get().pk, start_ms=span[0], end_ms=span[1]),
    ):
        with pytest.raises(AnchorOutside):
            place()
    assert spans(video) == [(0, 1_000, 4_000)]


def test_a_video_shows_at_most_30_products() -> None:
    video, bowl = make_video(), make_variant()
    services.set_anchors(video.pk, [draft(bowl)] * 30)
    with pytest.raises(TooManyAnchors):
        services.place_anchor(video.pk, draft(bowl))
    with pytest.raises(TooManyAnchors):
        services.set_anchors(video.pk, [draft(bowl)] * 31)
    assert video.anchors.count() == 30


def test_a_shop_shows_its_own_products_others_what_is_on_sale() -> None:
    seller = make_seller()
    own, own_draft = make_variant(seller), make_variant(seller, status="draft")
    foreign, foreign_draft = make_variant(), make_variant(status="draft")
    shop, freelance, packer = make_creator(), make_creator(), make_creator()
    Creator.objects.filter(pk=shop.pk).update(seller=seller)
    SellerStaff.objects.create(seller=seller, user=packer.user, role="packer", added_at=clock.now())
    shop.refresh_from_db()

    def shown_by(creator: Creator) -> list[bool]:
        results = []
        for variant in (own, own_draft, foreign, foreign_draft):
            video = make_video(creator)
            try:
                services.place_anchor(video.pk, draft(variant))
            except ProductNotAllowed:
                assert video.anchors.count() == 0
                results.append(False)
            else:
                results.append(True)
        return results

    assert shown_by(shop) == [True, True, False, False]
    assert shown_by(freelance) == [True, False, True, False]
    assert shown_by(packer) == [True, True, True, False]


def test_a_variant_belongs_to_its_product_and_a_label_is_short() -> None:
    video, bowl, jug = make_video(), make_variant(), make_variant()
    with pytest.raises(ProductNotAllowed):
        services.place_anchor(video.pk, draft(bowl, variant_id=jug.pk))
    with pytest.raises(AnchorLabelTooLong):
        services.place_anchor(video.pk, draft(bowl, label="x" * 41))
    assert Anchor.objects.count() == 0


def test_a_label_that_looks_like_spam_takes_a_shown_video_out_of_view() -> None:
    video = make_video()
    services.place_anchor(video.pk, draft(make_variant(), label="whatsapp 0033612345678"))
    video.refresh_from_db()
    assert (video.status, video.held_rules) == ("held", ["phone", "messenger"])


def test_after_a_trim_products_stay_with_their_picture_or_fall_out() -> None:
    video, bowl = make_video(), make_variant()
    upload = Upload.objects.create(
        user=video.creator.user,
        kind="video",
        file_name="a.mp4",
        size_bytes=1,
        status=Upload.Status.RECEIVED,
        received_at=clock.now(),
    )
    video.asset.upload = upload
    video.asset.save()
    services.set_anchors(video.pk, [draft(bowl, 0, 2_400), draft(bowl, 3_000, 6_000), draft(bowl, 12_000, 19_000)])

    dropped = services.trim(video.pk, 2_000, 14_000)

    assert dropped == 1
    assert spans(video) == [(0, 1_000, 4_000), (1, 10_000, 12_000)]
    assert services.trim(video.pk, 0, None) == 0
    assert spans(video) == [(0, 3_000, 6_000), (1, 12_000, 14_000)]


def test_a_removed_video_is_left_alone() -> None:
    video, bowl = make_video(), make_variant()
    services.delete_video(video.pk)
    services.delete_video(video.pk)
    with pytest.raises(VideoIsRemoved):
        services.place_anchor(video.pk, draft(bowl))
    assert Anchor.objects.count() == 0
