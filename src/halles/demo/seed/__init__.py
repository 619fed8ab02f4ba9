"""Bringing the demo world into a running house, through its services."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from halles.demo.queries import Progress, get_progress
from halles.demo.seed import steps
from halles.demo.seed.cast import PASSWORD, seat_everybody, sign_ins
from halles.demo.seed.films import (
    Recording,
    announce_missing,
    find_video,
    hand_over,
    is_sent,
    place_to_render,
    record_film,
)
from halles.demo.seed.turns import turn
from halles.demo.world.kinds import VideoData, World
from halles.demo.world.read import read_world
from halles.kit.jobs import defer
from halles.videos.models import Video

Say = Callable[[str], None]
AT_ONCE = 2
PATIENCE_SECONDS = 240
ROLES = {"customer": "Customer", "seller": "Seller", "creator": "Creator", "staff": "Staff"}


def seed_world(say: Say) -> None:
    """Fill the house with the demo world: the first films finished, the rest left to the worker. What is there stays.

    Can be interrupted at any point and called again. Tells `say` what it does, and in the end who may sign in.
    """
    world = read_world()
    progress = get_progress(world)
    if not progress.is_complete:
        with turn("world"):
            if _lay_ground(world, say):
                progress = get_progress(world)
    _tell_sign_ins(world, progress, say)


def _lay_ground(world: World, say: Say) -> bool:
    """Make what people wait for at the door; False when it is there and the rest was only asked for again."""
    announce_missing(world)
    missing = [data for data in steps.first_films(world) if not _is_shown(world, data)]
    if not missing:
        # They are shown after everything else was left to the worker: nobody waits at a second start.
        _ask_worker(world)
        return False
    with place_to_render("films") as folder:
        pool = ThreadPoolExecutor(AT_ONCE)
        try:
            rendering = _start_rendering(world, missing, Path(folder), pool)
            _open_first_shops(world, say)
            for data, film in rendering:
                _hand_over(world, data, film)
                say(f"  film “{data.key}” sent")
        finally:
            pool.shutdown(cancel_futures=True)
    _leave_to_worker(world)
    _await_films(world, missing, say)
    return True


def _open_first_shops(world: World, say: Say) -> None:
    say(f"  {len(world.people) + len(world.crowd)} people")
    seat_everybody(world)
    steps.open_everything(world, first=True)
    for key in steps.shops_of_first_films(world):
        steps.list_goods(world, key)
        shop = world.shop(key)
        say(f"  {shop.name}, {shop.place}: {len(shop.products)} products")


def _start_rendering(
    world: World, films: list[VideoData], folder: Path, pool: ThreadPoolExecutor
) -> list[tuple[VideoData, Future[Recording] | None]]:
    """Render what was not sent yet, two at once, while the shops are being opened."""
    return [
        (data, None if is_sent(_find(world, data)) else pool.submit(record_film, world, data, folder)) for data in films
    ]


def _hand_over(world: World, data: VideoData, film: Future[Recording] | None) -> None:
    if film is not None:
        recording = film.result()
        with turn(f"film:{data.key}"):
            if not is_sent(find_video(world, data)):
                hand_over(world, data, recording)


def _leave_to_worker(world: World) -> None:
    """Everything else, in the order in which it is missed: the other shops, films, then second and third pictures."""
    steps.open_everything(world)
    steps.remember(world)
    _ask_worker(world)


def _ask_worker(world: World) -> None:
    """What is asked for already is not asked for again."""
    early = steps.shops_of_first_films(world)
    for shop in sorted(world.shops, key=lambda shop: (shop.key in early, shop.key)):
        defer("demo.furnish_shop", once_as=f"demo.furnish_shop:{shop.key}", shop=shop.key)
    defer("demo.finish", once_as="demo.finish")
    defer("demo.make_next_film", once_as="demo.make_next_film")


def _await_films(world: World, films: list[VideoData], say: Say) -> None:
    """Publish each of the first films as soon as it can be played; give up waiting when the worker is too slow."""
    waiting, until = list(films), time.monotonic() + PATIENCE_SECONDS
    while waiting and time.monotonic() < until:
        for data in list(waiting):
            if steps.show_film(world, data.key):
                waiting.remove(data)
                say(f"  film “{data.key}” is playing ({len(films) - len(waiting)} of {len(films)})")
        time.sleep(0.25 if waiting else 0)
    for data in waiting:
        defer("demo.show_film", key=data.key)


def _find(world: World, data: VideoData) -> Video | None:
    try:
        return find_video(world, data)
    except (AssertionError, LookupError):
        return None  # its shop is not open yet


def _is_shown(world: World, data: VideoData) -> bool:
    video = _find(world, data)
    return video is not None and video.status == Video.Status.PUBLISHED


def _tell_sign_ins(world: World, progress: Progress, say: Say) -> None:
    say(f"The demo world is {progress.percent} % there: {progress.films.done} of {progress.films.total} films play.")
    if not progress.is_complete:
        past = progress.past
        say(f"Of thirteen months of orders and returns {past.done} of {past.total} are told.")
        say("The rest is being made in the background; the feed grows while you look.")
    say(f"Sign in with the password {PASSWORD} as")
    for role, person in sign_ins(world):
        say(f"  {ROLES[role]:<9} {person.email:<30} {person.name} ({person.market})")


__all__ = ["seed_world"]
