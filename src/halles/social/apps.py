from __future__ import annotations

from django.apps import AppConfig


class SocialConfig(AppConfig):
    name = "halles.social"
    label = "social"
    default_auto_field = "django.db.models.BigAutoField"
