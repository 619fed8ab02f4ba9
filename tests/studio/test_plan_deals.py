"""Flash deals of a targeted plan on the pages: the shop's, the creator's, and the cockpit of the creator's show."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.affiliates.models import Participation, Plan
from halles.kit import clock
from halles.live.models import LiveProduct, PreparedDeal
from halles.promotions.models import FlashDeal
from tests.affiliates.plan_makers import make_open_plan
from tests.creators.makers import make_creator
from tests.live.makers import make_session
from tests.orders.makers import make_variant, stock_of
from tests.studio.test_plans import owner_of, signed_in
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def test_a_deal_goes_from_the_invitation_to_the_creators_cockpit_and_back_to_the_shops_page() -> None:
    bowl, camille = make_variant(stock=20), make_creator(handle="camille.makes")
    make_open_plan(bowl, rate_bps=1_000)
    shop, base = owner_of(bowl), f"/studio/shops/{bowl.seller.slug}/plans/"
    last_on = (clock.today("Europe/Paris") + dt.timedelta(days=20)).isoformat()
    assert "A flash deal for their shows" in shop.get(f"{base}invite/?creator={camille.pk}").content.decode()
    facts = {"creator": str(camille.pk), "product": str(bowl.product_id), "content_kind": "any", "ends_on": last_on}
    deal = {"deal-variant": str(bowl.pk), "deal-price": "19.90", "deal-quota": "5", "deal-last_on": last_on}
    # Less than the open plan pays; a deal without its pieces; one that costs no less than the goods do.
    rest = {"rate": "15", "deal-per_customer_max": "1", "deal-minutes": "5"}
    for wrong, said in (
        ({"rate": "9"}, "pays @camille.makes 10 percent already"),
        ({"deal-quota": ""}, "A flash deal needs this."),
        ({"deal-price": "90"}, "Choose a price below the present one"),
    ):
        refused = shop.post(f"{base}invite/", {**facts, **deal, **rest, **wrong})
        assert (refused.status_code, said in refused.content.decode()) == (422, True), said
    assert (Plan.objects.filter(kind="targeted").count(), stock_of(bowl)) == (0, (20, 0))
    assert shop.post(f"{base}invite/", {**facts, **deal, **rest}).status_code == 302

    part, mine = Participation.objects.get(), signed_in(camille.user)
    page = mine.get(f"/studio/plans/{part.pk}/").content.decode()
    assert "€19.90" in page
    assert "Once you take part, you begin them" in page
    show = make_session(creator=camille, status="live")
    acts = f"/studio/live/{show.pk}/acts/"
    assert "prepared by" not in mine.get(acts).content.decode()
    mine.post(f"/studio/plans/{part.pk}/answer/", {"act": "yes"})
    assert "put the product into the bag first" in mine.get(acts).content.decode()
    LiveProduct.objects.create(session=show, product=bowl.product, position=0)
    assert f"prepared by {bowl.seller.name}" in mine.get(acts, {"all": ""}).content.decode()
    one = PreparedDeal.objects.get()
    assert signed_in(make_user()).post(f"{acts}{one.pk}/begin/").status_code == 404
    assert "counting down" in mine.post(f"{acts}{one.pk}/begin/").content.decode()
    assert (FlashDeal.objects.get().price_minor, stock_of(bowl)) == (1990, (20, 5))
    there = f"{base}parts/{part.pk}/"
    page = shop.get(there).content.decode()
    assert "Running now" in page
    assert "0 sold" in page
    told = shop.post(f"{there}deals/{one.pk}/back/", follow=True).content.decode()
    assert ("called off, it does not come back" in told, "on sale again" in told) == (True, False)

    shop.post(f"{there}deals/", {**deal, "deal-per_customer_max": "1", "deal-minutes": "5"})
    other = PreparedDeal.objects.exclude(pk=one.pk).get()
    assert (other.status, stock_of(bowl)) == ("ready", (20, 10))
    refused = shop.post(f"{there}deals/", {**deal, "deal-price": ""})
    assert (refused.status_code, "A flash deal needs this." in refused.content.decode()) == (422, True)
    stranger = owner_of(make_variant())
    assert stranger.post(f"{there}deals/{other.pk}/back/").status_code == 404
    shop.post(f"{there}deals/{other.pk}/back/")
    other.refresh_from_db()
    assert (other.status, stock_of(bowl)) == ("withdrawn", (20, 5))
