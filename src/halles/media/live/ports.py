"""UDP only from the range the operator opened in the firewall. ICE asks for any port; here it gets one of ours."""

from __future__ import annotations

import asyncio
import errno
import random
from collections.abc import Callable
from typing import Any

import uvloop


def ranged_loop(ports: tuple[int, int]) -> Callable[[], asyncio.AbstractEventLoop]:
    """A maker of event loops whose datagram sockets, when any port will do, are opened within `ports` (inclusive)."""
    first, last = ports

    class Ranged(uvloop.Loop):
        async def create_datagram_endpoint(  # type: ignore[override]
            self, protocol_factory: Any, local_addr: Any = None, **options: Any
        ) -> Any:
            if local_addr is None or local_addr[1]:
                return await super().create_datagram_endpoint(protocol_factory, local_addr, **options)
            for port in random.sample(range(first, last + 1), last - first + 1):
                try:
                    return await super().create_datagram_endpoint(protocol_factory, (local_addr[0], port), **options)
                except OSError as failure:
                    if failure.errno != errno.EADDRINUSE:
                        raise
            raise OSError(errno.EADDRINUSE, f"no free UDP port from {first} to {last}")

    return Ranged
