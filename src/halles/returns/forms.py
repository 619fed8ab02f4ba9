"""What customers fill in: pieces, reasons, words and pictures."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halles.fulfillment.queries import CarrierFacts
from halles.media.forms import PicturesField
from halles.returns.models import Dispute
from halles.returns.queries import LineRight
from halles.returns.services.evidence import PICTURES_MAX, TEXT_LENGTH_MAX


def _pictures() -> PicturesField:
    return PicturesField(
        label=_("Pictures"),
        count_max=PICTURES_MAX,
        help_text=_("Up to five. They show the shop what you see."),
    )


def _words(label: Any, *, is_required: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=is_required,
        max_length=TEXT_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@dataclass(frozen=True)
class PieceRow:
    """A line with its field for a number of pieces."""

    right: LineRight
    field: forms.BoundField
    most: int


class PiecesForm(forms.Form):
    """How many pieces of each line; `pieces` after `is_valid()`: those above zero, by line id."""

    def __init__(self, rows: Sequence[tuple[LineRight, int]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choosable = [(right, most) for right, most in rows if most > 0]
        is_only = len(self.choosable) == 1
        for right, most in self.choosable:
            self.fields[self.name_of(right)] = forms.TypedChoiceField(
                label=right.line.title,
                choices=[(number, str(number)) for number in range(most + 1)],
                coerce=int,
                required=False,
                initial=most if is_only else 0,
            )

    @staticmethod
    def name_of(right: LineRight) -> str:
        """The field of a line."""
        return f"pieces-{right.line.pk}"

    @property
    def rows(self) -> list[PieceRow]:
        """The lines that have pieces to give back."""
        return [PieceRow(right, self[self.name_of(right)], most) for right, most in self.choosable]

    @property
    def pieces(self) -> dict[uuid.UUID, int]:
        """The pieces chosen, by line id."""
        given = {right.line.pk: self.cleaned_data.get(self.name_of(right)) or 0 for right, _most in self.choosable}
        return {line_id: quantity for line_id, quantity in given.items() if quantity}

    def clean(self) -> dict[str, Any]:
        """At least one piece."""
        if not self.errors and not self.pieces:
            self.add_error(None, _("Choose at least one piece."))
        return self.cleaned_data


class WithdrawalForm(PiecesForm):
    """Step one of the statutory function: what, who, and where the acknowledgement goes."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(label=_("The acknowledgement goes to"), max_length=254)
    field_order = ()


class ReturnForm(PiecesForm):
    """What is wrong, in words and pictures."""

    reason = forms.ChoiceField(label=_("What is the matter?"), widget=forms.RadioSelect)
    text = _words(_("Tell the shop more"), is_required=False)
    pictures = _pictures()
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self, rows: Sequence[tuple[LineRight, int]], *args: Any, reasons: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(rows, *args, **kwargs)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.choices = reasons


class SentForm(forms.Form):
    """A parcel sent with a carrier of one's own."""

    carrier = forms.ChoiceField(label=_("Carrier"))
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=40)

    def __init__(self, *args: Any, carriers: Sequence[CarrierFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        carrier = self.fields["carrier"]
        assert isinstance(carrier, forms.ChoiceField)
        carrier.choices = [(one.code, one.name) for one in carriers]


class SayForm(forms.Form):
    """Words and pictures for a case."""

    text = _words(_("What do you want to say?"), is_required=True)
    pictures = _pictures()


class CaseForm(SayForm):
    """A new case."""

    kind = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)
    field_order = ("kind", "text", "pictures")

    def __init__(self, *args: Any, kinds: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(one, Dispute.Kind(one).label) for one in kinds]
