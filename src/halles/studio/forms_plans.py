"""Forms of plans: what a shop offers, whom it looks for, what a creator looks for."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.affiliates.models import Plan
from halles.affiliates.queries.finding import Asked
from halles.affiliates.queries.marketplace import BY_CLICK, BY_RATE, BY_SALE, Wish
from halles.affiliates.services.plans import MESSAGE_LENGTH_MAX
from halles.affiliates.services.talking import BODY_LENGTH_MAX
from halles.catalog.categories import list_roots
from halles.catalog.drafts import list_countries
from halles.markets.market import Market
from halles.markets.queries import all_markets, market_name
from halles.sellers.models import Seller
from halles.studio.forms import LANGUAGES
from halles.users.forms import country_choices

PRODUCTS_OFFERED_MAX = 200


class RateForm(forms.Form):
    """What a plan pays, in percent."""

    rate = forms.DecimalField(
        label=_("Commission in percent"),
        max_digits=5,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    @property
    def rate_bps(self) -> int:
        """The rate in hundredths of a percent, after `is_valid()`."""
        rate: Decimal = self.cleaned_data["rate"]
        return int(rate * 100)


class PlanForm(RateForm):
    """An offer to every creator."""

    product = forms.ChoiceField(label=_("For"), required=False)
    content_kind = forms.ChoiceField(label=_("Shown in"), choices=Plan.ContentKind.choices)
    needs_approval = forms.BooleanField(
        label=_("I agree to each creator first"),
        required=False,
        help_text=_("Without this, everybody who shows the product takes part by that."),
    )
    message = forms.CharField(
        label=_("What creators should know"),
        max_length=MESSAGE_LENGTH_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("product", "rate", "content_kind", "needs_approval", "message")

    def __init__(self, *args: Any, seller: Seller, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = seller.products.filter(status__in=["draft", "active", "paused"]).order_by("title")
        goods = [(str(one.pk), one.title) for one in rows[:PRODUCTS_OFFERED_MAX]]
        field = self.fields["product"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("The whole shop")), *goods]

    def facts(self) -> dict[str, Any]:
        """What the services take, after `is_valid()`."""
        given = self.cleaned_data
        return {
            "product_id": uuid.UUID(given["product"]) if given["product"] else None,
            "rate_bps": self.rate_bps,
            "content_kind": given["content_kind"],
            "message": given["message"],
        }


class InvitationForm(PlanForm):
    """An offer to chosen creators, until a day."""

    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    needs_approval = None  # type: ignore[assignment]  # those chosen need no approval
    field_order = ("product", "rate", "ends_on", "content_kind", "message")

    def facts(self) -> dict[str, Any]:
        """What the services take, after `is_valid()`."""
        ends_on: dt.date = self.cleaned_data["ends_on"]
        return {**super().facts(), "ends_on": ends_on}


class SaidForm(forms.Form):
    """What a shop or a creator says to the other."""

    body = forms.CharField(
        label=_("Your message"), max_length=BODY_LENGTH_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )


def _categories(language: str) -> list[tuple[str, Any]]:
    return [("", pgettext_lazy("products", "All")), *((root.code, root.name_in(language)) for root in list_roots())]


def _markets(language: str) -> list[tuple[str, Any]]:
    return [(one.code, market_name(one, language)) for one in all_markets().values()]


class FindForm(forms.Form):
    """Whom a shop looks for."""

    text = forms.CharField(label=_("Name or handle"), max_length=60, required=False)
    category = forms.ChoiceField(label=_("Showed goods of"), required=False)
    market = forms.ChoiceField(label=_("Market"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("Any")), *LANGUAGES])
    country = forms.ChoiceField(label=_("From the country"), required=False)
    place = forms.CharField(label=_("Region or town"), max_length=80, required=False)
    pieces = forms.ChoiceField(
        label=_("Sold in 90 days"),
        required=False,
        choices=[("", _("Any")), ("1", _("1 piece or more")), ("10", _("10 or more")), ("100", _("100 or more"))],
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category, market = self.fields["category"], self.fields["market"]
        assert isinstance(category, forms.ChoiceField)
        assert isinstance(market, forms.ChoiceField)
        category.choices = _categories(language)
        market.choices = [("", _("Any")), *_markets(language)]
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)
        country.choices = [("", _("Any")), *country_choices(sorted(list_countries()), language)]

    def asked(self) -> Asked:
        """What was chosen; a field that makes no sense narrows nothing."""
        self.is_valid()
        given = {name: self.cleaned_data.get(name, "") for name in self.fields if name != "pieces"}
        return Asked(**given, pieces_min=int(self.cleaned_data.get("pieces") or 0))


class WishForm(forms.Form):
    """What a creator looks for in the marketplace."""

    text = forms.CharField(label=_("Product, shop or place"), max_length=60, required=False)
    category = forms.ChoiceField(label=_("Goods"), required=False)
    rate = forms.ChoiceField(
        label=_("At least"),
        required=False,
        choices=[("", _("Any rate")), ("500", "5 %"), ("1000", "10 %"), ("1500", "15 %"), ("2000", "20 %")],
    )
    order = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        choices=[
            (BY_SALE, _("Earns most per sale")),
            (BY_CLICK, _("Earns most per click")),
            (BY_RATE, _("Highest rate")),
        ],
    )
    market = forms.ChoiceField(label=_("Market"), required=False)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category, market = self.fields["category"], self.fields["market"]
        assert isinstance(category, forms.ChoiceField)
        assert isinstance(market, forms.ChoiceField)
        category.choices = _categories(language)
        market.choices = _markets(language)

    def wish(self) -> Wish:
        """What was chosen; a field that makes no sense narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        return Wish(
            text=given.get("text", ""),
            category=given.get("category", ""),
            rate_bps_min=int(given.get("rate") or 0),
            order=given.get("order") or BY_SALE,
        )

    def market_of(self, fallback: Market) -> Market:
        """The market chosen, else the creator's."""
        self.is_valid()
        return all_markets().get(self.cleaned_data.get("market", ""), fallback)
