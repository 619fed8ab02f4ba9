"""How many viewers of one show one edge carries: LL-HLS requests a second, five parts and five playlists a viewer.

    python -m bench.hls_requests [--quick]

Viewers are kept-alive sockets of one asyncio client that ask as hls.js does: the playlist with blocking reload, then
the part it names, over and over. 50, 100, 200, … of them until the edge no longer keeps up: the middle of the time that
passes between a part's being there and a viewer's having read it is above 200 ms. The edge's CPU per request beside it.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import sys
import time
import zlib
from dataclasses import dataclass, field

import uvloop

from bench.live_stage import Encoder, Stage, open_stage, processor_seconds
from bench.report import tell

LATE_MS_MAX = 200.0
SIZES = (50, 100, 200, 400, 600, 800, 1200)
_PART = re.compile(rb'#EXT-X-PART:DURATION=[0-9.]+,URI="(\d+)/(\d+)\.(\d+)\.m4s"')


@dataclass
class Seen:
    """What all viewers saw."""

    requests: int = 0
    bytes: int = 0
    arrived: dict[tuple[int, int], list[float]] = field(default_factory=dict)
    failures: int = 0


class Viewer:
    """One kept-alive line."""

    def __init__(self, stage: Stage, session: str, seen: Seen) -> None:
        self.stage, self.session, self.seen = stage, session, seen

    async def run(self) -> None:
        """Until cancelled."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.stage.port, limit=2**22)
        try:
            body = await self.get("index.m3u8")
            while True:
                take, msn, part = (int(found) for found in _PART.findall(body)[-1])
                body = await self.get(f"index.m3u8?_HLS_msn={msn}&_HLS_part={part + 1}")
                take, msn, part = (int(found) for found in _PART.findall(body)[-1])
                await self.get(f"{take}/{msn}.{part}.m4s")
                self.seen.arrived.setdefault((msn, part), []).append(time.monotonic())
        except (OSError, asyncio.IncompleteReadError, IndexError):
            self.seen.failures += 1
        finally:
            self.writer.close()

    async def get(self, name: str) -> bytes:
        """One answer's body."""
        self.writer.write(
            f"GET /live-media/{self.session}/{name} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        )
        told = await self.reader.readuntil(b"\r\n\r\n")
        found = re.search(rb"Content-Length: (\d+)", told)
        assert found is not None, told
        body = await self.reader.readexactly(int(found[1]))
        self.seen.requests += 1
        self.seen.bytes += len(body)
        if not told.startswith(b"HTTP/1.1 200"):
            return b""
        return zlib.decompress(body, 31) if b"Content-Encoding: gzip" in told else body


async def measure(stage: Stage, session: str, count: int, seconds: float) -> tuple[float, float, float, int, float]:
    """Requests a second, their delay, CPU-µs of the edge a request, failures, Mb/s."""
    seen = Seen()
    tasks = [asyncio.create_task(Viewer(stage, session, seen).run()) for _ in range(count)]
    await asyncio.sleep(4)
    seen.arrived.clear()
    before, requests, read = processor_seconds(stage.pid), seen.requests, seen.bytes
    began = time.monotonic()
    await asyncio.sleep(seconds)
    length = time.monotonic() - began
    spent, done = processor_seconds(stage.pid) - before, seen.requests - requests
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    # The first viewer to read a part tells when it was there at the latest.
    delays = [(at - min(times)) * 1000 for times in seen.arrived.values() for at in times if len(times) > count / 2]
    middle = statistics.median(delays) if delays else 9999.0
    return done / length, middle, spent / max(done, 1) * 1e6, seen.failures, (seen.bytes - read) * 8 / length / 1e6


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
                    rate, late, micro, failures, mbits = runner.run(
                        measure(stage, session, count, 4 if is_quick else 10)
                    )
                share = rate * micro / 1e4
                print(
                    f"  {count:5d} viewers: {rate:7.0f} requests/s, read {late:5.0f} ms after the first, "
                    f"{micro:4.0f} µs a request, {share:3.0f} % of a core, {mbits:.0f} Mb/s, {failures} failures",
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
