"""Links for outside beside what a creator sells, and what a shop may offer in a creator's show."""

from __future__ import annotations

import pytest
from django.conf import settings

from halles.affiliates.models import Participation
from halles.affiliates.services import participating
from halles.affiliates.services.showcase import put_in_showcase
from tests.affiliates.plan_makers import make_invitation, make_open_plan
from tests.creators.makers import make_creator
from tests.live.makers import make_session
from tests.orders.makers import make_variant
from tests.studio.test_plans import owner_of, signed_in

pytestmark = pytest.mark.django_db


def test_links_for_outside_stand_beside_what_a_creator_sells() -> None:
    bowl, camille = make_variant(), make_creator(handle="camille.makes")
    whole = make_open_plan(bowl, whole_shop=True)
    parts = [participating.join(camille, plan.pk) for plan in (make_open_plan(bowl), whole)]
    put_in_showcase(camille, bowl.product_id)
    mine, base = signed_in(camille.user), f"/studio/profiles/{camille.pk}/"
    to_page, to_bowl = "/c/camille.makes/", f"/c/camille.makes/{bowl.product.slug}/"
    for path, links in ((f"{base}showcase/", (to_page, to_bowl)), (f"{base}plans/", (to_bowl,))):
        page = mine.get(path).content.decode()
        for link in links:
            assert f'value="{settings.BASE_URL}{link}" readonly' in page, (path, link)
            assert f'href="{link}qr.svg" download' in page, (path, link)
            assert mine.get(f"{link}qr.svg")["Content-Type"] == "image/svg+xml"
            assert mine.get(link).status_code == 302
    # Of a plan for all of a shop, what the showcase has of it: the page itself would lead to everybody's goods.
    for part in parts:
        shown = mine.get(f"/studio/plans/{part.pk}/").content.decode()
        assert f'value="{settings.BASE_URL}{to_bowl}" readonly' in shown
        assert f'value="{settings.BASE_URL}{to_page}" readonly' not in shown
    participating.leave(parts[0].pk)
    assert "readonly" not in mine.get(f"/studio/plans/{parts[0].pk}/").content.decode()
    # What is not on sale has nowhere to lead.
    bowl.product.status = "paused"
    bowl.product.save()
    assert to_bowl not in mine.get(f"{base}showcase/").content.decode()


def test_a_shop_sees_the_next_shows_of_a_creator_and_offers_deals_only_in_a_plan_for_them() -> None:
    bowl, camille = make_variant(), make_creator()
    part = participating.join(camille, make_open_plan(bowl).pk)
    make_session(creator=camille, title="Kiln night", market="FR")
    desk, base = owner_of(bowl), f"/studio/shops/{bowl.seller.slug}/plans/parts/"
    page = desk.get(f"{base}{part.pk}/").content.decode()
    assert "Kiln night" in page
    assert "Flash deals for their shows" not in page
    invited = Participation.objects.get(plan=make_invitation(bowl, camille, rate_bps=2_000), creator=camille)
    page = desk.get(f"{base}{invited.pk}/").content.decode()
    assert "Kiln night" in page
    assert "Flash deals for their shows" in page
