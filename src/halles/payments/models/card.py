"""Cards that people keep with the provider; we hold a token and what may be shown, never a number."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from halles.kit.ids import uuid7

BRAND_NAMES = {"visa": "Visa", "mastercard": "Mastercard", "amex": "American Express", "jcb": "JCB"}


class SavedCard(models.Model):
    """A card of a user, kept by the provider under `token`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_cards")
    provider = models.CharField(max_length=30)
    token = models.CharField(max_length=80)
    brand = models.CharField(max_length=20)
    last4 = models.CharField(max_length=4)
    exp_month = models.PositiveSmallIntegerField()
    exp_year = models.PositiveSmallIntegerField()
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "token"], name="payments_saved_card_token"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_default=True), name="payments_saved_card_one_default"
            ),
            models.CheckConstraint(
                condition=Q(exp_month__gte=1, exp_month__lte=12), name="payments_saved_card_exp_month"
            ),
        ]

    @property
    def brand_name(self) -> str:
        """The brand as it writes itself."""
        return BRAND_NAMES.get(self.brand, self.brand.title())
