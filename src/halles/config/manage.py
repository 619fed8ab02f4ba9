"""Django's own management commands, for developers: `halles-manage makemigrations videos`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run a management command with the house's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halles.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
