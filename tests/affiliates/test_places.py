"""Who works for a shop sells as the shop: by the places there were when the purchase was placed."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.affiliates.models import Attribution, Commission
from halles.affiliates.queries.places import list_own_parts_in
from halles.checkout.purchase import Buyer
from halles.kit import clock
from halles.sellers import services as sellers
from tests.affiliates.makers import decide_now, make_creator, make_led, make_participation, make_plan, make_touch
from tests.orders.makers import AT, make_bought, make_variant
from tests.sellers.makers import make_invitation

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def test_an_invitation_takes_nothing_from_a_creator() -> None:
    with clock.travel(AT):
        creator, variant = make_creator(), make_variant()
        make_plan(variant.seller)
        make_invitation(variant.seller, creator.user.email)
        make_led(make_touch(creator, variant), (variant, 1))
    assert Commission.objects.get().creator == creator


@pytest.mark.parametrize(
    ("joined", "left", "earns"),
    [(-10, None, False), (-10, 5, False), (-10, -5, True), (5, None, True), (-10, 0, True), (0, None, False)],
    ids=["works there", "leaves after", "left before", "joins after", "left right then", "joined right then"],
)
def test_the_places_of_the_purchase_count_not_those_of_the_job(joined: int, left: int | None, earns: bool) -> None:
    with clock.travel(AT - 20 * MINUTE):
        creator, variant = make_creator(), make_variant()
        make_plan(variant.seller)
        invitation = make_invitation(variant.seller, creator.user.email)
    with clock.travel(AT):
        touch = make_touch(creator, variant)
        bought = make_bought((variant, 1), buyer=Buyer(email="guest@example.org", touch_key=touch.key))
    with clock.travel(AT + joined * MINUTE):
        sellers.accept_invitation(creator.user, invitation_id=invitation.pk)
    if left is not None:
        with clock.travel(AT + left * MINUTE):
            sellers.leave_shop(creator.user, variant.seller)
    with clock.travel(AT + 10 * MINUTE):
        decide_now(bought.group)
    attribution = Attribution.objects.get()
    assert Commission.objects.exists() is earns
    assert (attribution.plan is not None) is earns


def test_who_is_invited_reads_in_whose_plans_they_take_part() -> None:
    with clock.travel(AT):
        creator, variant, other = make_creator(), make_variant(), make_variant()
        make_participation(make_plan(variant.seller), creator)
        make_participation(make_plan(variant.seller, kind="targeted", product=variant.product), creator)
        make_participation(make_plan(other.seller, ended_at=AT), creator)
        asked = [variant.seller_id, other.seller_id]
        assert list_own_parts_in(creator.user, asked) == {variant.seller_id: [creator.handle]}
        assert list_own_parts_in(make_creator().user, asked) == {}
