"""How many viewers of one show one edge carries: LL-HLS requests a second, five parts and five playlists a viewer.

    python -m bench.hls_requests [--quick]

Viewers ask as hls.js does: the playlist with blocking reload, then the part it names, over and over, each on a
kept-alive line of its own. They know how a show is numbered and only count bytes, so that the client stays cheap; its
own CPU is printed beside the edge's. 50, 100, 200, … of them until the edge no longer keeps up: the middle of the time
between a part's being there and a viewer's having read it is above 200 ms.
"""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field

import uvloop

from bench.live_stage import Encoder, Stage, open_stage, processor_seconds
from bench.report import tell

LATE_MS_MAX = 200.0
SIZES = (50, 100, 200, 400, 600, 800, 1000, 1200)
FIRST_LAST = 9  # parts of a segment are numbered from 0 to 9: two seconds at 200 ms
_PART = re.compile(rb'#EXT-X-PART:DURATION=[0-9.]+,URI="(\d+)/(\d+)\.(\d+)\.m4s"')
_LENGTH = re.compile(rb"Content-Length: (\d+)")


@dataclass
class Seen:
    """What all viewers saw; `arrived` by segment and part."""

    requests: int = 0
    bytes: int = 0
    failures: int = 0
    arrived: dict[tuple[int, int], list[float]] = field(default_factory=lambda: defaultdict(list))


class Viewer(asyncio.Protocol):
    """One kept-alive line that follows the show from `msn` on."""

    def __init__(self, session: str, seen: Seen, take: int, msn: int) -> None:
        self.session, self.seen, self.take, self.at = session, seen, take, (msn, 0)
        self.head = bytearray()
        self.left = 0
        self.is_part = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.ask()

    def ask(self) -> None:
        """The playlist that names the next part, or that part."""
        msn, number = self.at
        name = f"{self.take}/{msn}.{number}.m4s" if self.is_part else f"index.m3u8?_HLS_msn={msn}&_HLS_part={number}"
        line = f"GET /live-media/{self.session}/{name} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n"
        self.transport.write(line.encode())

    def data_received(self, data: bytes) -> None:
        if not self.left:
            self.head += data
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                return
            found = _LENGTH.search(self.head)
            if not self.head.startswith(b"HTTP/1.1 200") or found is None:
                self.seen.failures += 1
                self.transport.close()
                return
            self.left = end + 4 + int(found[1])
            data = bytes(self.head)
            self.head.clear()
        self.left -= len(data)
        self.seen.bytes += len(data)
        if not self.left:
            self.answered()

    def answered(self) -> None:
        """On to what comes next."""
        self.seen.requests += 1
        if self.is_part:
            self.seen.arrived[self.at].append(time.monotonic())
            msn, number = self.at
            self.at = (msn, number + 1) if number < FIRST_LAST else (msn + 1, 0)
        self.is_part = not self.is_part
        self.ask()


async def measure(stage: Stage, session: str, count: int, seconds: float) -> tuple[float, float, float, int, float]:
    """Requests a second, their lateness, the edge's CPU-µs a request, failures, the client's share of a core."""
    seen, loop = Seen(), asyncio.get_running_loop()
    text = stage.playlist(session).encode()
    take, msn, _ = (int(found) for found in _PART.findall(text)[-1])
    lines = [
        (await loop.create_connection(lambda: Viewer(session, seen, take, msn + 1), "127.0.0.1", stage.port))[0]
        for _ in range(count)
    ]
    await asyncio.sleep(4)
    seen.arrived.clear()
    before, own, requests = processor_seconds(stage.pid), processor_seconds(os.getpid()), seen.requests
    began = time.monotonic()
    await asyncio.sleep(seconds)
    length = time.monotonic() - began
    spent, done = processor_seconds(stage.pid) - before, seen.requests - requests
    client = (processor_seconds(os.getpid()) - own) / length * 100
    for line in lines:
        line.abort()
    # The first viewer to read a part tells when it was there at the latest.
    delays = [(at - min(times)) * 1000 for times in seen.arrived.values() for at in times if len(times) > count / 2]
    middle = statistics.median(delays) if delays else 9999.0
    return done / length, middle, spent / max(done, 1) * 1e6, seen.failures, client


def main() -> int:
    """More and more viewers, until it is too many."""
    is_quick = "--quick" in sys.argv
    carried, best, cost = 0, 0.0, 0.0
    with open_stage(HALLES_CONNECTIONS_PER_ADDRESS_MAX="5000") as stage:
        session, key = stage.add_show()
        with Encoder(f"rtmp://127.0.0.1:{stage.rtmp_port}/live/{key}", width=640, height=360):
            stage.wait_for(session, "/3.m4s")
            for count in SIZES[:2] if is_quick else SIZES:
                with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                    found = runner.run(measure(stage, session, count, 4 if is_quick else 10))
                rate, late, micro, failures, client = found
                print(
                    f"  {count:5d} viewers: {rate:7.0f} requests/s, read {late:5.0f} ms after the first, "
                    f"{micro:4.0f} µs a request, edge {rate * micro / 1e4:3.0f} % of a core, client {client:3.0f} %, "
                    f"{failures} failures",
                    flush=True,
                )
                if failures or late > LATE_MS_MAX or rate < count * 8.5:
                    break
                carried, best, cost = count, rate, micro
    tell(
        "Viewers of one show by LL-HLS straight from one edge (200 ms parts, no cache in front)",
        goal="–",
        measured=f"{carried} viewers, {best:.0f} requests/s, {cost:.0f} µs of the edge a request",
        is_met=None,
        command="make bench NAME=hls_requests",
    )
    return 0 if carried else 1


if __name__ == "__main__":
    sys.exit(main())
