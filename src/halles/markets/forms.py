"""What a person sends when they choose where and in which language they shop."""

from __future__ import annotations

from django import forms
from django.conf import settings

from halles.markets import queries
from halles.markets.errors import MarketUnknown


class ChoiceForm(forms.Form):
    """A market, or a country to ship to, or a language; each may be left out."""

    market = forms.CharField(max_length=2, required=False)
    country = forms.CharField(max_length=2, required=False)
    language = forms.CharField(max_length=10, required=False)

    def clean_market(self) -> str:
        code: str = self.cleaned_data["market"].upper()
        if code and queries.find_market(code) is None:
            raise forms.ValidationError(str(MarketUnknown(code=code)))
        return code

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        return language if language in dict(settings.LANGUAGES) else ""

    def market_code(self) -> str:
        """The market chosen by name or by country; empty when neither names one we have."""
        code: str = self.cleaned_data["market"]
        if not code and self.cleaned_data["country"]:
            found = queries.find_market_for_country(self.cleaned_data["country"].upper())
            code = found.code if found else ""
        return code
