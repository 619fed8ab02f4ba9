"""What the worker makes of the demo world while people look at it already: niced, one thing after the other."""

from __future__ import annotations

from halles.kit.jobs import MEDIA_QUEUE, RETRY, app, defer

SHOW_AFTER_SECONDS = 6
SHOW_TRIES_MAX = 400
PAST_SECONDS = 10.0


@app.task(name="demo.furnish_shop", queue=MEDIA_QUEUE, retry=RETRY)
def furnish_shop(shop: str) -> None:
    """List what a shop sells, then take the pictures that are missing."""
    from halles.demo.seed import steps
    from halles.demo.world.read import read_world

    steps.furnish(read_world(), shop)


@app.task(name="demo.make_next_film", queue=MEDIA_QUEUE, retry=RETRY)
def make_next_film() -> None:
    """Render and send the next film; the one after it is asked for behind its processing in the queue."""
    from halles.demo.seed import steps
    from halles.demo.world.read import read_world

    if steps.make_next_film(read_world()):
        defer(make_next_film, once_as="demo.make_next_film")


@app.task(name="demo.show_film", retry=RETRY)
def show_film(key: str, tries: int = 0) -> None:
    """Publish a film once it can be played, and bring its viewers."""
    from halles.demo.seed import steps
    from halles.demo.world.read import read_world

    if not steps.show_film(read_world(), key) and tries < SHOW_TRIES_MAX:
        defer(show_film, in_seconds=SHOW_AFTER_SECONDS, key=key, tries=tries + 1)


@app.task(name="demo.finish", queue=MEDIA_QUEUE, retry=RETRY)
def finish() -> None:
    """What needs everything else: purchases of the last weeks that were not told yet, followers, complaints."""
    from halles.demo.seed import steps
    from halles.demo.world.read import read_world

    world = read_world()
    steps.open_everything(world)
    steps.remember(world)
    defer(remember_more, once_as="demo.remember_more")


@app.task(name="demo.remember_more", queue=MEDIA_QUEUE, retry=RETRY)
def remember_more() -> None:
    """A few seconds of the thirteen months; the next few are asked for behind what waits in the queue."""
    from halles.demo.seed import steps
    from halles.demo.world.read import read_world

    if steps.remember_more(read_world(), seconds=PAST_SECONDS):
        defer(remember_more, once_as="demo.remember_more")
