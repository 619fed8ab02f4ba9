"""What people type about a shop; the rules are those of the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halles.markets.queries import all_markets, market_name
from halles.sellers.applications import LENGTHS, Application, clean_application
from halles.sellers.errors import ApplicationInvalid
from halles.sellers.models import Seller, SellerDocument, StaffInvitation
from halles.sellers.requirements import POINTS
from halles.sellers.services import ShopProfile
from halles.users.addresses import AddressData
from halles.users.business_numbers import registration_kind, vat_kind
from halles.users.forms import AddressForm

PAPERS = "image/jpeg,image/png,application/pdf"


def _text(name: str, label: Any, *, required: bool = False, rows: int = 0, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, required=required, max_length=LENGTHS[name], widget=widget, **kwargs)


class SellerApplicationForm(AddressForm):
    """An application, with the address fields of the trader's `country`; `application()` after `is_valid()`.

    Draw it again with another country when the applicant changes it.
    """

    field_order = ("name", "market", "kind", "legal_name", "representative", "contact_email")

    def __init__(self, country: str, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(country, *args, language=language, section="section-business", **kwargs)
        # The parcel's name and company are the trader's own, asked for once.
        self.fields.pop("company", None)
        self.fields["phone"].required = True
        self.fields["phone"].help_text = _("Shown to customers where the law asks for it.")
        self.fields |= {
            "name": _text("name", _("Name of the shop"), required=True),
            "market": forms.ChoiceField(
                label=_("Home market"),
                choices=[(code, market_name(market, language)) for code, market in all_markets().items()],
                help_text=_("The rules of this market decide which papers we ask for."),
            ),
            "kind": forms.ChoiceField(label=_("You trade as"), choices=Seller.Kind.choices, widget=forms.RadioSelect),
            "legal_name": _text(
                "legal_name", _("Legal name"), required=True, help_text=_("As it stands in your papers.")
            ),
            "representative": _text("representative", _("Responsible person")),
            "contact_email": forms.EmailField(label=_("E-mail address for customers"), max_length=254),
            "registration_number": _number(registration_kind(country).label, registration_kind(country).example),
            "vat_number": _number(vat_kind(country).label, vat_kind(country).example),
            "tax_id": _number(_("Tax number"), ""),
            "bank_account": _number(_("Account number (IBAN where there is one)"), ""),
            "bank_account_holder": _text("bank_account_holder", _("Account holder")),
            "place": _text("place", _("Where you work"), help_text=_("The town or region that customers will see.")),
            "story": _text("story", _("Your story"), rows=6, help_text=_("Who you are, what you make, and how.")),
            "return_terms": _text("return_terms", _("Your return terms, beyond what the law gives"), rows=3),
            "is_certified": forms.BooleanField(
                label=_("I will only offer goods that respect the law of the markets I sell to."), required=False
            ),
        }
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Check the whole by the rules of applying; fields that are wrong already keep their own words."""
        try:
            clean_application(self.application())
        except ApplicationInvalid as refused:
            for name, sentence in refused.fields.items():
                if name not in self.errors:
                    self.add_error(name if name in self.fields else None, sentence)
        return self.cleaned_data

    def application(self) -> Application:
        """What was typed, for services.apply and services.submit_again."""
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        texts = {name: str(given.get(name, "")).strip() for name in self.fields if name != "is_certified"}
        parts = ("line1", "line2", "city", "region", "postal_code", "phone")
        address = AddressData(
            name=texts["legal_name"], country=self.country, **{part: texts.get(part, "") for part in parts}
        )
        own = {name: text for name, text in texts.items() if name not in parts}
        return Application(address=address, is_certified=bool(given.get("is_certified")), **own)

    @staticmethod
    def initial_of(seller: Seller) -> dict[str, Any]:
        """What an applicant sees again when something was missing."""
        columns = {name: getattr(seller, name) for name in (*LENGTHS, "market", "kind", "contact_email")}
        numbers = {n: getattr(seller, n) for n in ("registration_number", "vat_number", "tax_id", "bank_account")}
        certified = {"is_certified": seller.certified_at is not None}
        return {**seller.address, **columns, **numbers, **certified, "phone": seller.phone}


class DocumentForm(forms.Form):
    """One paper of an application."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=SellerDocument.Kind.choices)
    file = forms.FileField(
        label=_("JPEG, PNG or PDF, 10 MB at most"), widget=forms.ClearableFileInput(attrs={"accept": PAPERS})
    )


class ShopProfileForm(forms.Form):
    """The shop's face; `profile()` after `is_valid()`."""

    name = _text("name", _("Name of the shop"), required=True)
    contact_email = forms.EmailField(label=_("E-mail address for customers"), max_length=254)
    place = _text("place", _("Where you work"))
    place_latitude = forms.DecimalField(label=_("Latitude"), required=False, max_digits=8, decimal_places=5)
    place_longitude = forms.DecimalField(label=_("Longitude"), required=False, max_digits=8, decimal_places=5)
    story = _text("story", _("Your story"), rows=6)
    return_terms = _text("return_terms", _("Your return terms, beyond what the law gives"), rows=3)

    def profile(self) -> ShopProfile:
        """What was typed, for services.update_shop."""
        return ShopProfile(**self.cleaned_data)


class StaffForm(forms.Form):
    """A place in the shop, offered to a mail address."""

    email = forms.EmailField(label=_("Their e-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=_("What they may do"),
        choices=[
            (StaffInvitation.Role.PACKER, _("See and pack orders")),
            (StaffInvitation.Role.MANAGER, _("Everything but closing the shop and its bank account")),
        ],
    )


class AskForm(forms.Form):
    """What staff asks an applicant for."""

    missing = forms.MultipleChoiceField(
        label=_("What is missing"),
        required=False,
        choices=[(point.code, point.label) for point in POINTS.values()],
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("In your own words"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


def _number(label: Any, example: str) -> forms.CharField:
    hint = _("For example %(example)s.") % {"example": example} if example else ""
    return forms.CharField(label=label, required=False, max_length=40, help_text=hint)
