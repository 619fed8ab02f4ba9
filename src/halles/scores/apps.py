from __future__ import annotations

from django.apps import AppConfig


class ScoresConfig(AppConfig):
    name = "halles.scores"
    label = "scores"
    default_auto_field = "django.db.models.BigAutoField"
