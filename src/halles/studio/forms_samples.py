"""What shops and creators fill in about samples, and who is paid."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.affiliates.models import SampleAppeal
from halles.affiliates.models.samples import WORDS_LENGTH_MAX
from halles.affiliates.queries.plans import PlanRow
from halles.affiliates.services.samples import OfferDraft
from halles.affiliates.services.samples.offering import PIECES_MAX
from halles.catalog.drafts import list_countries
from halles.catalog.models import Product, Variant
from halles.creators.models import Creator, PayoutDetails
from halles.creators.services import Payee
from halles.creators.services.payout_details import HOLDER_LENGTH_MAX
from halles.creators.services.profiles import ORIGIN_LENGTH_MAX
from halles.kit.templatetags.money import percent
from halles.sellers.applications import LENGTHS
from halles.sellers.forms import PAPERS
from halles.users.addresses import AddressData
from halles.users.forms import AddressForm, country_choices
from halles.users.models import Address

# Of a plan for many, so many are named.
HANDLES_SHOWN = 2
PARTS = ("line1", "line2", "city", "region", "postal_code", "phone")


def _words(
    label: Any, *, is_required: bool = False, hint: Any = "", length_max: int = WORDS_LENGTH_MAX
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=is_required,
        max_length=length_max,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PayoutForm(AddressForm):
    """Who is paid and where to. Numbers that are kept already need not be typed again."""

    field_order = ("holder",)

    def __init__(self, country: str, *args: Any, known: PayoutDetails | None, **kwargs: Any) -> None:
        super().__init__(country, *args, section="section-payout", **kwargs)
        self.fields.pop("name", None)
        self.fields.pop("company", None)
        self.fields["phone"].required = True
        self.fields["phone"].help_text = ""
        is_kept = known is not None and known.country == country
        self.fields["holder"] = forms.CharField(
            label=_("Full name"),
            max_length=HOLDER_LENGTH_MAX,
            help_text=_("As it stands in your papers and at the bank."),
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        )
        kept = _("Leave it empty to keep the number we have.")
        self.fields["tax_id"] = _number(_("Tax number"), kept if is_kept else "", is_required=not is_kept)
        self.fields["bank_account"] = _number(
            _("Account number (IBAN where there is one)"), kept if is_kept else "", is_required=not is_kept
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Only the shape; the service knows what is right."""
        return self.cleaned_data

    def payee(self) -> Payee:
        """What was typed, for services.save_payout_details."""
        given = {name: str(self.cleaned_data.get(name) or "").strip() for name in self.fields}
        parts = {part: given.get(part, "") for part in PARTS}
        address = AddressData(name=given["holder"], country=self.country, **parts)
        return Payee(
            holder=given["holder"], address=address, tax_id=given["tax_id"], bank_account=given["bank_account"]
        )

    @staticmethod
    def initial_of(details: PayoutDetails) -> dict[str, str]:
        """What is shown again; numbers never are."""
        return {**{part: details.address.get(part, "") for part in PARTS}, "holder": details.holder}


def _number(label: Any, hint: Any, *, is_required: bool) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(label=label, required=is_required, max_length=64, help_text=hint, widget=widget)


class PaperForm(forms.Form):
    """An identity paper."""

    file = forms.FileField(
        label=_("Identity card or passport"),
        help_text=_("A photo taken with the phone will do when every word can be read. JPEG, PNG or PDF."),
        widget=forms.ClearableFileInput(attrs={"accept": PAPERS}),
    )


class StartForm(forms.Form):
    """The word of somebody who begins to earn."""

    def __init__(self, age: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = _("I am at least %(age)s years old.") % {"age": age}
        self.fields["is_of_age"] = forms.BooleanField(label=label, required=False)


class AskForm(forms.Form):
    """Which variant, where to, and why."""

    def __init__(self, variants: Sequence[Variant], addresses: Sequence[Address], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["variant"] = forms.ChoiceField(
            label=_("Which one"), choices=[(str(one.pk), one.name or one.sku) for one in variants]
        )
        self.fields["address"] = _addresses(addresses)
        self.fields["words"] = _words(_("What you would show of it"), hint=_("The shop reads it before it decides."))

    @property
    def variant_id(self) -> uuid.UUID:
        """The chosen variant."""
        return uuid.UUID(self.cleaned_data["variant"])

    @property
    def address_id(self) -> uuid.UUID:
        """The chosen address of the person's own."""
        return uuid.UUID(self.cleaned_data["address"])


class ElsewhereForm(forms.Form):
    """Another address of the person's own."""

    def __init__(self, addresses: Sequence[Address], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"] = _addresses(addresses)


def _addresses(addresses: Sequence[Address]) -> forms.ChoiceField:
    choices = [(str(one.pk), ", ".join(part for part in (one.name, one.line1, one.city) if part)) for one in addresses]
    return forms.ChoiceField(label=pgettext_lazy("sample", "Where to"), choices=choices)


class AppealForm(forms.Form):
    """Why it cannot be shown."""

    reason = forms.ChoiceField(label=_("What is wrong?"), choices=SampleAppeal.Reason.choices)
    words = _words(_("Describe it"), is_required=True, hint=_("Our staff and the shop read it."))


def _plan_name(row: PlanRow) -> str:
    """What a plan is for, its kind, for whom and for how much: a shop may have several for the same goods."""
    plan = row.plan
    what = plan.product.title if plan.product else _("The whole shop")
    whom = " ".join(f"@{one}" for one in row.handles[:HANDLES_SHOWN])
    more = f" +{len(row.handles) - HANDLES_SHOWN}" if len(row.handles) > HANDLES_SHOWN else ""
    parts = (what, plan.get_kind_display(), whom + more, percent(row.rate_bps))
    return " · ".join(str(part) for part in parts if part)


class OfferForm(forms.Form):
    """What a shop sends, and to whom."""

    prefix = "offer"

    def __init__(self, plans: Sequence[PlanRow], products: Sequence[Product], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(row.plan.pk), _plan_name(row)) for row in plans]
        self.fields["plan"] = forms.ChoiceField(label=_("Plan"), choices=names)
        self.fields["product"] = forms.ChoiceField(
            label=_("Product"), choices=[(str(one.pk), one.title) for one in products]
        )
        self.fields["pieces"] = forms.IntegerField(label=_("How many pieces"), min_value=1, max_value=PIECES_MAX)
        self.fields["followers_min"] = forms.IntegerField(
            label=_("Followers, at least"), min_value=0, max_value=100_000_000, initial=0
        )
        self.fields["sales_min"] = forms.IntegerField(
            label=_("Lines sold lately, at least"), min_value=0, max_value=1_000_000, initial=0
        )
        self.fields["words"] = _words(_("What you wish for"), hint=_("Creators read it before they ask."))

    def draft(self) -> OfferDraft:
        """What was typed, for services.samples.open_offer."""
        given = self.cleaned_data
        return OfferDraft(
            plan_id=uuid.UUID(given["plan"]),
            product_id=uuid.UUID(given["product"]),
            piece_max=given["pieces"],
            followers_min=given["followers_min"],
            sales_min=given["sales_min"],
            words=given["words"],
        )


class PiecesForm(forms.Form):
    """Another number of pieces."""

    pieces = forms.IntegerField(label=_("How many pieces"), min_value=1, max_value=PIECES_MAX)


class DecideForm(forms.Form):
    """Yes, or no with a word of why."""

    answer = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])
    words = _words(_("A word of why"))


class StarsForm(forms.Form):
    """How it went."""

    stars = forms.TypedChoiceField(
        label=_("How did it go?"),
        coerce=int,
        choices=[(5, "★★★★★"), (4, "★★★★☆"), (3, "★★★☆☆"), (2, "★★☆☆☆"), (1, "★☆☆☆☆")],
    )
    words = _words(_("A few words"), hint=_("Other shops see the stars; the creator reads the words too."))


class ShopFaceForm(forms.Form):
    """Step one: what customers see first."""

    name = forms.CharField(label=_("Name of the shop"), max_length=LENGTHS["name"])
    contact_email = forms.EmailField(label=_("E-mail address for customers"), max_length=254)
    place = forms.CharField(
        label=_("Where you work"),
        required=False,
        max_length=LENGTHS["place"],
        help_text=_("The town or region that customers will see."),
    )


class ShopStoryForm(forms.Form):
    """Step two: who makes it, and what comes back."""

    story = _words(_("Your story"), hint=_("Who you are, what you make, and how."), length_max=LENGTHS["story"])
    return_terms = _words(_("Your return terms, beyond what the law gives"), length_max=LENGTHS["return_terms"])


class ConfirmForm(forms.Form):
    """Steps three and four: what is known is still right."""


class ShopWordForm(forms.Form):
    """Step five."""

    is_certified = forms.BooleanField(
        label=_("I will only offer goods that respect the law of the markets I sell to."),
        error_messages={"required": _("A shop opens with this promise only.")},
    )


class PlaceForm(forms.Form):
    """Where a creator is from; all of it may stay empty."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    region = forms.CharField(label=_("Region"), max_length=ORIGIN_LENGTH_MAX, required=False)
    place = forms.CharField(label=_("Town"), max_length=ORIGIN_LENGTH_MAX, required=False)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "from-%s", **kwargs})
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)
        country.choices = [("", _("Not said")), *country_choices(sorted(list_countries()), language)]

    @classmethod
    def of(cls, creator: Creator, *, language: str) -> PlaceForm:
        """Filled with what the profile says."""
        told = {
            "country": creator.origin_country,
            "region": creator.origin_region,
            "place": creator.origin_place,
        }
        return cls(initial=told, language=language)
