"""Mails about plans reach the other side, in its language, with the door to answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from halles.affiliates.jobs.plans import tell_of_cut, tell_of_lift
from halles.affiliates.models import Participation
from halles.affiliates.services import participating, plans, talking
from halles.kit import clock
from halles.kit.statements import fetch
from halles.notifications.models import Mail
from tests.affiliates.plan_makers import make_invitation, make_open_plan
from tests.creators.makers import make_creator
from tests.notifications.makers import tell_all
from tests.orders.makers import make_variant

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
_CUTS = """
SELECT args ->> 'rate_id', round(extract(epoch FROM scheduled_at - now()) / 86400)::int FROM procrastinate_jobs
WHERE task_name = 'affiliates.tell_of_cut' ORDER BY id
"""


def told(**about: Any) -> tuple[str, str]:
    mail = Mail.objects.get(**about)
    return mail.to, mail.subject


def test_invitation_answer_and_message_reach_the_other_side() -> None:
    bowl, camille = make_variant(), make_creator()
    make_invitation(bowl, camille, rate_bps=1_500)
    part = Participation.objects.get()
    participating.answer_invitation(part.pk, yes=True)
    talking.write_message(bowl.seller, camille, side="shop", by=bowl.seller.owner, body="Bonjour")
    talking.write_message(bowl.seller, camille, side="shop", by=bowl.seller.owner, body="Êtes-vous là ?")
    tell_all()
    shop, creator = bowl.seller.contact_email, camille.user.email
    title = bowl.product.title
    assert told(kind="creator_invited") == (creator, f"{bowl.seller.name} invites you: 15% for {title}")
    assert told(kind="participation_answered") == (shop, f"The answer of @{camille.handle}")
    assert told(kind="talk_message") == (creator, f"{bowl.seller.name} has written to you")
    assert Mail.objects.count() == 3


def test_a_shop_reads_who_asks_and_the_creator_its_answer() -> None:
    bowl, camille = make_variant(), make_creator()
    part = participating.join(camille, make_open_plan(bowl, needs_approval=True).pk)
    participating.answer_request(part.pk, yes=False)
    tell_all()
    asked = (bowl.seller.contact_email, f"@{camille.handle} would like to sell {bowl.product.title}")
    assert told(kind="creator_asked") == asked
    answered = Mail.objects.get(kind="participation_answered")
    assert (answered.to, f"{bowl.seller.name} declined." in answered.text) == (camille.user.email, True)


def test_only_those_whose_rate_falls_are_told_before_it_does() -> None:
    bowl, early, late = make_variant(), make_creator(), make_creator()
    plan, at = make_open_plan(bowl, rate_bps=1_200), clock.now()
    participating.join(early, plan.pk)
    with clock.travel(at + DAY):
        cut = plans.set_rate(plan.pk, 900)
        participating.join(late, plan.pk)
    with clock.travel(at + 29 * DAY):
        tell_of_cut(cut.pk)
        tell_all()
    mail = Mail.objects.get(kind="rate_cut_nears")
    assert (mail.to, "pays you 12%" in mail.text, "then 9%" in mail.text) == (early.user.email, True, True)


def test_a_lower_offer_for_one_product_is_told_to_those_in_the_shops_plan_before_it_counts() -> None:
    bowl, early, late = make_variant(), make_creator(), make_creator()
    shop, at = make_open_plan(bowl, whole_shop=True, rate_bps=2_000), clock.now()
    part = participating.join(early, shop.pk)
    with clock.travel(at + DAY):
        lower = make_open_plan(bowl, rate_bps=500)
        participating.join(late, shop.pk)
    rate = lower.rates.get()
    # A day after the shop's plan began: 28 of the 30 days later.
    assert fetch(_CUTS, []) == [(str(rate.pk), 28)]
    with clock.travel(at + 29 * DAY):
        tell_of_cut(rate.pk)
        tell_all()
    mail = Mail.objects.get(kind="rate_cut_nears")
    assert mail.to == early.user.email
    assert "pays you 20% for " + bowl.product.title in mail.text
    assert "then 5%" in mail.text
    # Another rate meanwhile begins the days anew: of the earlier one nobody is told.
    with clock.travel(at + 20 * DAY):
        again = plans.set_rate(lower.pk, 700)
    with clock.travel(at + 30 * DAY):
        tell_of_cut(rate.pk)
    tell_all()
    assert [one[0] for one in fetch(_CUTS, [])] == [str(rate.pk), str(again.pk)]
    assert Mail.objects.filter(kind="rate_cut_nears").count() == 1
    with clock.travel(at + 48 * DAY):
        tell_of_cut(again.pk)
        tell_all()
    # By now the other one is among those who took part before.
    assert set(Mail.objects.values_list("to", flat=True)) == {early.user.email, late.user.email}
    # Who shows the goods no longer keeps nothing, and is told nothing.
    Participation.objects.filter(pk=part.pk).update(lock_lost_at=at + 25 * DAY)
    Mail.objects.all().delete()
    with clock.travel(at + 49 * DAY):
        tell_of_cut(again.pk)
        tell_all()
    assert list(Mail.objects.values_list("to", flat=True)) == [late.user.email]


def test_a_creator_with_an_invitation_is_told_when_the_open_plan_lifts_it() -> None:
    bowl, camille, waiting, better = make_variant(), make_creator(), make_creator(), make_creator()
    for one, rate_bps in ((camille, 1_500), (waiting, 1_500), (better, 4_000)):
        plan = make_invitation(bowl, one, rate_bps=rate_bps)
        if one is not waiting:
            participating.answer_invitation(plan.participations.get().pk, yes=True)
    tell_all()
    Mail.objects.all().delete()
    open_plan = make_open_plan(bowl, whole_shop=True, rate_bps=1_000)
    for rate_bps in (2_500, 2_000):
        tell_of_lift(plans.set_rate(open_plan.pk, rate_bps).pk)
    asked = fetch("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'affiliates.tell_of_lift'", [])
    assert asked == [(2,)], "the opening and the raise, not the cut"
    tell_all()
    (mail,) = Mail.objects.filter(kind="rate_lifted", text__contains="25%")
    assert (mail.to, mail.subject) == (
        camille.user.email,
        f"{bowl.seller.name} pays you 25% for {bowl.product.title} now",
    )
    assert "You agreed on 15%." in mail.text
