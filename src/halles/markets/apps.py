from django.apps import AppConfig


class MarketsConfig(AppConfig):
    name = "halles.markets"
    label = "markets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Read the market files now, so that a wrong one stops the start and not a customer."""
        from halles.markets import queries

        queries.all_markets()
