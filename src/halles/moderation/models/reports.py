"""What was reported, and every act of the staff."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.kit import clock, ids


class TargetKind(models.TextChoices):
    VIDEO = "video", _("Video")
    COMMENT = "comment", _("Comment")
    PRODUCT = "product", _("Product")
    CREATOR = "creator", _("Creator")
    REVIEW = "review", _("Review")
    QUESTION = "question", _("Question")
    ANSWER = "answer", _("Answer")
    MESSAGE = "message", _("Message")
    REVIEW_REMARK = "review_remark", _("Follow-up or reply")
    SHOP = "shop", _("Shop")
    LIST = "list", _("List")
    CHAT_MESSAGE = "chat_message", _("Message in a live chat")
    LIVE_SESSION = "live_session", _("Live show")
    TALK_MESSAGE = "talk_message", _("Message between a shop and a creator")


class Report(models.Model):
    """One person's complaint about one thing; points upwards by kind and id, never by a foreign key."""

    class Reason(models.TextChoices):
        SCAM = "scam", _("A scam or a lie about the product")
        COUNTERFEIT = "counterfeit", _("A counterfeit")
        DANGEROUS = "dangerous", _("Dangerous or forbidden")
        HATE = "hate", _("Hate or harassment")
        SEXUAL = "sexual", _("Sexual content")
        COPYRIGHT = "copyright", _("My work, used without permission")
        PRIVACY = "privacy", _("Shows somebody who does not want to be seen")
        SPAM = "spam", _("Spam")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("report", "Open")
        UPHELD = "upheld", pgettext_lazy("report", "Upheld")
        DISMISSED = "dismissed", pgettext_lazy("report", "Dismissed")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    visit_id = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=20, choices=TargetKind.choices)
    target_id = models.UUIDField()
    reason = models.CharField(max_length=20, choices=Reason.choices)
    text = models.CharField(max_length=1000, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.OPEN)
    created_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "upheld", "dismissed"]), name="moderation_report_status"
            ),
            models.CheckConstraint(
                condition=models.Q(status="open", decided_at__isnull=True)
                | (~models.Q(status="open") & models.Q(decided_at__isnull=False)),
                name="moderation_report_decided",
            ),
            models.UniqueConstraint(
                fields=["reporter", "kind", "target_id"],
                condition=models.Q(reporter__isnull=False),
                name="moderation_report_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["visit_id", "kind", "target_id"],
                condition=models.Q(reporter__isnull=True),
                name="moderation_report_once_per_visit",
            ),
        )
        indexes = (
            models.Index(fields=["kind", "target_id"], name="moderation_report_target"),
            models.Index(fields=["created_at", "id"], condition=models.Q(status="open"), name="moderation_report_open"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.target_id}: {self.reason}"


class StaffAction(models.Model):
    """Who of the staff did what, when and why. Rows are never altered (a trigger refuses it)."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    target_id = models.CharField(max_length=64)
    why = models.CharField(max_length=1000, blank=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["-at", "-id"], name="moderation_action_latest"),
            models.Index(fields=["kind", "target_id", "-at"], name="moderation_action_target"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.target_id}"
