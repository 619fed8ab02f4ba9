"""A decision takes pictures and films from their addresses; an appeal that pauses it puts them back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from halles.catalog import services as selling
from halles.catalog.errors import HeldByStaff
from halles.catalog.models import PriceChange, Product
from halles.kit.storage import storage
from halles.media.models import Asset
from halles.media.services import settle_files
from halles.media.services.withholding import keys_of
from halles.moderation.models import Decision
from halles.moderation.services import open_appeal
from halles.reviews import services as reviews
from halles.reviews.models import Review
from tests.catalog.makers import give_photo, make_on_sale, make_product, picture
from tests.moderation.makers import decide, make_staff
from tests.reviews.makers import make_review

pytestmark = pytest.mark.django_db


def settle() -> None:
    """The worker does what was queued, once."""
    for job in ProcrastinateJob.objects.filter(task_name="media.settle_files", status="todo").order_by("id"):
        settle_files(uuid.UUID(job.args["asset_id"]))


def are_public(assets: Iterable[Asset]) -> set[bool]:
    return {storage().exists(key) for asset in assets for key in keys_of(asset) if not key.endswith(".jpg")}


def pictures_of(review: Review) -> list[Asset]:
    return [one.asset for one in review.pictures.all()]


def off_sale(product: Product) -> Decision:
    owner = product.seller.owner
    about = {"kind": "product", "target_id": product.pk, "was": product.status}
    return decide(**about, subject=owner, sanction=Decision.Sanction.TAKE_OFF_SALE)


def test_pictures_of_a_removed_review_are_gone_until_an_appeal_brings_them_back() -> None:
    review = make_review(pictures=[picture(), picture()])
    assets = pictures_of(review)
    settle()
    assert are_public(assets) == {True}
    decision = decide(kind="review", target_id=review.pk, subject=review.user, sanction="remove", was="shown")
    settle()
    assert are_public(assets) == {False}
    open_appeal(decision.pk, user=review.user, text="It is what I received.")
    settle()
    assert are_public(assets) == {True}
    reviews.remove_own_review(review.user, review.pk)
    settle()
    assert are_public(assets) == {False}


def test_pictures_of_a_held_review_have_no_address_until_it_is_shown() -> None:
    review = make_review(text="Rendez-vous sur whatsapp +33 6 12 34 56 78", pictures=[picture()])
    assert review.status == Review.Status.HELD
    settle()
    assert are_public(pictures_of(review)) == {False}
    reviews.release_review(review.pk, by=make_staff())
    settle()
    assert are_public(pictures_of(review)) == {True}


def test_photos_of_a_product_taken_off_sale_are_gone_until_it_is_given_back() -> None:
    variant = make_on_sale()
    product = variant.product
    selling.add_photo(product, by=product.seller.owner, file=picture())
    assets = [photo.asset for photo in product.photos.exclude(position=0)]
    decision = off_sale(product)
    settle()
    assert (Product.objects.get(pk=product.pk).status, are_public(assets)) == ("held", {False})
    open_appeal(decision.pk, user=product.seller.owner, text="It is what it says.")
    settle()
    assert (Product.objects.get(pk=product.pk).status, are_public(assets)) == ("active", {True})


def test_a_draft_that_was_taken_off_sale_is_not_published_and_is_a_draft_again_after_an_appeal() -> None:
    product = make_product()
    give_photo(product)
    decision = off_sale(product)
    product.refresh_from_db()
    assert product.status == "held"
    with pytest.raises(HeldByStaff):
        selling.publish_product(product, by=product.seller.owner)
    product.refresh_from_db()
    assert (product.status, product.published_at, PriceChange.objects.count()) == ("held", None, 0)
    open_appeal(decision.pk, user=product.seller.owner, text="Nobody could buy it.")
    product.refresh_from_db()
    assert product.status == "draft"
