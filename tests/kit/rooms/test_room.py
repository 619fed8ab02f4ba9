from __future__ import annotations

import asyncio
import json
import struct
import time
from collections import Counter
from typing import Any

from halles.kit.rooms.events import Event, encode, passing
from halles.kit.rooms.listeners import CLOSE_BYTES, SKIP_BYTES, Listener
from halles.kit.rooms.room import CHAT_PER_SECOND_MAX, HISTORY_EVENTS_MAX, Room

CHAT_KEYS = {"a": "Marc", "b": "Grace"}


class Pipe:
    """A transport that keeps what is written; `stuck` bytes of it are not taken by the network."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.stuck = 0
        self.end = ""

    def write(self, data: bytes) -> None:
        assert not self.end
        self.writes.append(data)

    def get_write_buffer_size(self) -> int:
        return self.stuck

    def close(self) -> None:
        self.end = "closed"

    def abort(self) -> None:
        self.end = "aborted"

    def is_closing(self) -> bool:
        return bool(self.end)

    def told(self) -> list[list[dict[str, Any]]]:
        found = []
        for written in self.writes:
            data = written
            while data and data[0] == 0x81:
                head = {126: 4, 127: 10}.get(data[1], 2)
                size = data[1] if head == 2 else struct.unpack("!H" if head == 4 else "!Q", data[2:head])[0]
                found.append(json.loads(data[head : head + size]))
                data = data[head + size :]
        return found

    def kinds(self) -> list[str]:
        return [event["k"] for tick in self.told() for event in tick]


def join(room: Room, *, key: str | None = None, is_crew: bool = False) -> tuple[Pipe, Listener]:
    pipe = Pipe()
    listener = Listener(pipe, is_deflated=False, key=key, is_crew=is_crew)
    room.add(listener)
    return pipe, listener


def make_event(offset: int, kind: str = "chat", **changes: Any) -> Event:
    facts: dict[str, Any] = {"may_be_left_out": kind == "chat", **changes}
    return Event(kind, offset, encode({"k": kind, "o": offset}), **facts)


async def ticks(count: int = 1) -> None:
    await asyncio.sleep(0.12 * count)


def test_what_was_said_together_is_one_write_in_order_of_rank() -> None:
    async def scene() -> list[list[dict[str, Any]]]:
        room = Room(epoch=1, offset=0)
        pipe, _ = join(room)
        room.heart("heart", 2)
        for offset, kind in enumerate(["chat", "delete", "chat", "act", "pin"], start=1):
            room.post(make_event(offset, kind))
        room.heart("heart", 1)
        room.post(passing("count", n=7))
        room.post(passing("count", n=8))
        await ticks()
        return pipe.told()

    [tick] = asyncio.run(scene())
    assert [(event["k"], event.get("o", event.get("n"))) for event in tick] == [
        ("act", 4), ("pin", 5), ("delete", 2), ("chat", 1), ("chat", 3), ("hearts", {"heart": 3}), ("count", 8),
    ]  # fmt: skip


def test_the_first_word_after_a_silence_does_not_wait_and_the_next_waits_for_the_tick() -> None:
    async def scene() -> tuple[int, float, list[list[int]]]:
        room = Room(epoch=1, offset=0)
        pipe, _ = join(room)
        room.post(make_event(1))
        await asyncio.sleep(0)
        at_once = len(pipe.writes)
        began = time.monotonic()
        room.post(make_event(2))
        room.post(make_event(3))
        while len(pipe.writes) == at_once:
            await asyncio.sleep(0.001)
        return at_once, time.monotonic() - began, [[event["o"] for event in tick] for tick in pipe.told()]

    at_once, waited, told = asyncio.run(scene())
    assert at_once == 1
    assert waited > 0.04
    assert told == [[1], [2, 3]]


def test_an_event_is_told_once() -> None:
    async def scene() -> list[str]:
        room = Room(epoch=1, offset=4)
        pipe, _ = join(room)
        for offset in (4, 5, 5, 3, 6):
            room.post(make_event(offset, "act"))
        await ticks()
        return [event["o"] for tick in pipe.told() for event in tick]

    assert asyncio.run(scene()) == [5, 6]


def test_above_the_limit_viewers_words_are_drawn_by_lot_but_never_ones_own_nor_the_hosts() -> None:
    said = 200

    async def scene() -> tuple[Pipe, Pipe, Pipe]:
        room = Room(epoch=1, offset=0)
        watcher, _ = join(room)
        author, _ = join(room, key="author")
        crew, _ = join(room, key="crew", is_crew=True)
        for offset in range(1, said + 1):
            is_host = offset % 20 == 0
            author_key = "author" if offset % 10 == 5 else f"p{offset}"
            room.post(make_event(offset, may_be_left_out=not is_host, author=author_key))
        await ticks()
        return watcher, author, crew

    watcher, author, crew = asyncio.run(scene())
    seen = {name: {e["o"] for t in pipe.told() for e in t if e["k"] == "chat"} for name, pipe in
            {"watcher": watcher, "author": author, "crew": crew}.items()}  # fmt: skip
    hosts, own = set(range(20, said + 1, 20)), set(range(5, said + 1, 10))
    assert seen["crew"] == set(range(1, said + 1))
    assert hosts <= seen["watcher"]
    assert len(seen["watcher"] - hosts) == CHAT_PER_SECOND_MAX
    assert seen["author"] == seen["watcher"] | own
    left_out = said - len(hosts) - CHAT_PER_SECOND_MAX
    assert [e["n"] for t in watcher.told() for e in t if e["k"] == "sampled"] == [left_out]
    assert "sampled" not in crew.kinds()


def test_what_is_for_the_crew_is_told_to_nobody_else() -> None:
    async def scene() -> tuple[list[str], list[str], list[Event] | None, list[Event] | None]:
        room = Room(epoch=1, offset=0)
        watcher, _ = join(room)
        crew, _ = join(room, is_crew=True)
        room.post(make_event(1, "held", is_crew_only=True))
        await ticks()
        room.post(make_event(2, "pin"))
        await ticks()
        return watcher.kinds(), crew.kinds(), room.after(0, is_crew=False), room.after(0, is_crew=True)

    watcher, crew, for_all, for_crew = asyncio.run(scene())
    assert (watcher, crew) == (["pin"], ["held", "pin"])
    assert [event.kind for event in for_all or []] == ["pin"]
    assert [event.kind for event in for_crew or []] == ["held", "pin"]


def test_a_slow_listener_misses_ticks_is_told_how_many_and_delays_nobody() -> None:
    async def scene() -> tuple[list[Pipe], Pipe, Listener]:
        room = Room(epoch=1, offset=0)
        pipes = [join(room)[0] for _ in range(50)]
        slow, listener = join(room)
        slow.stuck = SKIP_BYTES + 1
        for offset in range(1, 7):
            room.post(make_event(offset, "act"))
            if offset % 3 == 0:
                await ticks()
        slow.stuck = 0
        room.post(make_event(7, "act"))
        await ticks()
        return pipes, slow, listener

    pipes, slow, listener = asyncio.run(scene())
    for pipe in pipes:
        assert [event["o"] for tick in pipe.told() for event in tick] == [1, 2, 3, 4, 5, 6, 7]
    assert slow.told() == [[{"k": "missed", "n": 6}], [{"k": "act", "o": 7}]]
    assert listener.missed_count == 0


def test_who_takes_nothing_at_all_is_cut() -> None:
    async def scene() -> tuple[Pipe, Listener]:
        room = Room(epoch=1, offset=0)
        slow, listener = join(room)
        slow.stuck = CLOSE_BYTES + 1
        room.post(make_event(1))
        await ticks()
        return slow, listener

    slow, listener = asyncio.run(scene())
    assert slow.end == "aborted"
    assert listener.is_gone
    assert slow.writes == []


def test_what_was_told_is_remembered_as_far_as_it_reaches() -> None:
    async def scene() -> Room:
        room = Room(epoch=1, offset=100)
        for offset in range(101, 101 + HISTORY_EVENTS_MAX + 5):
            room.post(make_event(offset, "act"))
        await ticks()
        return room

    room = asyncio.run(scene())
    last = 100 + HISTORY_EVENTS_MAX + 5
    assert room.after(last, is_crew=False) == []
    assert room.after(last + 5, is_crew=False) == [], "another edge was faster"
    assert room.after(104, is_crew=False) is None
    assert [event.offset for event in room.after(last - 2, is_crew=False) or []] == [last - 1, last]
    assert len(room.after(105, is_crew=False) or []) == HISTORY_EVENTS_MAX


def test_a_newcomer_gets_what_is_pending_with_the_tick_and_nothing_twice() -> None:
    async def scene() -> tuple[int, list[Event] | None, list[str]]:
        room = Room(epoch=1, offset=0)
        join(room)
        room.post(make_event(1, "act"))
        await ticks()
        room.post(make_event(2, "act"))
        before = room.after(0, is_crew=False)
        late, _ = join(room)
        await ticks()
        return room.told_offset, before, late.kinds()

    told_offset, before, late = asyncio.run(scene())
    assert [event.offset for event in before or []] == [1]
    assert late == ["act"]
    assert told_offset == 2


def test_large_rooms_are_written_in_portions_and_the_loop_stays_free() -> None:
    async def scene() -> tuple[Counter[int], int]:
        room = Room(epoch=1, offset=0)
        pipes = [join(room)[0] for _ in range(2300)]
        rounds = 0
        room.post(make_event(1, "act"))
        deadline = time.monotonic() + 5
        while not pipes[-1].writes and time.monotonic() < deadline:
            await asyncio.sleep(0)
            rounds += 1
        return Counter(len(pipe.writes) for pipe in pipes), rounds

    writes, rounds = asyncio.run(scene())
    assert writes == {1: 2300}
    assert rounds >= 4
