"""Decisions with their statement of reasons, and appeals against them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.kit import clock, ids
from halles.moderation.models.reports import TargetKind

ABOUT_LENGTH_MAX = 500
FACTS_LENGTH_MAX = 1000
APPEAL_LENGTH_MAX = 2000
PERSON = settings.AUTH_USER_MODEL


class Decision(models.Model):
    """The statement of reasons: what, which rule, on what ground, which facts, what follows, by what means."""

    class Ground(models.TextChoices):
        LEGAL = "legal", _("The law")
        TERMS = "terms", _("Our terms")

    class Sanction(models.TextChoices):
        REMOVE = "remove", pgettext_lazy("sanction", "Removed")
        TAKE_OFF_SALE = "take_off_sale", pgettext_lazy("sanction", "Taken off sale")
        SUSPEND = "suspend", pgettext_lazy("sanction", "Suspended")
        CLOSE_LINK = "close_link", pgettext_lazy("sanction", "Link closed")
        WARN = "warn", pgettext_lazy("sanction", "Warning")

    class Detected(models.TextChoices):
        REPORT = "report", _("Somebody reported it.")
        MACHINE = "machine", _("A pattern of words was found by a machine; a person then read it.")
        STAFF = "staff", _("Somebody of the staff saw it.")

    class Status(models.TextChoices):
        IN_FORCE = "in_force", pgettext_lazy("decision", "In force")
        PAUSED = "paused", pgettext_lazy("decision", "Paused by an appeal")
        REVERSED = "reversed", pgettext_lazy("decision", "Reversed on appeal")
        LIFTED = "lifted", pgettext_lazy("decision", "Lifted")

    TRANSITIONS = {
        Status.IN_FORCE: frozenset({Status.PAUSED, Status.REVERSED, Status.LIFTED}),
        Status.PAUSED: frozenset({Status.IN_FORCE, Status.REVERSED}),
        Status.REVERSED: frozenset[str](),
        Status.LIFTED: frozenset[str](),
    }
    # What can follow for each kind of thing; a warning can for all.
    SANCTIONS = {
        TargetKind.PRODUCT: Sanction.TAKE_OFF_SALE,
        TargetKind.CREATOR: Sanction.SUSPEND,
        TargetKind.SHOP: Sanction.SUSPEND,
        TargetKind.LIST: Sanction.CLOSE_LINK,
    }

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=TargetKind.choices)
    target_id = models.UUIDField()
    # Whom it concerns: the author, or the owner of the shop. None when the account is gone.
    subject = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The thing in words, as it was when decided: the text itself, a title, a name.
    about = models.CharField(max_length=ABOUT_LENGTH_MAX, blank=True)
    # How it stood before (the owner's word for it): where a pause brings it back to.
    was = models.CharField(max_length=20, blank=True)
    # Empty only for what was decided before rules had names.
    rule = models.CharField(max_length=40, blank=True)
    ground = models.CharField(max_length=20, choices=Ground.choices)
    facts = models.CharField(max_length=FACTS_LENGTH_MAX)
    sanction = models.CharField(max_length=20, choices=Sanction.choices)
    # Where it holds.
    market = models.CharField(max_length=2, blank=True)
    detected_by = models.CharField(max_length=20, choices=Detected.choices)
    is_automated = models.BooleanField(default=False)
    is_urgent = models.BooleanField(default=False)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.IN_FORCE)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)
    appeal_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "target_id"],
                condition=Q(status__in=["in_force", "paused"]) & ~Q(sanction="warn"),
                name="moderation_decision_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["in_force", "paused", "reversed", "lifted"]), name="moderation_decision_status"
            ),
            models.CheckConstraint(condition=Q(ground__in=["legal", "terms"]), name="moderation_decision_ground"),
            models.CheckConstraint(
                condition=Q(status__in=["reversed", "lifted"], ended_at__isnull=False)
                | Q(status__in=["in_force", "paused"], ended_at__isnull=True),
                name="moderation_decision_ended",
            ),
            models.CheckConstraint(
                condition=Q(is_automated=True, decided_by__isnull=True)
                | Q(is_automated=False, decided_by__isnull=False),
                name="moderation_decision_by_somebody",
            ),
            # An urgent sanction goes on while its appeal waits.
            models.CheckConstraint(condition=~Q(status="paused", is_urgent=True), name="moderation_urgent_not_paused"),
        )
        indexes = (
            models.Index("subject", F("id").desc(), name="moderation_decision_subject"),
            models.Index("rule", F("id").desc(), name="moderation_decision_rule"),
            models.Index(fields=["kind", "target_id"], name="moderation_decision_target"),
        )

    def __str__(self) -> str:
        return f"{self.sanction} {self.kind} {self.target_id}"


class Appeal(models.Model):
    """Why the person concerned finds a decision wrong, and what somebody else of the staff found."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("appeal", "Waits for an answer")
        UPHELD = "upheld", pgettext_lazy("appeal", "The decision stands")
        REVERSED = "reversed", pgettext_lazy("appeal", "The decision is reversed")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="appeal")
    text = models.CharField(max_length=APPEAL_LENGTH_MAX)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.OPEN)
    opened_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=FACTS_LENGTH_MAX, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(status="open", decided_at__isnull=True, decided_by__isnull=True)
                | Q(status__in=["upheld", "reversed"], decided_at__isnull=False, decided_by__isnull=False),
                name="moderation_appeal_decided",
            ),
        )
        indexes = (models.Index(fields=["id"], condition=Q(status="open"), name="moderation_appeal_open"),)

    def __str__(self) -> str:
        return f"{self.status} {self.decision_id}"
