from __future__ import annotations

import pytest
from django.utils import translation

from halles.catalog.drafts import VariantDraft
from halles.catalog.errors import ProductInvalid
from halles.catalog.forms import VariantForm
from halles.catalog.models import Variant
from halles.catalog.queries import get_public_product, list_cards
from halles.catalog.services import update_variant
from halles.catalog.unit_prices import unit_price
from tests.catalog.makers import make_on_sale, make_product, make_variant


@pytest.mark.parametrize(
    ("market", "amount_minor", "measure", "measure_amount", "told"),
    [
        ("FR", 1450, "g", 400, (3625, "kg")),
        ("FR", 890, "g", 250, (3560, "kg")),
        # 1000 / 3 of 100: half a cent and more goes up, less goes down.
        ("FR", 100, "ml", 300, (333, "l")),
        ("FR", 200, "ml", 300, (667, "l")),
        ("DE", 500, "cm", 250, (200, "m")),
        ("GB", 1200, "cm2", 30_000, (400, "m²")),
    ],
)
def test_the_price_of_a_measure_is_rounded_half_up(
    market: str, amount_minor: int, measure: str, measure_amount: int, told: tuple[int, str]
) -> None:
    found = unit_price(amount_minor, "EUR", measure, measure_amount, market)
    assert found is not None
    assert (found.amount_minor, found.text) == told


@pytest.mark.parametrize(
    ("market", "measure", "measure_amount"),
    [
        ("US", "g", 400),
        ("JP", "ml", 750),
        ("FR", "", None),
        ("FR", "g", 1000),
        ("FR", "piece", 6),
        ("DE", "g", 9),
        ("GB", "ml", 4),
    ],
)
def test_none_is_told_where_no_law_asks_or_it_would_say_nothing(
    market: str, measure: str, measure_amount: int | None
) -> None:
    assert unit_price(990, "EUR", measure, measure_amount, market) is None


@pytest.mark.django_db
def test_page_and_card_show_it_in_the_market_that_asks() -> None:
    variant = make_on_sale(prices={"FR": 1450, "US": 1600})
    update_variant(variant, draft=VariantDraft(sku="T-1", measure="g", measure_amount=400))
    told = {}
    for market in ("FR", "US"):
        page = get_public_product(variant.product_id, market=market, language="fr")
        card = list_cards([variant.product_id], market=market, language="fr")[variant.product_id]
        told[market] = [one and one.amount_minor for one in (page.variants[0].unit_price, card.unit_price)]
    assert told == {"FR": [3625, 3625], "US": [None, None]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"contents": "0,75", "contents_unit": "l"}, ("ml", 750)),
        ({"contents": "1.5", "contents_unit": "kg"}, ("g", 1500)),
        ({"contents": "3", "contents_unit": "m2"}, ("cm2", 30_000)),
        ({}, ("", None)),
    ],
)
def test_a_seller_types_contents_in_the_unit_of_the_label(typed: dict[str, str], kept: tuple[str, int | None]) -> None:
    form = VariantForm({"sku": "A-1", **typed}, product=make_product())
    assert form.is_valid(), form.errors
    assert (form.draft().measure, form.draft().measure_amount) == kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"contents": "250"}, "contents", "Give the contents as a number and its unit, or neither."),
        ({"contents_unit": "g"}, "contents", "Give the contents as a number and its unit, or neither."),
        ({"contents": "a lot", "contents_unit": "g"}, "contents", "Write a number such as 250 or 0.75."),
        ({"contents": "NaN", "contents_unit": "g"}, "contents", "Write a number such as 250 or 0.75."),
        ({"contents": "0", "contents_unit": "g"}, "contents", "Give the contents as a number above zero."),
    ],
)
def test_half_a_measure_is_refused_where_it_was_typed(typed: dict[str, str], field: str, sentence: str) -> None:
    with translation.override("en"):
        form = VariantForm({"sku": "A-1", **typed}, product=make_product())
        assert form.errors == {field: [sentence]}


@pytest.mark.django_db
def test_a_refused_measure_changes_nothing() -> None:
    variant = make_variant(make_product(), measure="g", measure_amount=400)
    with pytest.raises(ProductInvalid):
        update_variant(variant, draft=VariantDraft(sku=variant.sku, measure="stone", measure_amount=2))
    assert Variant.objects.get().measure_amount == 400
