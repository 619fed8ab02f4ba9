from django.apps import AppConfig


class SellersConfig(AppConfig):
    name = "halles.sellers"
    label = "sellers"
    default_auto_field = "django.db.models.BigAutoField"
