"""Nobody of the staff decides about their own money, paper, profile or sample, unless one person runs the platform."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from halles.affiliates.models import Sample, SampleAppeal
from halles.affiliates.services import samples
from halles.creators import services as creating
from halles.creators.models import Creator, PayoutDetails
from halles.kit import clock
from halles.moderation.errors import OwnCase
from halles.moderation.models import StaffAction
from halles.payouts import services as payouts
from halles.payouts.models import PayeeHold, Payout, PayoutRun
from halles.scores import services as scores
from halles.sellers import services as sellers
from halles.users.models import User
from tests.affiliates.plan_makers import make_open_plan
from tests.affiliates.sample_makers import make_asked_plainly
from tests.creators.makers import make_creator
from tests.moderation.makers import make_staff
from tests.orders.makers import make_variant
from tests.payouts.makers import make_available
from tests.scores.test_signals import make_signal
from tests.sellers.makers import make_seller

pytestmark = pytest.mark.django_db


def make_profile(person: User) -> Creator:
    return make_creator(user=person, selling="none")


def make_hold(kind: str, payee_id: object) -> PayeeHold:
    now = clock.now()
    return PayeeHold.objects.create(
        payee_kind=kind, payee_id=payee_id, reason="other", words="Wait.", since=now, until=now + dt.timedelta(days=3)
    )


def verify_identity(person: User) -> object:
    details = PayoutDetails.objects.create(
        user=person,
        holder="Nora Petit",
        country="FR",
        address={},
        bank_account="FR7630006000011234567890189",
        document_key="papers/1",
        changed_at=clock.now(),
    )
    return creating.verify_identity(details, by=person)


def admit(person: User) -> object:
    return creating.admit_selling(make_profile(person), by=person, why="I know them.")


def reinstate(person: User) -> object:
    profile = make_profile(person)
    Creator.objects.filter(pk=profile.pk).update(status="suspended")
    return creating.reinstate_creator(profile, by=person, why="It is all right.")


def lift_own_hold(person: User) -> object:
    return payouts.lift_hold(make_hold("creator", make_profile(person).pk).pk, by=person, why="It is all right.")


def lift_hold_of_own_shop(person: User) -> object:
    return payouts.lift_hold(make_hold("seller", make_seller(owner=person).pk).pk, by=person, why="It is all right.")


def send_own_payout_again(person: User) -> object:
    now, count = clock.now(), PayoutRun.objects.count()
    on = now.date() - dt.timedelta(days=count)
    run = PayoutRun.objects.create(market="FR", currency="EUR", on=on, status="done", created_at=now)
    shop = make_seller(owner=person)
    shop.bank_account = "FR7630006000011234567890189"
    shop.save()
    make_available(shop.pk, 500)
    payout = Payout.objects.create(
        number=f"P-{count}",
        run=run,
        payee_kind="seller",
        payee_id=shop.pk,
        payee_name=shop.name,
        currency="EUR",
        amount_minor=500,
        status="failed",
        bank="sandbox",
        created_at=now,
    )
    return payouts.retry_payout(payout.pk, by=person, why="It is all right.")


def settle_own_shop_sooner(person: User) -> object:
    return sellers.set_settlement_tier(make_seller(owner=person).pk, "express", why="A good shop.", by=person)


def dismiss_own_signal(person: User) -> object:
    signal = make_signal(subject_id=make_profile(person).pk)
    return scores.dismiss_signal(signal.pk, by=person, why="Nothing in it.")


def grant_own_appeal(person: User) -> object:
    variant, now = make_variant(), clock.now()
    sample = make_asked_plainly(make_creator(user=person), variant, plan=make_open_plan(variant))
    days = {"delivered_at": now, "due_at": now + dt.timedelta(days=7)}
    Sample.objects.filter(pk=sample.pk).update(status="delivered", **days)
    samples.appeal(sample.pk, reason="defect", words="It is broken.")
    return samples.answer_appeal(sample.pk, is_granted=True, answer="So it is.", by=person)


@pytest.mark.parametrize(
    "decide",
    [
        verify_identity,
        admit,
        reinstate,
        lift_own_hold,
        lift_hold_of_own_shop,
        send_own_payout_again,
        settle_own_shop_sooner,
        dismiss_own_signal,
        grant_own_appeal,
    ],
)
def test_nobody_decides_about_themselves(decide: Callable[[User], object], settings: Any) -> None:
    with pytest.raises(OwnCase):
        decide(make_staff())
    assert not StaffAction.objects.exists()
    assert not PayoutDetails.objects.filter(status="verified").exists()
    assert (
        not Creator.objects.filter(user__staff_role="admin", selling__status="full")
        .exclude(pk__in=Sample.objects.values("creator"))
        .exists()
    )
    assert not PayeeHold.objects.exclude(lifted_at=None).exists()
    assert not SampleAppeal.objects.exclude(status="open").exists()

    settings.HALLES_SECOND_PERSON = False
    decide(make_staff())
    assert StaffAction.objects.count() == 1
