"""What buyers say about what they received, and how many said how much of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from halles.kit import clock, ids

TEXT_LENGTH_MAX = 2000
REMARK_LENGTH_MAX = 1000


class Status(models.TextChoices):
    SHOWN = "shown", pgettext_lazy("review", "Shown")
    HELD = "held", pgettext_lazy("review", "Waits for a reader")
    REMOVED = "removed", pgettext_lazy("review", "Removed")


class Review(models.Model):
    """What a buyer says about one line of a delivered order. `first_stars`, the line and the product never change (a
    trigger refuses it): the first rating counts, whatever is made of it later."""

    Status = Status
    TRANSITIONS = {
        Status.SHOWN: frozenset({Status.HELD, Status.REMOVED}),
        Status.HELD: frozenset({Status.SHOWN, Status.REMOVED}),
        # By an appeal against the staff's decision; what its author took away stays away (a trigger refuses it).
        Status.REMOVED: frozenset({Status.SHOWN, Status.HELD}),
    }

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    order_line = models.OneToOneField("orders.OrderLine", on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, db_index=False, related_name="+")
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, db_index=False, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_stars = models.PositiveSmallIntegerField()
    stars = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=TEXT_LENGTH_MAX, blank=True)
    language = models.CharField(max_length=10, blank=True)
    video = models.ForeignKey("media.Asset", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.SHOWN)
    held_rules = models.JSONField(default=list, blank=True)
    helpful_count = models.PositiveIntegerField(default=0)
    # Where it stands in the list: when it was written, a month later for each doubling of its helpful votes.
    ranked_at = models.DateTimeField()
    written_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by_kind = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(status__in=["shown", "held", "removed"]), name="reviews_review_status"),
            models.CheckConstraint(
                condition=Q(stars__range=(1, 5), first_stars__range=(1, 5)), name="reviews_review_stars"
            ),
            models.CheckConstraint(
                condition=Q(status="removed", removed_at__isnull=False)
                | (~Q(status="removed") & Q(removed_at__isnull=True)),
                name="reviews_review_removed",
            ),
        )
        indexes = (
            models.Index("product", F("ranked_at").desc(), F("id").desc(), name="reviews_of_product_ranked"),
            models.Index("seller", F("ranked_at").desc(), F("id").desc(), name="reviews_of_seller_ranked"),
            models.Index("product", F("id").desc(), name="reviews_of_product"),
            models.Index(fields=["id"], condition=Q(status="held"), name="reviews_held"),
            # What is forgotten when its days are over.
            models.Index(fields=["removed_at"], condition=Q(status="removed"), name="reviews_gone"),
        )

    def __str__(self) -> str:
        return f"{self.first_stars}/5 {self.text[:40]}"


class ReviewPicture(models.Model):
    """A photo that the buyer took."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, db_index=False, related_name="pictures")
    asset = models.ForeignKey("media.Asset", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["review", "position"], name="reviews_picture_position_once"),)

    def __str__(self) -> str:
        return f"picture {self.position} of {self.review_id}"


class Remark(models.Model):
    """What is added to a review: once by the buyer later on, once by the shop; never changed, only taken away."""

    class Kind(models.TextChoices):
        FOLLOW_UP = "follow_up", pgettext_lazy("review", "Follow-up")
        REPLY = "reply", pgettext_lazy("review", "Reply of the shop")

    Status = Status

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, db_index=False, related_name="remarks")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=REMARK_LENGTH_MAX)
    language = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.SHOWN)
    held_rules = models.JSONField(default=list, blank=True)
    written_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            # One of each, for ever: also one that was taken away is not written again.
            models.UniqueConstraint(fields=["review", "kind"], name="reviews_remark_once"),
            models.CheckConstraint(condition=Q(status__in=["shown", "held", "removed"]), name="reviews_remark_status"),
        )
        indexes = (
            models.Index(fields=["id"], condition=Q(status="held"), name="reviews_remark_held"),
            models.Index(
                fields=["removed_at"], condition=Q(status="removed") & ~Q(text=""), name="reviews_remark_gone"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.text[:40]}"


class HelpfulVote(models.Model):
    """A person found a review helpful."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, db_index=False, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["review", "user"], name="reviews_vote_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} finds {self.review_id} helpful"


class Rating(models.Model):
    """How many shown reviews of a product gave first so many stars. Written in the statement that shows or hides one;
    `services.check_ratings` compares."""

    pk = models.CompositePrimaryKey("product_id", "stars")
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, db_index=False, related_name="+")
    seller = models.ForeignKey("sellers.Seller", on_delete=models.CASCADE, related_name="+")
    stars = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="reviews_rating_stars"),)

    def __str__(self) -> str:
        return f"{self.product_id}: {self.count} × {self.stars}"
