"""A room's messages to many viewers, against a bare loop of C send() to as many sockets.

    python -m bench.fanout [--quick] [--rounds 2] [--seconds 5] [--sizes 1000x20,5000x50,10000x50]

A: `halles edge` with everything on: hosts say messages over their own lines, each is validated, numbered and stored by
PostgreSQL, announced, read, put into ticks and written to every viewer. B: a C program that writes each message to each
socket by send(), one message a write. The viewers are one C program (bench/fanout.c, made with gcc when it is started),
which parses and counts; latency counts from when a message was due. Server on core 0, viewers on core 1, turns A B A B.
After every run all that was said has to be stored, and every viewer has to have heard all of it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bench.report import tell
from bench.shop import World, family_cpu, open_world, spread_of

SOURCE = Path(__file__).with_name("fanout.c")
GOALS = {(1000, 20): 0.65, (5000, 50): 4.0, (10_000, 50): 8.0}
KB_MAX = 20.0
HOSTS = 5
MESSAGE_BYTES = 190  # of one message as the room tells it
COMMAND = "make bench NAME=fanout"
VIEWERS_MAX = 10_000


@dataclass(frozen=True)
class Run:
    """One side, once: deliveries per CPU second of the server, latencies in ms, the viewers' CPU beside it."""

    per_cpu_second: float
    p50_ms: float
    p99_ms: float
    client_cpu: float
    kb_per_viewer: float = 0.0
    postgres_cpu: float = 0.0


def build(folder: Path) -> Path:
    """The C program; ends with a sentence where there is no compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        sys.exit("bench.fanout needs gcc (or cc) for its viewers and its limit; install it and run again.")
    made = folder / "fanout"
    subprocess.run([compiler, "-O2", "-Wall", "-o", str(made), str(SOURCE)], check=True)
    return made


@contextlib.contextmanager
def viewers(program: Path, port: int, path: str, hello: str, count: int, expected: int, seconds: int) -> Any:
    """So many viewers, all of them in."""
    words = [str(program), "listen", str(port), path, hello, str(count), str(expected), str(seconds)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        psutil.Process(process.pid).cpu_affinity([_cores()[-1]])
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", "not every viewer got in"
        try:
            yield process
        finally:
            process.kill()


def _cores() -> list[int]:
    return sorted(psutil.Process().cpu_affinity())


def _read(process: subprocess.Popen[str], expected: int) -> tuple[float, float, float]:
    assert process.stdout is not None
    told = process.stdout.readline().split()
    deliveries, lost, cpu, p50, p99, _ = (float(word) for word in told)
    assert (deliveries, lost) == (expected, 0), f"{deliveries:.0f} of {expected} deliveries, {lost:.0f} lines lost"
    return cpu, p50, p99


def limit(program: Path, port: int, count: int, rate: float, messages: int) -> Run:
    """B: bare send()."""
    words = [str(program), "send", str(port), str(count), str(messages), str(rate), str(MESSAGE_BYTES)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as sender:
        psutil.Process(sender.pid).cpu_affinity([_cores()[0]])
        assert sender.stdin is not None
        assert sender.stdout is not None
        assert sender.stdout.readline() == "ready\n"
        with viewers(program, port, "/", "", count, count * messages, 60) as listening:
            sender.stdin.write("\n")
            sender.stdin.flush()
            cpu = float(sender.stdout.readline())
            client_cpu, p50, p99 = _read(listening, count * messages)
        sender.stdin.write("\n")
        sender.stdin.close()
    return Run(count * messages / cpu, p50, p99, client_cpu)


def ours(world: World, program: Path, session: Any, key: bytes, count: int, rate: float, messages: int) -> Run:
    """A: the edge."""
    from halles.users.models import User

    world.edge.cpu_affinity([_cores()[0]])
    hello = json.dumps({"t": "hello", "token": make_pass(session, key)})
    tokens = [make_pass(session, key, person) for person in User.objects.order_by("pk")[:HOSTS]]
    before_bytes, room = world.edge.memory_info().rss, f"/rooms/{session.pk}"
    with viewers(program, world.target.port, room, hello, count, count * messages, 60) as listening:
        time.sleep(1.0)  # the last hellos
        kb = (world.edge.memory_info().rss - before_bytes) / 1024 / count
        before, before_pg = family_cpu(world.edge), family_cpu(world.postmaster)
        asyncio.run(talk(world, session, tokens, rate, messages))
        client_cpu, p50, p99 = _read(listening, count * messages)
        cpu, postgres = family_cpu(world.edge) - before, family_cpu(world.postmaster) - before_pg
    return Run(count * messages / cpu, p50, p99, client_cpu, kb, postgres)


def make_pass(session: Any, key: bytes, user: Any = None, role: str = "host") -> str:
    """A token as web signs it: for a viewer nobody knows, or for somebody with a role."""
    from halles.kit import clock
    from halles.kit.signing import sign

    told = {"room": str(session.pk), "role": role if user else "viewer", "who": str(user.pk) if user else None}
    until = clock.now() + dt.timedelta(minutes=10)
    return sign("room", {**told, "name": "Camille", "handle": "camille"}, key=key, expires_at=until)


async def talk(world: World, session: Any, tokens: list[str], rate: float, messages: int) -> None:
    """Hosts say so many messages, each when it is due, and wait until all are taken."""
    import aiohttp

    async with aiohttp.ClientSession() as client:
        lines = []
        for token in tokens:
            line = await client.ws_connect(f"http://127.0.0.1:{world.target.port}/rooms/{session.pk}")
            await line.send_json({"t": "hello", "token": token})
            lines.append(line)
        answers = [asyncio.create_task(_hear(line, len(range(at, messages, HOSTS)))) for at, line in enumerate(lines)]
        began = time.monotonic_ns()
        for number in range(messages):
            due = began + int(number / rate * 1e9)
            await asyncio.sleep(max(0.0, (due - time.monotonic_ns()) / 1e9))
            text = f"t={due:020d} Il en reste encore trois, la marinière taille bien"
            await lines[number % HOSTS].send_json({"t": "say", "n": number, "text": text})
        refused = [answer for heard in await asyncio.gather(*answers) for answer in heard if not answer["ok"]]
        assert not refused, refused[:3]
        for line in lines:
            await line.close()


async def _hear(line: Any, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    async for message in line:
        found += [event for event in json.loads(message.data) if event["k"] == "you" and "n" in event]
        if len(found) >= count:
            return found
    raise AssertionError(f"a host's line ended after {len(found)} of {count} answers")


def make_session() -> Any:
    """A show on air."""
    from django.db import transaction

    from tests.live.makers import make_session as make

    with transaction.atomic():
        return make(status="live")


def check(session: Any, said: int) -> None:
    """All that was said is stored once, numbered without gaps."""
    from halles.live.models import RoomEvent

    offsets = list(RoomEvent.objects.filter(session=session).order_by("offset").values_list("offset", flat=True))
    assert offsets == list(range(1, said + 1)), f"{len(offsets)} stored, {said} said"


def measure(world: World, program: Path, count: int, rate: int, options: argparse.Namespace) -> bool:
    """All rounds of one size, told; whether the goal is met."""
    from django.conf import settings

    messages = int(rate * options.seconds)
    mine: list[Run] = []
    bare: list[Run] = []
    for _ in range(options.rounds):
        session = make_session()
        mine.append(ours(world, program, session, settings.SECRET_KEY.encode(), count, rate, messages))
        check(session, messages)
        # As many writes as the loop manages in some seconds: one message a write cannot keep up with the rate.
        few = max(10, min(messages, 400_000 // count))
        bare.append(limit(program, _free_port(), count, rate, few))
    ratios = [one.per_cpu_second / other.per_cpu_second for one, other in zip(mine, bare, strict=True)]
    name = f"{count:,} viewers × {rate}/s"
    for side, runs in (("edge", mine), ("C send()", bare)):
        for one in runs:
            print(
                f"{name:<24} {side:<9} {one.per_cpu_second:>10,.0f} deliveries/CPU-s  p50 {one.p50_ms:6.1f}  "
                f"p99 {one.p99_ms:7.1f} ms  client {one.client_cpu:5.2f} s"
                + (
                    f"  {one.kb_per_viewer:5.1f} KB/viewer  PostgreSQL {one.postgres_cpu:.2f} s"
                    if side == "edge"
                    else ""
                )
            )
    goal = GOALS.get((count, rate))
    middle, kb = statistics.median(ratios), statistics.median(one.kb_per_viewer for one in mine)
    is_met = None if goal is None else middle >= goal and kb <= KB_MAX
    p50, p99 = (statistics.median(getattr(one, field) for one in mine) for field in ("p50_ms", "p99_ms"))
    tell(
        f"Room, {name}: deliveries per CPU second of the edge against C send()",
        goal=f"≥ {goal}, ≤ {KB_MAX:.0f} KB per viewer" if goal else "–",
        measured=f"{statistics.median(one.per_cpu_second for one in mine) / 1000:,.0f}k/CPU-s, p50 {p50:.0f} ms, "
        f"p99 {p99:.0f} ms, {kb:.1f} KB per viewer",
        ratio=spread_of(ratios, 2),
        is_met=is_met,
        command=COMMAND,
    )
    return is_met is not False


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """Measure, print, and say by the exit code whether the goals were met (never with --quick)."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--sizes", default="1000x20,5000x50,10000x50")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds, options.sizes = 1, 1.0, "100x20"
    sizes = [tuple(int(part) for part in size.split("x")) for size in options.sizes.split(",")]
    assert all(count <= VIEWERS_MAX for count, _ in sizes), f"at most {VIEWERS_MAX} viewers"
    with tempfile.TemporaryDirectory(prefix="halles-fanout-") as folder:
        program = build(Path(folder))
        with open_world(VIEWERS_MAX, HALLES_CONNECTIONS_MAX=str(VIEWERS_MAX + 500), HALLES_RTMP_PORT="0") as world:
            met = [measure(world, program, count, rate, options) for count, rate in sizes]
    print("\nevery viewer heard every message once; all are stored, numbered without gaps")
    return 0 if options.quick or all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
