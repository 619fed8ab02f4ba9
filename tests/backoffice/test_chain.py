"""Who earned by a purchase and why, and what shops offer creators, for those of the staff who may see money."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from halles.affiliates.models import Rate
from halles.kit import clock
from halles.sellers.models import Seller
from tests.affiliates.makers import make_creator, make_led, make_participation, make_plan, make_touch
from tests.affiliates.test_explaining import make_settled_and_paid
from tests.moderation.makers import make_staff
from tests.orders.makers import make_variant

pytestmark = pytest.mark.django_db


def page_of(role: str, group_id: object, language: str = "en") -> str:
    desk = Client(headers={"Accept-Language": language})
    desk.force_login(make_staff(role))
    answer = desk.get(f"/staff/orders/{group_id}/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_page_of_a_purchase_tells_the_chain_to_the_payout() -> None:
    bought = make_settled_and_paid()
    page = page_of("finance", bought.group.pk)
    for words in (
        "Commission €4.00 to @lea_",
        "10% of €40.00.",
        "€2.00 given back",
        "The last click before the purchase.",
        "Deciding again gives the same answer.",
        "Earns 10%",
        "The click was about another product.",
        "Paid out with P-1 of",
        "€25.70 waited, €23.13 became free.",
        "The entry in the books is about many orders of the shop at once.",
        "Reserve: €2.57 kept back until",
        "€9.50 wait for the delivery",
        "Pending for creators",
    ):
        assert words in page, words
    french = page_of("admin", bought.group.pk, "fr")
    assert "Qui y a gagné, et pourquoi" in french
    assert "En attente pour les créateurs" in french


def test_who_may_not_see_money_sees_nothing_of_commissions() -> None:
    variant = make_variant(prices={"FR": 2400})
    creator = make_creator()
    make_plan(variant.seller, 1_000)
    bought = make_led(make_touch(creator, variant, at=clock.now() - dt.timedelta(hours=1)), (variant, 1))
    assert f"@{creator.handle}" in page_of("finance", bought.group.pk)
    support = page_of("support", bought.group.pk)
    assert creator.handle not in support
    assert "Who earned by it" not in support


def test_plans_are_found_with_the_history_of_their_rates_and_who_takes_part() -> None:
    shops = [make_variant().seller for _ in range(2)]
    for shop, name in zip(shops, ("Atelier Loire", "Kanso"), strict=True):
        Seller.objects.filter(pk=shop.pk).update(name=name)
    creator = make_creator(handle="camille.makes")
    plan = make_plan(shops[0], 1_000, kind="targeted")
    now = clock.now()
    Rate.objects.create(plan=plan, rate_bps=1_250, from_at=now, locked_until=now, announced_at=now)
    make_participation(plan, creator)
    make_plan(shops[1], 700)
    desk = Client(headers={"Accept-Language": "en"})
    desk.force_login(make_staff("finance"))

    everything = desk.get("/staff/plans/").content.decode()
    assert everything.count("<section") == 2
    assert everything.index("Kanso") < everything.index("Atelier Loire")
    for text in ("loire", "@Camille.makes"):
        page = desk.get("/staff/plans/", {"q": text}).content.decode()
        assert "Targeted plan" in page
        assert page.index("10%") < page.index("12.5%")
        assert "@camille.makes</a> · Taking part" in page
        assert "Kanso" not in page
    assert "No plan matches." in desk.get("/staff/plans/", {"q": "nothing like it"}).content.decode()
