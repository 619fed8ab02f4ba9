"""A demo show on air: from the first picture to the end, one after the other while the hall stands."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from django.conf import settings

from halles.creators.models import Creator
from halles.demo.shows import people, planning
from halles.demo.shows.acting import Acts
from halles.demo.shows.chat import Chat
from halles.demo.shows.ingest import Ingest, Reels
from halles.demo.shows.script import ShowScript
from halles.demo.world.kinds import World
from halles.kit import clock, transactions
from halles.kit.errors import Refusal
from halles.live import services
from halles.live.models import LiveSession, RunSheetItem

Say = Callable[[str], None]
PICTURE_SECONDS_MAX = 60.0
TICK_SECONDS = 1.0
PRESENCE_SECONDS = 5.0
WAITING_ROOM_SECONDS = 3.0
Status = LiveSession.Status


def run_show(world: World, script: ShowScript, *, say: Say) -> bool:
    """One show to its end, or the rest of one that a death has interrupted; False when its picture never arrived.

    An old one that can not go on is ended first; what is over is cleared away.
    """
    creator = planning.find_creator(world, script.shop)
    assert creator is not None, "asked for when the shop is open"
    reels = Reels(world, script, Path(settings.DATA_DIR) / "demo" / "shows")
    first = reels.draw_opening()
    reels.draw_rest()
    session = _find_running(creator, script) or planning.plan_show(world, creator, script, first)
    planning.clear_away(creator, script.title)
    ingest = Ingest(f"rtmp://127.0.0.1:{settings.HALLES_RTMP_PORT}/live/{session.stream_key}", first)
    show = _Show(world, session, script, ingest, reels)
    try:
        if not show.open():
            return False
        say(f"on air: {script.title} ({settings.BASE_URL}/live/{session.pk}/)")
        show.go_on()
        return True
    finally:
        show.close()


def _find_running(creator: Creator, script: ShowScript) -> LiveSession | None:
    """A show of this script that may go on; others that were left on air are ended."""
    length = dt.timedelta(minutes=sum(step.minutes for step in script.steps))
    found = None
    for session in planning.sessions_of(creator, script.title).filter(status__in=[Status.PLANNED, Status.LIVE]):
        is_young = (session.started_at or session.created_at) > clock.now() - length
        if found is None and is_young:
            found = session
        elif session.status == Status.LIVE:
            transactions.run(partial(services.end_session, session.pk))
        else:
            transactions.run(partial(services.cancel_session, session.pk))
    return found


class _Show:
    """One session while it is on air."""

    def __init__(self, world: World, session: LiveSession, script: ShowScript, ingest: Ingest, reels: Reels) -> None:
        self.session, self.script, self.ingest, self.reels = session, script, ingest, reels
        self.luck = random.Random(str(session.pk))  # noqa: S311 - who says what, no secret
        self.guests = people.invite(world, script.market, self.luck)
        self.chat = Chat(session, script, guests=self.guests, luck=self.luck)
        self.acts = Acts(world, session, script, guests=self.guests, luck=self.luck)
        self.crowd = people.Crowd(session.pk)
        self.good = ""
        self.step_ends = 0.0
        self.present_at = 0.0
        self.chats_told = 0

    def open(self) -> bool:
        """Send the picture until it arrives, then open the room; False when it does not arrive."""
        until = time.monotonic() + PICTURE_SECONDS_MAX
        while time.monotonic() < until:
            self.ingest.keep()
            self.session.refresh_from_db(fields=["status", "media"])
            if self.session.status in {Status.ENDED, Status.CANCELED}:
                return False
            if self.session.media == LiveSession.Media.ON:
                if self.session.status == Status.PLANNED:
                    time.sleep(WAITING_ROOM_SECONDS)
                    transactions.run(partial(services.go_live, self.session.pk))
                return True
            time.sleep(0.3)
        return False

    def go_on(self) -> None:
        """Second by second, until the run sheet is through or somebody has ended the show."""
        while True:
            self.ingest.keep()
            self.session.refresh_from_db(fields=["status", "media"])
            now = time.monotonic()
            if self.session.status != Status.LIVE or (now >= self.step_ends and not self._step(now)):
                return
            if found := self.reels.find(self.good):
                self.ingest.show(found)
            self.chat.speak(now)
            self.acts.go_on(now, crowd_edge=self.crowd.edge)
            self._be_present(now)
            time.sleep(TICK_SECONDS)

    def close(self) -> None:
        """Say goodbye and end the show, if it is on air; hang up in any case."""
        try:
            self.session.refresh_from_db(fields=["status"])
            if self.session.status == Status.LIVE:
                self.chat.part()
                with suppress(Refusal):  # a hand at the desk was quicker
                    transactions.run(partial(services.end_session, self.session.pk))
        finally:
            self.ingest.stop()

    def _step(self, now: float) -> bool:
        """The next step of the run sheet, or the one that runs when this goes on with a show; whether there is one."""
        item = None
        if not self.step_ends:
            running = self.session.sheet.filter(begun_at__isnull=False, done_at=None)
            item = running.select_related("product").order_by("-position").first()
        if item is None:
            item = transactions.run(partial(services.next_step, self.session.pk))
        if item is None:
            return False
        self.step_ends = now + item.minutes * 60
        if item.kind == RunSheetItem.Kind.ACT:
            self.acts.act(item.act_kind, crowd_edge=self.crowd.edge)
        else:
            self.good = self.chat.good = self.script.steps[item.position].good
        return True

    def _be_present(self, now: float) -> None:
        if now < self.present_at:
            return
        self.present_at = now + PRESENCE_SECONDS
        here = len(self.guests) - self.luck.randrange(4)
        chats, self.chats_told = self.chat.count - self.chats_told, self.chat.count
        self.crowd.be_present(here, seconds=PRESENCE_SECONDS, chats=chats)
        if self.luck.random() < 0.6:
            self.crowd.tap(self.luck.randint(1, 5))
