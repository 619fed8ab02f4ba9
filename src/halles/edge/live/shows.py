"""All shows of this edge: who may come in, and who is there."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque

from halles.edge.live.asking import Asking, AskingRefused, Ticket
from halles.edge.live.show import House, Show
from halles.edge.visitors import line_of

WRONG_KEYS_MAX = 12  # of one line within WRONG_KEYS_SECONDS, before web is not even asked any more
WRONG_KEYS_SECONDS = 60.0
LINES_REMEMBERED_MAX = 10_000

log = logging.getLogger("halles.edge")


class Shows:
    """The shows by their session's id."""

    def __init__(self, house: House, asking: Asking, shows_max: int) -> None:
        self._house = house
        self._asking = asking
        self._max = shows_max
        self._shows: dict[str, Show] = {}
        self._wrong: dict[str, deque[float]] = {}
        self._is_closing = False

    def recover(self) -> None:
        """Takes up the shows that a killed edge left."""
        for entry in self._house.ledger.adopt():
            show = self._shows[entry.session_id] = Show(self._house, entry, self._forget)
            show.stand_up_again()

    def find(self, session_id: str) -> Show | None:
        """The show, or None."""
        return self._shows.get(session_id)

    def list_running(self) -> list[Show]:
        """The shows that have not ended."""
        return [show for show in self._shows.values() if show.status != "ended"]

    async def authorize(self, key: str, protocol: str, address: str) -> Ticket:
        """Whether this key may publish; raises AskingRefused."""
        line = line_of(address)
        wrong = self._wrong.get(line)
        while wrong and time.monotonic() - wrong[0] > WRONG_KEYS_SECONDS:
            wrong.popleft()
        if wrong and len(wrong) >= WRONG_KEYS_MAX:
            raise AskingRefused("forbidden")
        try:
            return await self._asking.authorize(key, protocol, address)
        except AskingRefused as refused:
            if refused.reason == "forbidden":
                self._remember(line)
            raise

    def admit(self, ticket: Ticket) -> Show:
        """The show of a ticket, begun when it is not there yet; raises AskingRefused "full" or "not_now"."""
        show = self._shows.get(ticket.session_id)
        if show is not None and show.status != "ended":
            return show
        if (show is not None and not show.is_closed) or self._is_closing:
            raise AskingRefused("not_now")
        if len(self.list_running()) >= self._max:
            raise AskingRefused("full")
        entry = self._house.ledger.open(ticket.session_id, is_rehearsal=ticket.is_rehearsal, ends_by=ticket.ends_by)
        if entry is None:
            raise AskingRefused("not_now")
        show = self._shows[ticket.session_id] = Show(self._house, entry, self._forget)
        return show

    def stop(self, session_id: str, reason: str = "stopped") -> None:
        """Ends a show: the host pressed End, or staff stopped it."""
        show = self._shows.get(session_id)
        if show is not None:
            show.end(reason)

    async def close(self) -> None:
        """Ends every process; what has not ended is left to the next edge."""
        self._is_closing = True
        await asyncio.gather(*(show.close() for show in self._shows.values()))
        await self._asking.close()
        self._house.ledger.release()

    def _forget(self, show: Show) -> None:
        if self._shows.get(show.entry.session_id) is show:
            del self._shows[show.entry.session_id]

    def _remember(self, line: str) -> None:
        if len(self._wrong) > LINES_REMEMBERED_MAX:
            self._wrong.clear()
        self._wrong.setdefault(line, deque(maxlen=WRONG_KEYS_MAX)).append(time.monotonic())
