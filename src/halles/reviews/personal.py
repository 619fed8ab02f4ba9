"""What reviews keep of a person: stars, words, pictures, and which reviews they found helpful."""

from __future__ import annotations

from django.db import transaction

from halles.media.services import erase_asset
from halles.reviews.models import Remark, Review
from halles.users.models import User
from halles.users.personal import Rows, rows


def tell(user: User) -> Rows:
    """The person's reviews and what they added to them."""
    return {
        "reviews": rows(Review.objects.filter(user=user), "product__title", "stars", "text", "status", "written_at"),
        "remarks": rows(Remark.objects.filter(user=user), "kind", "text", "status", "written_at"),
    }


@transaction.atomic
def erase(user: User) -> None:
    """Words, pictures and film go; the stars stay in the average of the product, without a name."""
    for review in Review.objects.filter(user=user).select_for_update().order_by("pk"):
        assets = [*review.pictures.values_list("asset_id", flat=True), *([review.video_id] if review.video_id else [])]
        review.pictures.all().delete()
        review.text, review.video = "", None
        review.save(update_fields=["text", "video"])
        for asset_id in assets:
            erase_asset(asset_id)
    # What the shop replied is the shop's.
    Remark.objects.filter(user=user, kind=Remark.Kind.FOLLOW_UP).update(text="")
