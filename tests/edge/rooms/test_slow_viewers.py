from __future__ import annotations

import asyncio
import socket
import struct
import threading
from pathlib import Path

import pytest

from halles.edge.rooms import closing
from halles.kit.rooms.events import Event, encode
from tests.edge.rooms.client import Client
from tests.edge.rooms.stage import make_live, open_edges, pass_for

pytestmark = pytest.mark.django_db(transaction=True)
EVENTS, EVENT_BYTES = 1500, 4000


def test_one_of_fifty_stops_reading_and_the_others_lose_nothing(tmp_path: Path) -> None:
    session = make_live()
    heard: dict[int, list[int]] = {}

    def listen(number: int, client: Client) -> None:
        offsets: list[int] = []
        while not offsets or offsets[-1] < EVENTS:
            offsets.append(client.wait(lambda event: event["k"] == "act", seconds=40)["o"])
        heard[number] = offsets

    with open_edges(tmp_path) as [site]:
        clients = [Client(site.port, str(session.pk)) for _ in range(49)]
        stalled = Client(site.port, str(session.pk), receive_bytes=4096)
        for client in [*clients, stalled]:
            client.hello(pass_for(session))
        room = site.application.rooms.stages[str(session.pk)].room
        threads = [threading.Thread(target=listen, args=pair) for pair in enumerate(clients)]
        for thread in threads:
            thread.start()

        async def tell() -> None:
            filling = "x" * EVENT_BYTES
            for offset in range(1, EVENTS + 1):
                room.post(Event("act", offset, encode({"k": "act", "o": offset, "filling": f"{offset}{filling}"})))
                if offset % 20 == 0:
                    await asyncio.sleep(0.02)

        asyncio.run_coroutine_threadsafe(tell(), site.loop).result(60)
        for thread in threads:
            thread.join(60)
        assert len(heard) == 49
        assert all(offsets == list(range(1, EVENTS + 1)) for offsets in heard.values())
        listener = max(room.listeners, key=lambda each: each.missed_count, default=None)
        is_cut = len(room.listeners) == 49
        assert is_cut or (listener is not None and listener.missed_count > 0)
        if not is_cut:  # it reads again: told how much it missed, and then the present
            room_is = asyncio.run_coroutine_threadsafe(_post_more(site, room), site.loop)
            missed = stalled.wait(lambda event: event["k"] == "missed", seconds=20)["n"]
            room_is.result(20)
            assert missed > 0


async def _post_more(site: object, room: object) -> None:
    for offset in range(EVENTS + 1, EVENTS + 40):
        room.post(Event("act", offset, encode({"k": "act", "o": offset})))  # type: ignore[attr-defined]
        await asyncio.sleep(0.1)


def test_a_line_that_goes_silent_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("halles.edge.rooms.sweeping.SILENCE_SECONDS_MAX", 0.2)
    monkeypatch.setattr("halles.edge.rooms.sweeping.ROUND_SECONDS", 1.0)
    session = make_live()
    with open_edges(tmp_path) as [site]:
        client = Client(site.port, str(session.pk))
        client.hello(pass_for(session))
        assert client.wait_closed().code in {closing.SILENT, 1006}


def test_a_connection_that_is_torn_leaves_nothing_behind(tmp_path: Path) -> None:
    session = make_live()
    with open_edges(tmp_path) as [site]:
        rooms = site.application.rooms
        for _ in range(20):
            client = Client(site.port, str(session.pk))
            client.hello(pass_for(session))
            client.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()
        stays = Client(site.port, str(session.pk))
        stays.hello(pass_for(session))
        stays.ask("time")
        assert len(rooms.visits) == 1
        assert len(rooms.stages[str(session.pk)].room.listeners) == 1
