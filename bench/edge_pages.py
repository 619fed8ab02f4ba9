"""A page through the edge against the same page from granian's socket, in turn; the client's own cost beside it.

    python -m bench.edge_pages [--quick]

The page is the sign-in form of a running `halles up` in a folder of its own: a small page of templates, not compressed,
so that the edge's share shows. Ratios are requests per second through the edge ÷ direct, A B A B….
"""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import aiohttp

from bench.report import tell

GOAL = 0.9
CONNECTIONS = 16
# Compression is the edge's own service and would be measured on one side only.
PLAIN = {"Accept-Encoding": "identity", "Accept": "text/html"}


async def ask(connector: aiohttp.BaseConnector, url: str, count: int) -> float:
    """Requests per second of `count` answers over kept-alive connections."""
    async with aiohttp.ClientSession(connector=connector, headers=PLAIN) as session:

        async def worker(share: int) -> None:
            for _number in range(share):
                async with session.get(url) as answer:
                    assert answer.status == 200, answer.status
                    await answer.read()

        began = time.perf_counter()
        await asyncio.gather(*(worker(count // CONNECTIONS) for _ in range(CONNECTIONS)))
        return count / (time.perf_counter() - began)


def free_port() -> int:
    """A port nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(url: str) -> None:
    """Until /readyz says 200, at most two minutes."""
    for _try in range(240):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the hall did not open")


def main() -> int:
    """Print the ratio with min–median–max."""
    rounds, count = (3, 320) if "--quick" in sys.argv else (9, 1600)
    with tempfile.TemporaryDirectory(prefix="halles-bench-") as folder:
        measure(Path(folder), rounds, count)
    return 0


def measure(data: Path, rounds: int, count: int) -> None:
    """Both ways to a hall of its own in `data`."""
    port = free_port()
    env = {**os.environ, "HALLES_DATA_DIR": str(data), "HALLES_PORT": str(port)}
    hall = subprocess.Popen([sys.executable, "-m", "halles.cli", "up"], env=env, stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(f"http://localhost:{port}/readyz")
        path, ratios = str(data / "run" / "web.sock"), []
        for _round in range(rounds):
            direct = asyncio.run(measure_direct(path, count))
            through = asyncio.run(measure_edge(port, count))
            ratios.append(through / direct)
            print(f"  edge {through:7.0f}/s   granian {direct:7.0f}/s   ratio {through / direct:.2f}", flush=True)
        tell(
            "A page through the edge against granian's own socket, requests a second",
            goal=f"≥ {GOAL}",
            measured="–",
            ratio=f"{min(ratios):.2f} – {statistics.median(ratios):.2f} – {max(ratios):.2f}",
            is_met=statistics.median(ratios) >= GOAL,
            command="make bench NAME=edge_pages",
        )
    finally:
        hall.terminate()
        hall.wait(30)


async def measure_direct(path: str, count: int) -> float:
    """Over granian's Unix socket."""
    return await ask(aiohttp.UnixConnector(path, limit=CONNECTIONS), "http://localhost/account/login/", count)


async def measure_edge(port: int, count: int) -> float:
    """Over the edge's port."""
    return await ask(aiohttp.TCPConnector(limit=CONNECTIONS), f"http://127.0.0.1:{port}/account/login/", count)


if __name__ == "__main__":
    sys.exit(main())
