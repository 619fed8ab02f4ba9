from __future__ import annotations

from django.apps import AppConfig


class AffiliatesConfig(AppConfig):
    name = "halles.affiliates"
    label = "affiliates"
    default_auto_field = "django.db.models.BigAutoField"
