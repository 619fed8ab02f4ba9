from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "halles.config"
    label = "config"

    def ready(self) -> None:
        from halles import wiring
        from halles.kit import events
        from halles.users import personal

        events.connect(wiring.EVENTS)
        personal.connect(wiring.KEEPERS)
