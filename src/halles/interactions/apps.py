from __future__ import annotations

from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    name = "halles.interactions"
    label = "interactions"
    default_auto_field = "django.db.models.BigAutoField"
