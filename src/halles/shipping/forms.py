"""What a shop types about its deliveries; the rules are those of the services."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from halles.kit.money import parse_money, typed_money
from halles.markets.queries import all_markets, find_market_for_country
from halles.shipping.models import SellerShipping, ShippingRate
from halles.shipping.services import CARRIER_LENGTH_MAX, HANDLING_DAYS_MAX, NOTE_LENGTH_MAX, TRANSIT_DAYS_MAX
from halles.users.forms import AddressForm, country_choices

AMOUNT_LENGTH_MAX = 20


class ShippingForm(AddressForm):
    """Where parcels of the shop start, and how fast; address fields are those of `country`.

    After `is_valid()`: `address`, and the rest in `cleaned_data`.
    """

    def __init__(self, country: str, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(country, *args, language=language, section="shipping", **kwargs)
        self.fields |= {
            "handling_days": forms.IntegerField(
                label=_("Working days you need to pack"),
                min_value=0,
                max_value=HANDLING_DAYS_MAX,
                help_text=_("0 means that an order before the hour below leaves the same day."),
            ),
            "cutoff_hour": forms.TypedChoiceField(
                label=_("Orders count for the same day until"),
                coerce=int,
                choices=[(hour, f"{hour:02d}:00") for hour in range(25)],
            ),
            "time_zone": forms.ChoiceField(
                label=_("Time zone of the shop"), choices=[(name, name) for name in sorted(available_timezones())]
            ),
        }

    def clean(self) -> dict[str, Any]:
        """Check the address by the country's rules; the other fields check themselves."""
        own = ("handling_days", "cutoff_hour", "time_zone")
        kept = {name: self.cleaned_data.pop(name) for name in own if name in self.cleaned_data}
        super().clean()
        self.cleaned_data |= kept
        return self.cleaned_data

    @staticmethod
    def initial_of(shipping: SellerShipping) -> dict[str, Any]:
        """What the shop said before."""
        own = ("handling_days", "cutoff_hour", "time_zone")
        return {**shipping.ship_from, **{name: getattr(shipping, name) for name in own}}


# What is asked of a parcel that travels, and not of one that waits at the shop.
OF_THE_WAY = ("carrier", "transit_days_min", "transit_days_max")


class ShippingRateForm(forms.Form):
    """A delivery to one country; after `is_valid()`, `rate()` gives the arguments of services.set_rate."""

    method = forms.ChoiceField(label=_("How customers get it"), choices=ShippingRate.Method.choices, required=False)
    country = forms.ChoiceField(label=_("Country"))
    carrier = forms.CharField(label=_("Carrier"), max_length=CARRIER_LENGTH_MAX)
    note = forms.CharField(
        label=_("What whoever collects must know"),
        required=False,
        max_length=NOTE_LENGTH_MAX,
        help_text=_("For example when the shop is open. Your address is shown beside it."),
    )
    price = forms.CharField(
        label=pgettext_lazy("delivery", "Price"),
        max_length=AMOUNT_LENGTH_MAX,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("In the currency of the country's market; 0 for free delivery."),
    )
    free_from = forms.CharField(
        label=_("Free from"),
        required=False,
        max_length=AMOUNT_LENGTH_MAX,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("An order of this amount or more ships free. Leave it empty for never."),
    )
    transit_days_min = forms.IntegerField(
        label=_("Working days on the way, at least"), min_value=0, max_value=TRANSIT_DAYS_MAX
    )
    transit_days_max = forms.IntegerField(
        label=_("Working days on the way, at most"), min_value=0, max_value=TRANSIT_DAYS_MAX
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = sorted({country for market in all_markets().values() for country in market.ship_countries})
        country_field = self.fields["country"]
        assert isinstance(country_field, forms.ChoiceField)
        country_field.choices = country_choices(codes, language)
        # Who sends no method means delivery to the door; nobody who is asked leaves it out.
        self.fields["method"].required = not self.is_bound or "method" in self.data
        for name in OF_THE_WAY:
            self.fields[name].required = self["method"].value() != ShippingRate.Method.PICKUP

    def clean(self) -> dict[str, Any]:
        """Read the amounts in the currency of the country, compare the days, and ask only what the way needs."""
        if self.cleaned_data.get("method") == ShippingRate.Method.PICKUP:
            # It is ready when it is packed.
            self.cleaned_data |= {"carrier": "", "transit_days_min": 0, "transit_days_max": 0}
        market = find_market_for_country(self.cleaned_data.get("country", ""))
        for name in ("price", "free_from"):
            text = self.cleaned_data.get(name)
            if not text or market is None:
                continue
            try:
                self.cleaned_data[f"{name}_minor"] = parse_money(text, market.currency, get_language() or "en")
            except ValueError:
                self.add_error(name, _("Write an amount in %(currency)s.") % {"currency": market.currency})
        shortest, longest = self.cleaned_data.get("transit_days_min"), self.cleaned_data.get("transit_days_max")
        if shortest is not None and longest is not None and shortest > longest:
            self.add_error("transit_days_max", _("The longest way cannot be shorter than the shortest."))
        return self.cleaned_data

    def rate(self) -> dict[str, Any]:
        """The keyword arguments of services.set_rate."""
        given = self.cleaned_data
        return {
            "country": given["country"],
            "carrier": given["carrier"],
            "price_minor": given["price_minor"],
            "free_from_minor": given.get("free_from_minor"),
            "transit_days_min": given["transit_days_min"],
            "transit_days_max": given["transit_days_max"],
            "method": given["method"] or ShippingRate.Method.HOME,
            "note": given["note"],
        }

    @staticmethod
    def initial_of(rate: ShippingRate) -> dict[str, Any]:
        """What the shop said before; amounts as one types them."""
        free_from, locale = rate.free_from_minor, get_language() or "en"
        return {
            "country": rate.country,
            "carrier": rate.carrier,
            "price": typed_money(rate.price_minor, rate.currency, locale),
            "free_from": "" if free_from is None else typed_money(free_from, rate.currency, locale),
            "transit_days_min": rate.transit_days_min,
            "transit_days_max": rate.transit_days_max,
            "method": rate.method,
            "note": rate.note,
        }


class HolidayForm(forms.Form):
    """Days on which the shop is closed, both included."""

    from_on = forms.DateField(label=_("First closed day"), widget=forms.DateInput(attrs={"type": "date"}))
    to_on = forms.DateField(label=_("Last closed day"), widget=forms.DateInput(attrs={"type": "date"}))
