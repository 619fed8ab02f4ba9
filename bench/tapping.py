"""A client that costs little: prebuilt requests over kept connections, the fewest possible steps per answer.

Closed loop (`rate=None`): every connection sends the next request when the last one is answered; for throughput.
Open loop: requests are due at fixed times whether or not the last ones are answered, and latency counts from then.
"""

from __future__ import annotations

import asyncio
import os
import time
import uuid
from collections import deque
from dataclasses import dataclass, field
from typing import cast

import uvloop

HEAD_END = b"\r\n\r\n"


@dataclass
class Tally:
    """What came back: how many of each status, how long it took from when it was due, the client's own CPU."""

    statuses: dict[int, int] = field(default_factory=dict)
    latencies_ms: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    @property
    def placed(self) -> int:
        """Orders the client was told of."""
        return self.statuses.get(201, 0)


@dataclass(frozen=True)
class Target:
    """Where to tap: for each buyer's token the bytes before and after the idempotency key, per variant."""

    port: int
    tokens: tuple[str, ...]
    variants: tuple[str, ...]

    def request(self, number: int) -> bytes:
        """The bytes of one tap; buyers and variants take turns."""
        body = b'{"variant_id":"%s"}' % self.variants[number % len(self.variants)].encode()
        return (
            b"POST /api/v1/orders/one-tap HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Authorization: Bearer %s\r\nIdempotency-Key: %s\r\nContent-Length: %d\r\n\r\n%s"
        ) % (self.tokens[number % len(self.tokens)].encode(), uuid.uuid4().hex.encode(), len(body), body)


class _Line(asyncio.Protocol):
    def __init__(self, run: _Run) -> None:
        self.run = run
        self.transport: asyncio.Transport | None = None
        self.buffer = b""
        self.due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports write and close like asyncio's and are no subclass of them.
        self.transport = cast("asyncio.Transport", transport)
        self.run.idle(self)

    def send(self, due: float) -> None:
        self.due = due
        assert self.transport is not None
        self.transport.write(self.run.target.request(self.run.take_number()))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.find(HEAD_END)
        if end < 0:
            return
        head = self.buffer[:end].lower()
        at = head.find(b"content-length:")
        assert at >= 0, "every answer of the API has a length"
        length = int(head[at + 15 :].split(b"\r\n", 1)[0])
        if len(self.buffer) < end + 4 + length:
            return
        status = int(self.buffer[9:12])
        self.buffer = b""
        self.run.answered(self, status)


class _Run:
    def __init__(self, target: Target, seconds: float, rate: float | None, tally: Tally, count: int | None) -> None:
        self.target, self.rate, self.tally = target, rate, tally
        self.loop = asyncio.get_running_loop()
        self.started = self.loop.time()
        self.ends = self.started + seconds
        self.number = 0
        self.count = count
        self.open = 0
        self.waiting: deque[float] = deque()
        self.free: deque[_Line] = deque()
        self.over = asyncio.Event()

    def take_number(self) -> int:
        self.number += 1
        return self.number

    def idle(self, line: _Line) -> None:
        now = self.loop.time()
        if self.rate is None:
            if now < self.ends and (self.count is None or self.number < self.count):
                self.open += 1
                line.send(now)
        elif self.waiting:
            self.open += 1
            line.send(self.waiting.popleft())
        else:
            self.free.append(line)
        is_over = now >= self.ends or (self.count is not None and self.number >= self.count)
        if is_over:
            self.end_if_quiet()

    def end_if_quiet(self) -> None:
        """The end, once nothing is under way; asked again after the last request was due, for no answer may follow."""
        if not self.open and not self.waiting:
            self.over.set()

    def answered(self, line: _Line, status: int) -> None:
        self.open -= 1
        self.tally.statuses[status] = self.tally.statuses.get(status, 0) + 1
        self.tally.latencies_ms.append((self.loop.time() - line.due) * 1000)
        self.idle(line)

    async def tick(self) -> None:
        """Makes requests due, for the open loop."""
        assert self.rate is not None
        step = 1 / self.rate
        due = self.started
        while due < self.ends:
            while due <= self.loop.time():
                self.waiting.append(due)
                due += step
            while self.waiting and self.free:
                self.open += 1
                self.free.popleft().send(self.waiting.popleft())
            await asyncio.sleep(0.001)
        self.end_if_quiet()


def tap(
    target: Target, *, connections: int, seconds: float, rate: float | None = None, count: int | None = None
) -> Tally:
    """Tap for so long, at most `count` times, and wait for the last answers."""
    return uvloop.run(_tap(target, connections, seconds, rate, count))


async def _tap(target: Target, connections: int, seconds: float, rate: float | None, count: int | None) -> Tally:
    tally = Tally()
    used_before = os.times()
    run = _Run(target, seconds, rate, tally, count)
    lines = [
        (await run.loop.create_connection(lambda: _Line(run), "127.0.0.1", target.port))[0] for _ in range(connections)
    ]
    started = time.perf_counter()
    if rate is not None:
        await run.tick()
    await asyncio.wait_for(run.over.wait(), seconds + 60)
    tally.seconds = time.perf_counter() - started
    used = os.times()
    tally.cpu_seconds = used.user + used.system - used_before.user - used_before.system
    for line in lines:
        line.close()
    return tally
