"""Which show follows which: the one that is on air again and again, and once the short one for the list of replays."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.db import connection

from halles.demo.shows import planning
from halles.demo.shows.on_air import run_show
from halles.demo.shows.script import Programme, read_programme
from halles.demo.world.kinds import World
from halles.demo.world.read import read_world

Say = Callable[[str], None]
PAUSE_SECONDS = 12.0
PATIENCE_SECONDS = 60.0
# The first minute belongs to the show that newcomers see.
BEFORE_AFTER_SECONDS = 45.0
_TAKE = "SELECT pg_try_advisory_lock(hashtextextended(%s, 7))"


def keep_on_air(market: str, *, say: Say) -> str:
    """Run the demo show of a market for ever; comes back only with a sentence that says why it cannot be."""
    programme = read_programme(market)
    if programme is None:
        return f"The demo has no show for {market}: there is one for FR, US and JP."
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [f"demo:show:{market}"])
        if not cursor.fetchone()[0]:
            return f"The demo show of {market} is on air already."
    world = read_world()
    threading.Thread(target=_run_before, args=(world, programme, say), daemon=True).start()
    while True:
        _run_next(world, programme, say)


def _run_next(world: World, programme: Programme, say: Say) -> None:
    script = programme.on_air
    if planning.find_creator(world, script.shop) is None or not planning.are_goods_there(world, script):
        time.sleep(5)  # the world is being made
        return
    planning.announce_others(world, programme)
    if not run_show(world, script, say=say):
        say("the picture did not reach the ingest; next try in a minute")
        time.sleep(PATIENCE_SECONDS)
        return
    time.sleep(PAUSE_SECONDS)


def _run_before(world: World, programme: Programme, say: Say) -> None:
    """The short show, beside the other one, unless it has been already: its recording is there to be seen again."""
    script = programme.before
    while True:
        time.sleep(BEFORE_AFTER_SECONDS)
        creator = planning.find_creator(world, script.shop)
        if creator is None or not planning.are_goods_there(world, script):
            continue
        if planning.sessions_of(creator, script.title).filter(status="ended").exists():
            return
        run_show(world, script, say=say)
