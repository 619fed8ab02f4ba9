"""The acts of a show, what each needs, and the chain of records that nobody rewrites unnoticed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from halles.kit import clock
from halles.kit.sealing import sealed_text
from halles.live.models.sessions import LiveSession

SEED_PURPOSE = "live.giveaway_seed"
ACT_TITLE_LENGTH_MAX = 120


class ShowAct(models.Model):
    """One act of a show, under the id of the deal, coupon, giveaway or poll it is."""

    class Kind(models.TextChoices):
        FLASH_DEAL = "flash_deal", pgettext_lazy("act", "Flash deal")
        PRICE_DROP = "price_drop", pgettext_lazy("act", "Price drop")
        GIVEAWAY = "giveaway", pgettext_lazy("act", "Giveaway")
        POLL = "poll", pgettext_lazy("act", "Poll")
        COUPON = "coupon", pgettext_lazy("act", "Coupon")

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("act", "Planned")
        ANNOUNCED = "announced", pgettext_lazy("act", "Announced")
        OPEN = "open", pgettext_lazy("act", "Open")
        ENDED = "ended", pgettext_lazy("act", "Ended")
        DRAWN = "drawn", pgettext_lazy("act", "Drawn")
        CANCELED = "canceled", pgettext_lazy("act", "Cancelled")

    TRANSITIONS: dict[str, frozenset[str]] = {
        Status.PLANNED: frozenset({Status.ANNOUNCED, Status.OPEN, Status.CANCELED}),
        Status.ANNOUNCED: frozenset({Status.OPEN, Status.ENDED, Status.CANCELED}),
        Status.OPEN: frozenset({Status.ENDED}),
        Status.ENDED: frozenset({Status.DRAWN}),
        Status.DRAWN: frozenset(),
        Status.CANCELED: frozenset(),
    }

    id = models.UUIDField(primary_key=True, editable=False)
    session = models.ForeignKey(LiveSession, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=20, choices=Kind)
    # As the room was last told; the act itself says how it stands.
    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED)
    title = models.CharField(max_length=ACT_TITLE_LENGTH_MAX, blank=True)
    # What is asked of those who take part: {"follow": true, "comment": true, "watch_seconds": 120}.
    tasks = models.JSONField(default=dict)
    # Claims up to this instant are in the chain.
    recorded_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    # Counts have changed since the room was told; it is told a moment later.
    is_stale = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["flash_deal", "price_drop", "giveaway", "poll", "coupon"]), name="live_act_kind"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "announced", "open", "ended", "drawn", "canceled"]),
                name="live_act_status",
            ),
            # One giveaway at a time: entries and the people present at its draw belong to this one.
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(kind="giveaway", status__in=["announced", "open", "ended"]),
                name="live_act_one_giveaway",
            ),
        )
        indexes = (
            models.Index(fields=["session", "-created_at"], name="live_act_of_session"),
            models.Index(
                fields=["status"], condition=Q(status__in=["announced", "open", "ended"]), name="live_act_running"
            ),
            models.Index(fields=["told_at"], condition=Q(is_stale=True), name="live_act_stale"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ActRecord(models.Model):
    """One link of the chain: `hash` is SHA-256 of the hash before it and this text. Never changed (by a trigger)."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(LiveSession, on_delete=models.PROTECT, related_name="records")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    # JSON as it was hashed: session, number, at, kind, body.
    text = models.TextField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["session", "number"], name="live_record_once"),)

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class Giveaway(models.Model):
    """Pieces of a variant drawn among those present. The seed is sealed when it is made; its hash is in the chain."""

    act = models.OneToOneField(ShowAct, on_delete=models.PROTECT, primary_key=True, related_name="giveaway")
    seller = models.ForeignKey("sellers.Seller", on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    winner_count = models.PositiveSmallIntegerField()
    duration_seconds = models.PositiveIntegerField()
    claim_hours = models.PositiveSmallIntegerField()
    # Whether one may enter without the tasks, with the same chance.
    is_free_entry = models.BooleanField()
    account_age_seconds_min = models.PositiveIntegerField()
    device_customers_max = models.PositiveSmallIntegerField()
    seed_hash = models.CharField(max_length=64)
    seed_sealed = models.TextField()
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # The list drawn from, line by line "pseudonym nonce", as it was published before the seed.
    list_text = models.TextField(blank=True)
    list_hash = models.CharField(max_length=64, blank=True)
    revealed_seed = models.CharField(max_length=64, blank=True)
    winners = models.JSONField(default=list)
    drawn_at = models.DateTimeField(null=True, blank=True)
    entry_count = models.PositiveIntegerField(default=0)

    seed = sealed_text("seed_sealed", purpose=SEED_PURPOSE)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(winner_count__gt=0), name="live_giveaway_winners"),
            # The seed is out only when the list is.
            models.CheckConstraint(
                condition=Q(revealed_seed="") | Q(drawn_at__isnull=False, closed_at__isnull=False),
                name="live_giveaway_list_before_seed",
            ),
        )
        indexes = (
            models.Index(
                fields=["closes_at"],
                condition=Q(drawn_at__isnull=True, closes_at__isnull=False),
                name="live_giveaway_running",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class GiveawayEntry(models.Model):
    """One person's entry. The pseudonym of the show stays when the person is erased, so the list stays whole."""

    id = models.BigAutoField(primary_key=True)
    giveaway = models.ForeignKey(Giveaway, on_delete=models.PROTECT, related_name="entries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    pseudonym = models.CharField(max_length=24)
    # Made by the person's browser: their own part of the draw.
    nonce = models.CharField(max_length=32)
    device = models.CharField(max_length=64, blank=True)
    is_free = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    present_at = models.DateTimeField()
    promise = models.ForeignKey(
        "promotions.PricePromise", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["giveaway", "user"], name="live_entry_once"),
            models.UniqueConstraint(fields=["giveaway", "pseudonym"], name="live_entry_pseudonym_once"),
        )
        indexes = (models.Index(fields=["giveaway", "device"], condition=~Q(device=""), name="live_entry_device"),)

    def __str__(self) -> str:
        return self.pseudonym


class Poll(models.Model):
    """A question with up to eight answers; a quiz knows the right one, and tells it at the end."""

    act = models.OneToOneField(ShowAct, on_delete=models.PROTECT, primary_key=True, related_name="poll")
    options = models.JSONField()
    counts = models.JSONField()
    correct = models.PositiveSmallIntegerField(null=True, blank=True)
    closes_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class PollVote(models.Model):
    """One person's one vote."""

    id = models.BigAutoField(primary_key=True)
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    choice = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["poll", "user"], name="live_vote_once"),)

    def __str__(self) -> str:
        return f"{self.choice} of {self.poll_id}"
