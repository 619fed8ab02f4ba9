"""Mails about flat fees: whose turn it is, and what became of the money, to each in their language."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from halles.affiliates.services import fees
from halles.affiliates.services.fees import calendar
from halles.kit import clock
from halles.notifications.models import Mail
from halles.payouts.services import hold_payee, lift_hold
from tests.affiliates.fee_makers import make_fee
from tests.notifications.makers import forget, tell_all
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def delivered(**changes: Any) -> Any:
    fee = make_fee(agreed=True, **changes)
    variant = fee.participation.plan.product.variants.get()
    return fees.deliver(fee.pk, make_video(fee.creator, shows=variant, published_at=clock.now()).pk)


def told() -> list[tuple[str, str]]:
    return [(mail.to, mail.subject) for mail in tell_all()]


def test_offer_yes_and_work_are_told_to_the_other_side() -> None:
    fee = delivered()
    shop, creator, handle = fee.seller.contact_email, fee.creator.user.email, fee.creator.handle
    assert told() == [
        (creator, f"{fee.seller.name} offers you €200.00 for a video"),
        (shop, f"@{handle} agrees: €200.00 for a video"),
        (shop, f"@{handle} has delivered: {fee.number}"),
    ]
    assert "If you say nothing, it is accepted and paid." in Mail.objects.get(kind="fee_delivered").text


def test_a_creator_reads_it_in_french() -> None:
    fee = make_fee()
    fee.creator.user.language = "fr"
    fee.creator.user.save()
    assert told() == [(fee.creator.user.email, f"{fee.seller.name} vous propose 200,00\u00a0€ pour une vidéo")]
    assert "Dès que vous acceptez, la somme est mise de côté pour vous." in Mail.objects.get().text


def test_accepted_refused_and_decided() -> None:
    accepted, decided = delivered(), delivered()
    forget()
    fees.accept_work(accepted.pk)
    fees.refuse_work(decided.pk, why="Too short")
    fees.decide_fee(decided.pk, is_paid=True, why="It is as agreed.", by=make_user(is_staff=True, staff_role="admin"))
    one, two = accepted.creator, decided.creator
    assert told() == [
        (one.user.email, f"€200.00 is yours: {accepted.number}"),
        (two.user.email, "The fee of €200.00 is with our staff"),
        (two.user.email, f"€200.00 is yours: {decided.number}"),
        (decided.seller.contact_email, f"Our staff decided: €200.00 goes to @{two.handle}"),
    ]


def test_silence_and_what_never_came_are_told_to_both() -> None:
    silent, late = delivered(), make_fee(agreed=True)
    forget()
    with clock.travel(late.due_at):
        calendar.accept_silently()
        calendar.end_overdue()
        subjects = told()
    assert subjects == [
        (silent.creator.user.email, f"€200.00 is yours: {silent.number}"),
        (silent.seller.contact_email, f"The days are over: €200.00 goes to @{silent.creator.handle}"),
        (late.creator.user.email, "The fee of €200.00 is not paid"),
        (late.seller.contact_email, f"€200.00 is available again: {late.number}"),
    ]


def test_what_waits_for_the_end_of_a_hold_is_told_when_accepted_and_when_paid() -> None:
    fee, staff = delivered(), make_user(is_staff=True, staff_role="admin")
    until = clock.now() + dt.timedelta(days=10)
    hold = hold_payee("seller", fee.seller_id, reason="account", words="A statement, please", until=until, by=staff)
    forget()
    fees.accept_work(fee.pk)
    shop, creator = fee.seller.contact_email, fee.creator.user.email
    assert told() == [(creator, "Your work is accepted; the fee of €200.00 waits")]
    waits = Mail.objects.get(kind="fee_accepted").text
    assert "the shop’s bank account was changed, or was refused by the bank" in waits
    assert "A statement, please" not in waits
    lift_hold(hold.pk, by=staff, why="All is well.")
    forget()
    calendar.pay_accepted()
    assert told() == [
        (creator, f"€200.00 is yours: {fee.number}"),
        (shop, f"€200.00 is paid to @{fee.creator.handle}: {fee.number}"),
    ]


def test_what_was_given_up_is_not_told_as_late() -> None:
    fee = make_fee(agreed=True)
    forget()
    fees.give_up(fee.pk)
    assert len(told()) == 2
    texts = " ".join(mail.text for mail in Mail.objects.filter(kind="fee_returned"))
    assert f"You gave {fee.number} up." in texts
    assert f"@{fee.creator.handle} has given it up." in texts
