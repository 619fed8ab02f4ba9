"""The web role: Django under granian, on the Unix socket that the edge hands requests to."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from halles.kit.environment import Environment
from halles.kit.processes import die_with_parent

TARGET = "halles.config.wsgi:application"
# What waits here holds no thread, only a place; the edge itself refuses beyond its own limit.
BACKPRESSURE = 256


def serve(environment: Environment) -> int:
    """Runs web until SIGTERM; its worker processes end with it, however it ends."""
    socket = environment.web_socket
    socket.unlink(missing_ok=True)  # left by a killed one; binding would fail
    server = Server(
        TARGET,
        uds=socket,
        interface=Interfaces.WSGI,
        workers=environment.web_workers,
        blocking_threads=environment.web_threads,
        backpressure=BACKPRESSURE,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=8,
        websockets=False,
        log_level=LogLevels(environment.log_level.lower()),
    )
    server.serve(target_loader=_Loader(os.getpid()), wrap_loader=False)
    return 0


class _Loader:
    """Loads the application inside a worker process, tied to the main one: no orphans after a kill -9."""

    def __init__(self, main: int) -> None:
        self.main = main

    def __call__(self, *_: Any) -> Callable[..., Any]:
        die_with_parent(self.main)
        from halles.config.wsgi import application

        _settle()
        return application


def _settle() -> None:
    """What every process loads at its first pages is loaded now and counts as here for good: a collection of garbage
    that walks over all modules, addresses and translations holds up whoever waits at that moment."""
    from django.conf import settings
    from django.urls import reverse
    from django.utils import translation

    reverse("storefront:feed")
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("-")
    gc.collect()
    gc.freeze()
