"""The acts of a demo show, by the services of the cockpit. They wait for somebody real: an empty room gets nothing."""

from __future__ import annotations

import datetime as dt
import json
import random
import uuid
from collections.abc import Callable
from itertools import cycle

from django.db.models import Q

from halles.catalog.queries import list_cards
from halles.demo.seed.films import find_product_of
from halles.demo.shows.people import Guest
from halles.demo.shows.script import ShowScript
from halles.demo.world.kinds import World
from halles.inventory.queries import available
from halles.kit import clock, transactions
from halles.kit.errors import Refusal
from halles.kit.statements import fetch
from halles.live.acts import giveaways, offers, polls
from halles.live.models import LiveSession, ShowAct
from halles.live.models.room import Presence

Kind, Status = ShowAct.Kind, ShowAct.Status
PRESENT_WITHIN = dt.timedelta(seconds=15)
FIRST_SECONDS, PAUSE_SECONDS = 25.0, 75.0
COUNTDOWN_SECONDS, DEAL_SECONDS, POLL_SECONDS, GIFT_SECONDS = 15, 120, 75, 120
_VOTE = "SELECT live_vote(%s, %s, %s::jsonb)"


class Acts:
    """What happens beside the goods; `go_on(now)` is asked every second."""

    def __init__(
        self,
        world: World,
        session: LiveSession,
        script: ShowScript,
        *,
        guests: list[Guest],
        luck: random.Random,
    ) -> None:
        self.world, self.session, self.script, self.host = world, session, script, session.creator.user
        self.guests, self.luck = guests, luck
        self.due_at: float | None = None
        self.poll_id: uuid.UUID | None = None
        self.voters: list[Guest] = []
        self.polls = cycle(script.polls)
        turns = [self._ask, self._offer, self._ask, self._offer, self._give]
        self.turns = cycle(turns if script.deal and script.polls else [])
        self.has_given = False

    def go_on(self, now: float, *, crowd_edge: uuid.UUID) -> None:
        """Begin the next act when one is due and somebody real watches; let the cast vote."""
        self._vote()
        if not self.script.deal or not self._is_watched(crowd_edge):
            self.due_at = None
            return
        if self.due_at is None:
            self.due_at = now + FIRST_SECONDS
        if now >= self.due_at and not self._is_running():
            self.due_at = now + PAUSE_SECONDS
            self._try(next(self.turns))

    def act(self, kind: str, *, crowd_edge: uuid.UUID) -> None:
        """The act that the run sheet names, now."""
        deeds = {"poll": self._ask, "flash_deal": self._offer}
        if kind in deeds and self._is_watched(crowd_edge) and not self._is_running():
            self._try(deeds[kind])

    def _is_watched(self, crowd_edge: uuid.UUID) -> bool:
        """Whether a browser is in the room."""
        fresh = clock.now() - PRESENT_WITHIN
        here = Presence.objects.filter(session=self.session, at__gte=fresh, viewer_count__gt=0)
        return here.exclude(edge=crowd_edge).exists()

    def _is_running(self) -> bool:
        return ShowAct.objects.filter(
            Q(status__in=[Status.ANNOUNCED, Status.OPEN]) | Q(kind=Kind.GIVEAWAY, status=Status.ENDED),
            session=self.session,
        ).exists()

    def _try(self, deed: Callable[[], None]) -> None:
        try:
            transactions.run(deed)
        except Refusal:
            # Sold out, or the seller runs an offer of the same good by hand: the next act comes in its turn.
            return

    def _ask(self) -> None:
        question, options = next(self.polls)
        draft = polls.PollDraft(question, options, seconds=POLL_SECONDS)
        self.poll_id = polls.open_poll(self.session, draft, by=self.host).pk
        self.voters = self.luck.sample(self.guests, min(9, len(self.guests)))

    def _vote(self) -> None:
        """One of the cast now and then."""
        if self.poll_id is None or not self.voters or self.luck.random() > 0.25:
            return
        voter, poll_id = self.voters.pop(), self.poll_id
        options = ShowAct.objects.values_list("poll__options", flat=True).get(pk=poll_id)
        item = {"n": 1, "u": str(voter.user_id), "choice": self.luck.randrange(len(options))}
        transactions.run(lambda: fetch(_VOTE, [self.session.pk, poll_id, json.dumps([item])]))

    def _offer(self) -> None:
        deal = self.script.deal
        assert deal is not None, "asked for scripts with a deal"
        variant_id = self._variant_of(deal.good, pieces=deal.quota)
        product = find_product_of(self.world, deal.good)
        if variant_id is None or product is None:
            return
        price = list_cards([product.pk], market=self.session.market, language=self.session.language)[product.pk].price
        if price is None:
            return
        # In tens of the smallest unit, so that a price looks like one.
        reduced = price.amount_minor * (100 - deal.percent_off) // 1000 * 10
        draft = offers.OfferDraft(
            variant_id=variant_id,
            price_minor=reduced,
            quota=deal.quota,
            countdown_seconds=COUNTDOWN_SECONDS,
            duration_seconds=DEAL_SECONDS,
            title=deal.title,
        )
        made = offers.create_offer(self.session, draft, by=self.host)
        offers.announce_offer(self.session, made.pk)

    def _give(self) -> None:
        """One giveaway a show."""
        good, title = self.script.gift
        variant_id = self._variant_of(good, pieces=1)
        if self.has_given or variant_id is None:
            return
        self.has_given = True
        draft = giveaways.GiveawayDraft(variant_id, duration_seconds=GIFT_SECONDS, title=title)
        made = giveaways.create_giveaway(self.session, draft, by=self.host)
        giveaways.open_giveaway(self.session, made.pk)

    def _variant_of(self, good: str, *, pieces: int) -> uuid.UUID | None:
        """A variant of the good of which there are more than so many; None when none has."""
        product = find_product_of(self.world, good)
        if product is None:
            return None
        ids = list(product.variants.order_by("pk").values_list("pk", flat=True))
        there = available(ids)
        return next((one for one in ids if there[one] > pieces), None)
