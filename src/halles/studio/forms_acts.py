"""Forms of the acts of a show: an offer, a giveaway, a poll, a coupon."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from halles.kit.money import parse_money
from halles.live.acts.coupons import CouponDraft
from halles.live.acts.giveaways import GiveawayDraft
from halles.live.acts.offers import OfferDraft
from halles.live.acts.polls import PollDraft
from halles.live.acts.tasks import Tasks
from halles.markets.market import Market

TEXT_LENGTH_MAX = 60
STEPS = ("first", "second", "third", "fourth")


class ActForm(forms.Form):
    """What all forms of acts share: the market's money, and ids that differ on one page."""

    prefix = "act"
    money_fields: tuple[str, ...] = ()

    def __init__(self, data: QueryDict | None = None, *, market: Market, variants: list[tuple[str, str]]) -> None:
        super().__init__(data, prefix=self.prefix, auto_id=f"{self.prefix}-%s")
        self.market = market
        if "variant" in self.fields:
            field = self.fields["variant"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = variants

    def clean(self) -> dict[str, Any]:
        """Amounts as minor units."""
        facts = super().clean() or {}
        for name in self.money_fields:
            text = facts.get(name) or ""
            if not text:
                facts[name] = None
                continue
            try:
                facts[name] = parse_money(text, self.market.currency, get_language() or "en")
            except ValueError:
                self.add_error(name, _("Enter an amount such as 19.90."))
        return facts

    def first_problem(self) -> str:
        """One sentence of what is wrong."""
        return next(str(problems[0]) for problems in self.errors.values())


class OfferForm(ActForm):
    """A flash deal; with a step a price drop."""

    prefix = "offer"
    money_fields = ("price", *(f"{step}_price" for step in STEPS))

    variant = forms.ChoiceField(label=_("Product"))
    price = forms.CharField(label=_("Price"), max_length=20)
    quota = forms.IntegerField(label=_("Pieces"), min_value=1, initial=20)
    per_customer_max = forms.IntegerField(label=_("Per person"), min_value=1, max_value=20, initial=1)
    countdown_seconds = forms.IntegerField(label=_("Countdown, seconds"), min_value=0, initial=10)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1_440, initial=5)
    first_claims = forms.IntegerField(label=_("From so many claims on"), min_value=1, required=False)
    first_price = forms.CharField(label=_("Price for all"), max_length=20, required=False)
    second_claims = forms.IntegerField(label=_("From so many claims on"), min_value=1, required=False)
    second_price = forms.CharField(label=_("Price for all"), max_length=20, required=False)
    third_claims = forms.IntegerField(label=_("From so many claims on"), min_value=1, required=False)
    third_price = forms.CharField(label=_("Price for all"), max_length=20, required=False)
    fourth_claims = forms.IntegerField(label=_("From so many claims on"), min_value=1, required=False)
    fourth_price = forms.CharField(label=_("Price for all"), max_length=20, required=False)

    def draft(self) -> OfferDraft:
        """What is to be made."""
        facts = self.cleaned_data
        steps = [(facts[f"{step}_claims"], facts[f"{step}_price"]) for step in STEPS]
        return OfferDraft(
            variant_id=uuid.UUID(facts["variant"]),
            price_minor=facts["price"],
            quota=facts["quota"],
            per_customer_max=facts["per_customer_max"],
            countdown_seconds=facts["countdown_seconds"],
            duration_seconds=facts["minutes"] * 60,
            steps=tuple((claims, price) for claims, price in steps if claims and price),
        )


class GiveawayForm(ActForm):
    """Single pieces for those who are drawn."""

    prefix = "giveaway"

    variant = forms.ChoiceField(label=_("Prize"))
    winner_count = forms.IntegerField(label=_("Winners"), min_value=1, initial=1)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1_440, initial=5)
    follow = forms.BooleanField(label=_("Must follow"), required=False)
    comment = forms.BooleanField(label=_("Must write in the chat"), required=False)
    watch_minutes = forms.IntegerField(label=_("Must have watched, minutes"), min_value=0, initial=0, required=False)
    is_free_entry = forms.BooleanField(label=_("Also without the tasks"), required=False)

    def draft(self) -> GiveawayDraft:
        """What is to be made."""
        facts = self.cleaned_data
        return GiveawayDraft(
            variant_id=uuid.UUID(facts["variant"]),
            winner_count=facts["winner_count"],
            duration_seconds=facts["minutes"] * 60,
            tasks=Tasks(facts["follow"], facts["comment"], (facts["watch_minutes"] or 0) * 60),
            is_free_entry=facts["is_free_entry"],
        )


class PollForm(ActForm):
    """A question with an answer per line; a star before the right one makes it a quiz."""

    prefix = "poll"

    question = forms.CharField(label=_("Question"), max_length=120)
    answers = forms.CharField(
        label=_("Answers, one per line; a star before the right one makes it a quiz"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seconds = forms.IntegerField(label=_("Seconds"), min_value=10, max_value=1_800, initial=60)

    def draft(self) -> PollDraft:
        """What is to be asked."""
        lines = [line.strip() for line in self.cleaned_data["answers"].splitlines() if line.strip()]
        right = [place for place, line in enumerate(lines) if line.startswith("*")]
        return PollDraft(
            question=self.cleaned_data["question"],
            options=tuple(line.removeprefix("*").strip() for line in lines),
            seconds=self.cleaned_data["seconds"],
            correct=right[0] if len(right) == 1 else None,
        )


class CouponForm(ActForm):
    """A share or an amount off everything of the shop."""

    prefix = "coupon"
    money_fields = ("amount", "goods_min")

    percent = forms.IntegerField(label=_("Percent off"), min_value=1, max_value=100, required=False)
    amount = forms.CharField(label=_("or amount off"), max_length=20, required=False)
    goods_min = forms.CharField(label=_("From a purchase of"), max_length=20, required=False)
    quota = forms.IntegerField(label=_("Coupons"), min_value=1, initial=50)
    minutes = forms.IntegerField(label=_("Minutes to take one"), min_value=1, max_value=1_440, initial=10)
    valid_hours = forms.IntegerField(label=_("Hours to use it"), min_value=1, max_value=24 * 30, initial=24)
    follow = forms.BooleanField(label=_("Must follow"), required=False)
    comment = forms.BooleanField(label=_("Must write in the chat"), required=False)

    def draft(self) -> CouponDraft:
        """What is to be offered."""
        facts = self.cleaned_data
        percent = facts["percent"]
        return CouponDraft(
            quota=facts["quota"],
            share_bps=percent * 100 if percent else None,
            amount_minor=None if percent else facts["amount"],
            goods_minor_min=facts["goods_min"] or 0,
            minutes=facts["minutes"],
            valid_minutes=facts["valid_hours"] * 60,
            tasks=Tasks(facts["follow"], facts["comment"]),
        )
