"""The form of a flash deal that a shop prepares for a creator's shows."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from halles.affiliates.models import Plan
from halles.affiliates.services.deals import DealTerms
from halles.catalog.models import Variant
from halles.kit.money import parse_money
from halles.markets.queries import get_market
from halles.sellers.models import Seller

VARIANTS_MAX = 300
PER_CUSTOMER_MAX = 20
NEEDED = ("price", "quota", "per_customer_max", "minutes", "last_on")


class DealForm(forms.Form):
    """A price, so many pieces, until a day. In an invitation it is empty while no product is chosen."""

    variant = forms.ChoiceField(label=gettext_lazy("Product"), required=False)
    price = forms.CharField(label=gettext_lazy("Price"), max_length=20, required=False)
    quota = forms.IntegerField(label=gettext_lazy("Pieces kept for it"), min_value=1, required=False)
    per_customer_max = forms.IntegerField(
        label=gettext_lazy("Per person"), min_value=1, max_value=PER_CUSTOMER_MAX, initial=1, required=False
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=1, max_value=1_440, initial=5, required=False)
    last_on = forms.DateField(
        label=gettext_lazy("Last day for it"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, seller: Seller, plan: Plan | None = None) -> None:
        super().__init__(data, prefix="deal", auto_id="deal-%s")
        self.currency = get_market(seller.market).currency
        field = self.fields["variant"]
        assert isinstance(field, forms.ChoiceField)
        none = [] if plan else [("", _("No flash deal"))]
        field.choices = [*none, *_variants(seller, plan)]
        for one in self.fields.values():
            one.required = plan is not None
            one.error_messages["required"] = _("A flash deal needs this.")

    def clean(self) -> dict[str, Any]:
        """All of it, or nothing."""
        facts = super().clean() or {}
        if not facts.get("variant"):
            return facts
        for name in NEEDED:
            if not facts.get(name) and name not in self.errors:
                self.add_error(name, _("A flash deal needs this."))
        try:
            facts["price_minor"] = parse_money(facts.get("price") or "", self.currency, get_language() or "en")
        except ValueError:
            if "price" not in self.errors:
                self.add_error("price", _("Enter an amount such as 19.90."))
        return facts

    def terms(self) -> DealTerms | None:
        """What is offered, after `is_valid()`; None when no product was chosen."""
        facts = self.cleaned_data
        if not facts.get("variant"):
            return None
        last_on: dt.date = facts["last_on"]
        return DealTerms(
            variant_id=uuid.UUID(facts["variant"]),
            price_minor=facts["price_minor"],
            quota=facts["quota"],
            last_on=last_on,
            per_customer_max=facts["per_customer_max"],
            minutes=facts["minutes"],
        )


def _variants(seller: Seller, plan: Plan | None) -> list[tuple[str, str]]:
    rows = Variant.objects.filter(product__seller=seller, product__status="active", status=Variant.Status.ACTIVE)
    if plan is not None and plan.product_id is not None:
        rows = rows.filter(product=plan.product_id)
    found = rows.select_related("product").order_by("product__title", "pk")[:VARIANTS_MAX]
    return [(str(one.pk), f"{one.product.title}, {one.name}" if one.name else one.product.title) for one in found]
