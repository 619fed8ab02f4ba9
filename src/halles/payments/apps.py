from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "halles.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"
