"""The pages of a show held against axe-core, light and dark, and against a narrow phone, with its acts running."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Hall
from tests.journeys.test_accessibility import faults, visit, visitor
from tests.journeys.test_live_acts import act, on_air

pytestmark = pytest.mark.journey

ACTS = """deal = offers.create_offer(session, offers.OfferDraft(__import__("uuid").UUID("{variant}"), 1990, quota=2), by=session.created_by)
    offers.open_offer(session, deal.pk)
    polls.open_poll(session, polls.PollDraft("Which clay?", ("Red", "White")), by=session.created_by)"""  # noqa: E501
PLAN = """
from halles.live.models import LiveSession
from halles.live.services import end_session
end_session("{session}")
LiveSession.objects.filter(pk="{session}").update(recording_full_at="2026-11-01T10:00:00Z")
"""


def test_a_show_for_those_who_watch_and_those_who_run_it(hall: Hall, browser: Browser) -> None:
    facts = hall.scene()
    session = on_air(hall, facts)
    act(hall, session, ACTS.format(variant=facts["variant"]))
    told = {}
    watcher = visitor(browser, hall, facts["customer"])
    watcher.goto(f"/live/{session}/")
    expect(watcher.locator(".act")).to_have_count(2)
    told["room"] = faults(watcher)
    watcher.locator("[data-act=bag]").click()
    watcher.locator("product-sheet h2").first.wait_for()
    told["bag"] = faults(watcher)
    watcher.goto(f"/live/{session}/")
    watcher.locator(".room__about").click()
    watcher.locator("product-sheet details.report > summary").click()
    told["about, reporting"] = faults(watcher)
    told |= visit(watcher, ["/live/", f"/live/{session}/record/"])
    host = visitor(browser, hall, facts["seller"])
    host.goto(f"/studio/live/{session}/cockpit/")
    for tab in ("picture", "plan", "chat"):
        host.locator(f"[data-tab-of={tab}]").click()
        told[f"cockpit, {tab}"] = faults(host)
    host.locator("details.modes > summary").click()
    told["cockpit, modes"] = faults(host)
    told |= visit(host, ["/studio/live/", "/studio/live/new/", f"/studio/live/{session}/"])
    hall.manage(PLAN.format(session=session))
    told |= visit(host, [f"/studio/live/{session}/report/", f"/live/{session}/"])
    assert {name: found for name, found in told.items() if found} == {}


DECIDED = """
from halles.live.models import LiveSession
from halles.moderation.services import Ruling, decide
from halles.users.models import User
session = LiveSession.objects.select_related("creator__user").get(pk="{session}")
facts = dict(subject=session.creator.user, about=session.title, was=session.status, market="FR", rule="honest_words")
ruling = Ruling(kind="live_session", target_id=session.pk, facts="No such bowl.", sanction="remove", **facts)
print(decide(ruling, by=User.objects.get(email="{staff}")).pk)
"""


def test_a_show_that_the_staff_withholds(hall: Hall, browser: Browser) -> None:
    facts = hall.scene()
    session = on_air(hall, facts)
    decision = hall.manage(DECIDED.format(session=session, staff=facts["staff"]))
    own = [f"/studio/live/{session}/", f"/studio/live/{session}/report/", f"/account/decisions/{decision}/"]
    told = visit(visitor(browser, hall, facts["seller"]), own)
    desk = [f"/staff/reviews/decisions/{decision}/", f"/staff/reviews/decide/live_session/{session}/"]
    told |= visit(visitor(browser, hall, facts["staff"]), desk)
    stranger = visitor(browser, hall)
    answer = stranger.goto(f"/live/{session}/")
    assert (told, answer and answer.status) == ({}, 404)
