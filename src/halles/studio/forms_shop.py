"""Forms of the seller's desk that no module below has: packing, cancelling, refunding, stock, prices in rows."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product as combined
from math import prod
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from halles.catalog.forms import PICTURES, PriceForm
from halles.catalog.models import Product
from halles.catalog.options import OPTION_VALUE_LENGTH_MAX, label_of
from halles.fulfillment.queries import CarrierFacts
from halles.kit.money import parse_money
from halles.orders import reasons
from halles.orders.models import Order, OrderLine

NOTE_LENGTH_MAX = 500
ON_HAND_MAX = 1_000_000
WHY_LENGTH_MAX = 200
ALL_VALUES_LENGTH_MAX = 400
VARIANTS_AT_ONCE_MAX = 50


class CoverForm(forms.Form):
    """A picture of the shop."""

    file = forms.FileField(label=_("Picture"), widget=forms.ClearableFileInput(attrs={"accept": PICTURES}))


class ProofForm(forms.Form):
    """A picture that shows where a product comes from."""

    file = forms.FileField(
        label=_("Picture of the label, the certificate or the workshop"),
        widget=forms.ClearableFileInput(attrs={"accept": PICTURES}),
    )


@dataclass(frozen=True)
class LinePieces:
    """A line of an order with its field for a number of pieces, of which `left` are possible."""

    line: OrderLine
    field: forms.BoundField
    left: int


class PiecesForm(forms.Form):
    """A number of pieces for each line of an order; `pieces` after `is_valid()`: those above zero, by line id."""

    # What had happened to the order when the page was drawn (order_desk.stand_of).
    stand = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(self, left: Sequence[tuple[OrderLine, int]], *args: Any, starts_full: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = [(line, count) for line, count in left if count > 0]
        for line, count in self.left:
            self.fields[self.name_of(line)] = forms.IntegerField(
                label=line.title,
                min_value=0,
                max_value=count,
                required=False,
                initial=count if starts_full else 0,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    @staticmethod
    def name_of(line: OrderLine) -> str:
        """The field of a line."""
        return f"pieces-{line.pk}"

    @property
    def rows(self) -> list[LinePieces]:
        """The lines that still have pieces, in the order they were bought."""
        return [LinePieces(line, self[self.name_of(line)], count) for line, count in self.left]

    @property
    def pieces(self) -> dict[uuid.UUID, int]:
        """The pieces chosen, by line id."""
        given = {line.pk: self.cleaned_data.get(self.name_of(line)) or 0 for line, _count in self.left}
        return {line_id: count for line_id, count in given.items() if count}


class TrackingForm(forms.Form):
    """Who carries a parcel, and under which number."""

    carrier = forms.ChoiceField(label=_("Carrier"))
    tracking_number = forms.CharField(
        label=_("Tracking number"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, carriers: Sequence[CarrierFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        carrier = self.fields["carrier"]
        assert isinstance(carrier, forms.ChoiceField)
        carrier.choices = [(one.code, f"{one.name} ({one.example})") for one in carriers]
        carrier.help_text = _("The number in brackets shows what theirs look like.")


class ReadyForm(PiecesForm):
    """What is kept ready at the shop."""

    def __init__(self, left: Sequence[tuple[OrderLine, int]], *args: Any, **kwargs: Any) -> None:
        super().__init__(left, *args, starts_full=True, **kwargs)

    def clean(self) -> dict[str, Any]:
        """At least one piece is ready."""
        if not self.errors and not self.pieces:
            self.add_error(None, _("Keep at least one piece ready."))
        return self.cleaned_data


class CodeForm(forms.Form):
    """The code that the customer says at the counter."""

    code = forms.CharField(
        label=_("The customer’s code"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class ParcelForm(TrackingForm, PiecesForm):
    """A parcel: what is in it, who carries it."""

    field_order = ("carrier", "tracking_number")

    def __init__(
        self, left: Sequence[tuple[OrderLine, int]], *args: Any, carriers: Sequence[CarrierFacts], **kwargs: Any
    ) -> None:
        super().__init__(left, *args, carriers=carriers, starts_full=True, **kwargs)

    def clean(self) -> dict[str, Any]:
        """At least one piece goes into a parcel."""
        if not self.errors and not self.pieces:
            self.add_error(None, _("Put at least one piece into the parcel."))
        return self.cleaned_data


class WhyForm(PiecesForm):
    """A reason of a list, and words that the customer reads."""

    reason = forms.ChoiceField(label=_("Why?"))
    note = forms.CharField(
        label=_("A note for your records"),
        required=False,
        max_length=NOTE_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def _offer(self, words: Any) -> None:
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.choices = [("", _("Choose a reason")), *words.items()]


class CancelForm(WhyForm):
    """Pieces that will not be shipped; with `whole` all of them."""

    def __init__(self, left: Sequence[tuple[OrderLine, int]], *args: Any, **kwargs: Any) -> None:
        super().__init__(left, *args, starts_full=False, **kwargs)
        self._offer(reasons.SELLER)
        self.is_whole = "whole" in self.data

    def clean(self) -> dict[str, Any]:
        """Some pieces, or all."""
        if not self.errors and not self.is_whole and not self.pieces:
            self.add_error(None, _("Say how many pieces of which line."))
        return self.cleaned_data


class RefundForm(WhyForm):
    """Money that goes back: the price of some pieces, an amount, or all that is left."""

    PIECES, AMOUNT, ALL = "pieces", "amount", "all"

    what = forms.ChoiceField(
        label=_("What do you give back?"),
        choices=[
            (PIECES, _("The price of some pieces")),
            (AMOUNT, _("An amount")),
            (ALL, _("Everything that is left, delivery included")),
        ],
        widget=forms.RadioSelect,
        initial=PIECES,
    )
    amount = forms.CharField(
        label=_("Amount"), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )

    def __init__(self, order: Order, left: Sequence[tuple[OrderLine, int]], *args: Any, **kwargs: Any) -> None:
        super().__init__(left, *args, starts_full=False, **kwargs)
        self.order = order
        self._offer(reasons.REFUND)

    def clean_amount(self) -> str:
        """Read the amount in the order's currency, as the reader writes numbers; `amount_minor` beside it."""
        text = str(self.cleaned_data["amount"]).strip()
        if not text or self.data.get("what") != self.AMOUNT:
            return text
        try:
            self.cleaned_data["amount_minor"] = parse_money(text, self.order.currency, get_language() or "en")
        except ValueError as wrong:
            raise forms.ValidationError(
                _("Write an amount in %(currency)s."), params={"currency": self.order.currency}
            ) from wrong
        return text

    def clean(self) -> dict[str, Any]:
        """What was chosen must also be said."""
        what = self.cleaned_data.get("what")
        if what == self.AMOUNT and "amount" not in self.errors and "amount_minor" not in self.cleaned_data:
            self.add_error("amount", _("Say how much."))
        if what == self.PIECES and not self.errors and not self.pieces:
            self.add_error(None, _("Say how many pieces of which line."))
        return self.cleaned_data


class RowPriceForm(PriceForm):
    """A price among others; left empty, the variant is not sold in the market (`amount_minor` None)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].required = False

    def clean_amount(self) -> str:
        """As a price, or nothing."""
        if not str(self.cleaned_data["amount"]).strip():
            self.cleaned_data["amount_minor"] = None
            return ""
        return super().clean_amount()


class CountForm(forms.Form):
    """Pieces counted on the shelf; `seen` is what the page said, so that only what was changed is written."""

    on_hand = forms.IntegerField(
        label=_("On the shelf"),
        min_value=0,
        max_value=ON_HAND_MAX,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def is_changed(self) -> bool:
        """Whether another number was typed than the page showed."""
        return bool(self.cleaned_data["on_hand"] != self.cleaned_data["seen"])


class AdjustForm(forms.Form):
    """Pieces that came or went, and why."""

    delta = forms.IntegerField(label=_("More (12) or fewer (-3)"), min_value=-ON_HAND_MAX, max_value=ON_HAND_MAX)
    why = forms.CharField(label=_("Why?"), max_length=WHY_LENGTH_MAX)


class ManyVariantsForm(forms.Form):
    """Several variants at once: every combination of the values given for each option."""

    sku_start = forms.CharField(
        label=_("SKUs begin with"), max_length=20, help_text=_("Each gets a number behind it: PULL-1, PULL-2…")
    )

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.option_names: list[str] = list(product.option_names)
        for index, name in enumerate(self.option_names):
            self.fields[f"values_{index}"] = forms.CharField(
                label=label_of(name),
                max_length=ALL_VALUES_LENGTH_MAX,
                help_text=_("All values, with commas between them: S, M, L"),
            )

    def clean(self) -> dict[str, Any]:
        """Not too many, none too long; counted before a single combination is made."""
        if not self.errors:
            count = prod(len(values) for values in self._values())
            if not 0 < count <= VARIANTS_AT_ONCE_MAX:
                self.add_error(
                    None,
                    _("That makes %(count)s variants; up to %(most)s can be made at once.")
                    % {"count": count, "most": VARIANTS_AT_ONCE_MAX},
                )
            elif any(len(value) > OPTION_VALUE_LENGTH_MAX for values in self._values() for value in values):
                self.add_error(
                    None, _("At most %(count)s characters for a value.") % {"count": OPTION_VALUE_LENGTH_MAX}
                )
        return self.cleaned_data

    @property
    def combinations(self) -> list[tuple[str, ...]]:
        """Each value of the first option with each of the second, and so on; of a valid form."""
        return list(combined(*self._values()))

    def _values(self) -> list[list[str]]:
        """What was typed for each option, every value once."""
        columns = []
        for index in range(len(self.option_names)):
            typed = str(self.cleaned_data[f"values_{index}"]).replace("、", ",").replace(";", ",")
            parts = (" ".join(part.split()) for part in typed.split(","))
            columns.append(list(dict.fromkeys(part for part in parts if part)))
        return columns
