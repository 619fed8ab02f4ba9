"""Those who cheat, and those who only look like it: their profiles, their clicks, and what was bought through them."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

from halles.affiliates.models import Participation, Plan, Touch
from halles.affiliates.services import participating
from halles.affiliates.services.touching import record_touch
from halles.creators.models import Creator
from halles.demo.queries import plan_past, told_clicks
from halles.demo.seed.cast import seat
from halles.demo.seed.crowd import SEEDED
from halles.demo.seed.moments import back, days_ago
from halles.demo.seed.past import tell_order
from halles.demo.seed.shops import open_profile
from halles.demo.seed.turns import turn
from halles.demo.world.cheats import CHEATS, Cheat, browser_key, cheats_in, profile_of
from halles.demo.world.history import address_in
from halles.demo.world.kinds import NAMESPACE, World
from halles.interactions import services as interactions
from halles.interactions.models import Kind
from halles.interactions.rollup import roll_up
from halles.interactions.sources import Source
from halles.kit import clock, transactions
from halles.kit.jobs import none_queued
from halles.scores import services as scores
from halles.scores.models import Signal
from halles.users.addresses import clean_address
from halles.users.queries import find_default_address
from halles.users.services import save_address

SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)
JOINED_DAYS_AGO = 90
# Openings of products by visits that watched nothing, and clicks of few browsers within a minute.
FARMED_VISITS, BURSTS, BURST_CLICKS = 130, 3, 26
STUFFED_BROWSERS, STUFFED_DAYS = 9, 11
# Somebody who compares opens a few links at once, in two browsers.
TABS = 2
HELD_DAYS, HELD_KIND = 21, "click_farm"
HELD_WHY = "130 openings without a second watched, and dozens of clicks a minute from three browsers. Explain, please."


def cheat(world: World) -> None:
    """All of it, once; then the look that the worker takes every night, and the first thing the staff did about it."""
    with turn("cheats"), none_queued():
        people = [(one, _introduce(world, one)) for one in cheats_in(world)]
        for one, creator in people:
            _leave_browser(one, creator)
        _farm(people)
        _stuff(people)
        told = told_clicks()
        planned = [order for order in plan_past(world) if order.key.startswith("cheat-")]
        left = [order for order in planned if str(order.click_id) not in told]
        for order in left:
            tell_order(world, order)
        if people and planned and (left or not Signal.objects.exists()):
            for market in sorted({one.market for one, _ in people}):
                scores.look_for_signals(market)


def act(world: World) -> None:
    """What the staff did about one of the signals: payouts wait, for a reason and until a day."""
    found = Signal.objects.filter(kind=HELD_KIND, status=Signal.Status.OPEN)
    if Signal.objects.filter(status=Signal.Status.HELD).exists() or not found.exists():
        return
    admin, until = seat(world.person("admin")), clock.now() + HELD_DAYS * DAY
    hold = partial(scores.hold_for_signal, found.latest("strength").pk, by=admin, why=HELD_WHY, until=until)
    with none_queued():
        transactions.run(hold)


def _introduce(world: World, one: Cheat) -> Creator:
    """A profile that takes part in every open plan, with a door and a browser of its own."""
    user = seat(one.person)
    if find_default_address(user) is None:
        transactions.run(partial(save_address, user, clean_address(one.market, address_in(one.market, one.person))))
    creator = open_profile(world, profile_of(world, one), person=one.person)
    taken = Participation.objects.filter(creator=creator).values("plan")
    for plan in Plan.objects.filter(kind=Plan.Kind.OPEN, ended_at=None, ends_at=None).exclude(pk__in=taken):
        with back(JOINED_DAYS_AGO):
            joined = participating.join(creator, plan.pk)
            if joined.status == Participation.Status.ASKED:
                participating.answer_request(joined.pk, yes=True)
    return creator


def _touch(key: str, creator: Creator, number: int, at: dt.datetime, *, user_id: uuid.UUID | None = None) -> None:
    click_id = uuid.uuid5(NAMESPACE, f"{key}{creator.handle}{number}")
    source = Source("link", creator.pk, click_id, at, creator_id=creator.pk, surface="link")
    with clock.travel(at):
        record_touch(uuid.uuid5(NAMESPACE, key), source, product_id=None, user_id=user_id)


def _leave_browser(one: Cheat, creator: Creator) -> None:
    """The person behind the profile has followed their own link while signed in: that browser is theirs."""
    if not Touch.objects.filter(key=uuid.uuid5(NAMESPACE, browser_key(one))).exists():
        _touch(browser_key(one), creator, 0, days_ago(13.5), user_id=creator.user_id)


def _farm(people: list[tuple[Cheat, Creator]]) -> None:
    """Openings that nobody stands behind, day and night, and three browsers that click faster than a hand."""
    for one, creator in people:
        key = browser_key(one, BURSTS)
        if one.kind != "click_farm" or Touch.objects.filter(key=uuid.uuid5(NAMESPACE, key)).exists():
            continue
        rows = [
            interactions.NewInteraction(
                kind=Kind.CHIP_OPENED,
                at=days_ago(0.2 + 12.0 * number / FARMED_VISITS),
                visit_id=uuid.uuid5(NAMESPACE, f"farm{one.key}{number}"),
                market=one.market,
                language=one.person.language,
                surface="showcase",
                content_kind="showcase",
                content_id=creator.pk,
                creator_id=creator.pk,
                app_context=SEEDED,
            )
            for number in range(FARMED_VISITS)
        ]
        interactions.make_months(from_on=rows[-1].at.date())
        transactions.run(partial(interactions.append, rows))
        roll_up(whole_since=rows[-1].at - dt.timedelta(hours=1))
        for browser in range(1, BURSTS + 1):
            began = days_ago(1.3 + 3 * browser)
            for number in range(BURST_CLICKS):
                _touch(browser_key(one, browser), creator, number, began + 2 * number * SECOND)


def _stuff(people: list[tuple[Cheat, Creator]]) -> None:
    """A page that loads the links of all three, in whatever browser comes by; and somebody who compares in tabs."""
    gang = [creator for one, creator in people if one.kind == "cookie_stuffing"]
    others = [creator for one, creator in people if one.kind != "cookie_stuffing" and one.market == "FR"]
    last = uuid.uuid5(NAMESPACE, f"tabs-{TABS - 1}")
    if not gang or Touch.objects.filter(key=last).exists():
        return
    for browser in range(STUFFED_BROWSERS):
        at = days_ago(0.7 + STUFFED_DAYS * browser / STUFFED_BROWSERS)
        for number, creator in enumerate(gang):
            _touch(f"stuffed-{browser}", creator, number, at + number * SECOND)
    for browser in range(TABS):
        for number, creator in enumerate([*others, gang[0]]):
            _touch(f"tabs-{browser}", creator, number, days_ago(3 + browser) + 3 * number * SECOND)


def list_planted(world: World) -> dict[str, set[uuid.UUID]]:
    """By kind of signal: the profiles that cheat that way, those too quiet to be found too; honest ones in none."""
    handles = {one.handle: one.kind for one in cheats_in(world) if one.kind}
    planted: dict[str, set[uuid.UUID]] = {one.kind: set() for one in CHEATS if one.kind}
    for pk, handle in Creator.objects.filter(handle__in=handles).values_list("pk", "handle"):
        planted[handles[handle]].add(pk)
    return planted
