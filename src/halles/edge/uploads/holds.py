"""One writer per upload; a phone that changed networks may ask for its place while its old connection looks alive."""

from __future__ import annotations

import asyncio
import fcntl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

LEAVE_SECONDS_MAX = 5.0


class HoldRefused(Exception):  # noqa: N818 - an answer to the client; `name` is that of its sentence
    """Somebody else writes, or too many do."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


class Hold:
    """The right to write one upload; `is_unwanted` asks its holder to stop soon."""

    def __init__(self) -> None:
        self.is_unwanted = False
        self.left = asyncio.Event()


class Holds:
    """Who writes what at this moment."""

    def __init__(self, per_address_max: int) -> None:
        self._per_address_max = per_address_max
        self._holds: dict[str, Hold] = {}
        self._by_address: Counter[str] = Counter()
        self.is_closing = False

    @contextmanager
    def take(self, upload_id: str, address: str) -> Iterator[Hold]:
        """Holds the upload within the block; raises HoldRefused."""
        if upload_id in self._holds:
            raise HoldRefused("upload_busy")
        if self._by_address[address] >= self._per_address_max:
            raise HoldRefused("upload_many")
        hold = self._holds[upload_id] = Hold()
        self._by_address[address] += 1
        try:
            yield hold
        finally:
            del self._holds[upload_id]
            self._by_address[address] -= 1
            if not self._by_address[address]:
                del self._by_address[address]
            hold.left.set()

    async def ask_to_leave(self, upload_id: str) -> None:
        """Has the present writer stop, and waits a little for it; without one it does nothing."""
        hold = self._holds.get(upload_id)
        if hold is not None:
            hold.is_unwanted = True
            with suppress(TimeoutError):
                await asyncio.wait_for(hold.left.wait(), LEAVE_SECONDS_MAX)

    def close(self) -> None:
        """Has every writer stop; the edge is about to end."""
        self.is_closing = True
        for hold in self._holds.values():
            hold.is_unwanted = True


def lock_file(handle: int) -> bool:
    """Locks the open file against other edge processes on this machine until it is closed; False when one has it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
