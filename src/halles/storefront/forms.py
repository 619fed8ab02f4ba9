"""Paying: who, where to, how. At most nine things to fill in for a guest."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from halles.checkout.purchase import PayWith
from halles.kit.errors import Invalid
from halles.markets.market import Market, in_language
from halles.payments import queries as payments
from halles.payments.models import SavedCard
from halles.users.addresses import AddressData, AddressField, address_fields, clean_address
from halles.users.models import User

NEW_CARD = "new_card"
# A parcel needs them; company, second line and phone may be added later on the account page.
ASKED = ("name", "line1", "city", "region", "postal_code")


@dataclass(frozen=True)
class Way:
    """One way to pay as a choice: a saved card, a new one, or a method of the market."""

    code: str
    name: str


def ways_to_pay(person: User | None, market: Market) -> list[Way]:
    """What this person may choose from, the quickest first."""
    language = get_language() or "en"
    saved = payments.list_cards(person.pk) if person else []
    ways = [Way(f"card:{card.pk}", _card_words(card)) for card in saved if "card" in market.payment_kinds]
    for method in market.payment_methods:
        name = in_language(method.names, language)
        ways.append(Way(NEW_CARD if method.kind == "card" else method.kind, name))
    return list({way.code: way for way in ways}.values())


def way_to_pay(cleaned: dict[str, Any]) -> PayWith:
    """The choice made on a valid form."""
    choice = cleaned["payment_choice"]
    if choice.startswith("card:"):
        return PayWith("card", saved_card_id=uuid.UUID(choice.removeprefix("card:")))
    if choice == NEW_CARD:
        token = cleaned.get("payment_token") or None
        return PayWith("card", token=token, should_save_card=bool(cleaned.get("wants_one_tap")))
    return PayWith(choice)


def _card_words(card: SavedCard) -> str:
    return gettext("%(brand)s ending in %(last4)s") % {"brand": card.brand_name, "last4": card.last4}


class CheckoutForm(forms.Form):
    """E-mail (guests), the address as its country writes it, and the way to pay."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    payment_choice = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    payment_token = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    wants_one_tap = forms.BooleanField(
        label=_("Keep address and card, so that next time one tap is enough"), required=False
    )

    def __init__(
        self, data: QueryDict | None, *, country: str, person: User | None, market: Market, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial={"payment_choice": NEW_CARD, **initial})
        self.country = country
        self.address: AddressData | None = None
        self.address_names: list[str] = []
        self.ways = ways_to_pay(person, market)
        del self.fields["email" if person else "wants_one_tap"]
        for part in address_fields(country, get_language() or "en"):
            if part.name in ASKED:
                self.fields[part.name] = _control(part)
                self.address_names.append(part.name)

    @property
    def address_fields(self) -> list[forms.BoundField]:
        """The address controls in the order of the country."""
        return [self[name] for name in self.address_names]

    @property
    def chosen_way(self) -> str:
        """The code of the way to pay that is picked, the first one unless the customer said otherwise."""
        said = str(self.data.get("payment_choice", "")) if self.is_bound else ""
        return said if any(way.code == said for way in self.ways) else self.ways[0].code

    def clean_payment_choice(self) -> str:
        """Only ways that were offered."""
        return self.chosen_way

    def clean(self) -> dict[str, Any]:
        """Check the address by the rules of its country and keep it as `address`."""
        cleaned = super().clean() or {}
        typed = {name: str(cleaned.get(name, "")) for name in self.address_names}
        if any(name in self.errors for name in self.address_names):
            return cleaned
        try:
            self.address = clean_address(self.country, typed)
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                self.add_error(name if name in self.fields else None, str(sentence))
            if not refusal.fields:
                self.add_error(None, str(refusal))
        return cleaned


def _control(part: AddressField) -> forms.Field:
    attributes = {"autocomplete": part.autocomplete}
    if part.choices:
        options = [("", "—"), *part.choices]
        return forms.ChoiceField(
            label=part.label, choices=options, required=part.is_required, widget=forms.Select(attrs=attributes)
        )
    if part.example:
        attributes["placeholder"] = part.example
    return forms.CharField(
        label=part.label,
        max_length=part.length_max,
        required=part.is_required,
        widget=forms.TextInput(attrs=attributes),
    )
