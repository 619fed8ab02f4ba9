"""Any story of prices, pauses and reductions, told to the catalog and to a model that remembers every hour."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from halles.catalog import services
from halles.catalog.errors import NoPublicPrice, NotBelowLow, NotLower
from halles.catalog.models import Price, PriceChange, Variant
from halles.kit.clock import travel
from halles.kit.errors import Refusal
from tests.catalog.makers import make_on_sale

START = dt.datetime(2026, 1, 10, 10, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@dataclass
class Model:
    """What the law makes of the story, without any cleverness: a diary of hours."""

    price: int
    at: dt.datetime = START
    is_public: bool = True
    reduced_from: int | None = None
    diary: dict[dt.datetime, int] = field(default_factory=dict)

    def wait(self, hours: int) -> None:
        for _ in range(hours):
            if self.is_public:
                self.diary[self.at] = self.price
            self.at += HOUR

    def low(self) -> int | None:
        first_on = (self.at.astimezone(ZoneInfo("Europe/Paris")) - dt.timedelta(days=30)).date()
        shown = [
            price for hour, price in self.diary.items() if hour.astimezone(ZoneInfo("Europe/Paris")).date() >= first_on
        ]
        return min(shown, default=None)

    def set(self, amount: int, *, is_reduction: bool) -> type[Refusal] | None:
        """The refusal to expect, or None; the model has moved on then."""
        if (amount, is_reduction) == (self.price, self.reduced_from is not None):
            return None
        if is_reduction:
            if amount >= self.price:
                return NotLower
            low = self.reduced_from
            if low is None:
                low = self.low() if self.is_public else None
                if low is None:
                    return NoPublicPrice
                if amount >= low:
                    return NotBelowLow
            self.reduced_from = low
        else:
            self.reduced_from = None
        self.price = amount
        return None


# Small moves from a price of 50, most of them announced, so that reductions, deeper ones and false ones all happen.
KINDS = ("reduce", "reduce", "reduce", "set", "toggle")
steps = st.tuples(st.sampled_from(KINDS), st.integers(-4, 1))
# Most waits are short; some end on either side of the window's thirty days.
waits = st.one_of(st.integers(1, 24 * 12), st.integers(24 * 29, 24 * 31))
stories = st.lists(st.tuples(waits, steps), min_size=4, max_size=10)


@pytest.mark.django_db
# A story has ten steps at most: it is read as it stands sooner than it is shrunk on a database.
@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(story=stories)
def test_any_story_leaves_the_price_the_low_and_the_history_of_the_model(
    story: list[tuple[int, tuple[str, int]]],
) -> None:
    with transaction.atomic():
        with travel(START):
            variant = make_on_sale(prices={"FR": 50})
        model = Model(price=50)
        for hours, step in story:
            model.wait(hours)
            with travel(model.at):
                tell(variant, model, *step)
            agree(variant, model)
        transaction.set_rollback(True)


def tell(variant: Variant, model: Model, kind: str, move: int) -> None:
    """One step of the story, to the catalog and to the model."""
    if kind == "toggle":
        if model.is_public:
            services.pause_product(variant.product)
        else:
            services.publish_product(variant.product, by=variant.product.seller.owner)
        model.is_public = not model.is_public
        return
    amount, is_reduction = model.price + move, kind == "reduce"
    refusal = model.set(amount, is_reduction=is_reduction)
    if refusal is None:
        services.set_price(variant, market="FR", amount_minor=amount, is_reduction=is_reduction)
        return
    with pytest.raises(refusal), transaction.atomic():
        services.set_price(variant, market="FR", amount_minor=amount, is_reduction=is_reduction)


def agree(variant: Variant, model: Model) -> None:
    """Catalog and model see the same price, the same low, and the same price in every hour that has passed."""
    price = Price.objects.get(variant=variant)
    assert (price.amount_minor, price.reduced_from_minor) == (model.price, model.reduced_from)
    periods = list(PriceChange.objects.filter(variant=variant).order_by("from_at", "pk"))
    assert all(earlier.to_at is not None and earlier.to_at <= later.from_at for earlier, later in pairwise(periods))
    opened = [period.amount_minor for period in periods if period.to_at is None]
    assert opened == ([model.price] if model.is_public else [])
    diary = {}
    for period in periods:
        hour = period.from_at
        while hour < min(period.to_at or model.at, model.at):
            diary[hour] = period.amount_minor
            hour += HOUR
    assert diary == model.diary
