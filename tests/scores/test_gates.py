"""What a score opens: asked only where the market says so, and never of who has no score yet."""

from __future__ import annotations

import pytest

from halles.creators.models import Creator
from halles.live.acts import giveaways
from halles.live.acts.errors import ScoreTooLow as GiveawayScoreTooLow
from halles.live.models import Giveaway
from halles.promotions.errors import ScoreTooLow
from halles.promotions.models import FlashDeal
from halles.promotions.services import create_deal
from halles.sellers.models import Seller
from tests.live.acts.makers import make_stage
from tests.orders.makers import make_variant
from tests.promotions.makers import make_draft
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("score", [None, 250, 500])
def test_flash_deals_are_open_from_the_markets_score_on(score: int | None) -> None:
    variant = make_variant(stock=10)
    Seller.objects.filter(pk=variant.seller.pk).update(score_hundredths=score)

    assert create_deal(make_draft(variant), by=make_user()).variant_id == variant.pk


def test_below_it_a_shop_opens_none() -> None:
    variant = make_variant(stock=10)
    Seller.objects.filter(pk=variant.seller.pk).update(score_hundredths=249)

    with pytest.raises(ScoreTooLow) as refused:
        create_deal(make_draft(variant), by=make_user())

    assert "2.50" in str(refused.value)
    assert "2.49" in str(refused.value)
    assert not FlashDeal.objects.exists()


def test_giveaways_ask_for_a_creators_score() -> None:
    stage = make_stage()
    draft = giveaways.GiveawayDraft(stage.variant.pk)
    Creator.objects.filter(pk=stage.session.creator_id).update(score_hundredths=299)
    stage.session.creator.refresh_from_db()

    with pytest.raises(GiveawayScoreTooLow):
        giveaways.create_giveaway(stage.session, draft, by=stage.host)
    assert not Giveaway.objects.exists()

    Creator.objects.filter(pk=stage.session.creator_id).update(score_hundredths=300)
    stage.session.creator.refresh_from_db()
    assert giveaways.create_giveaway(stage.session, draft, by=stage.host).winner_count == 1
