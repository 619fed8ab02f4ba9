"""A market as plain data: no I/O, no Django, never changed after its file was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from halles.markets.affiliate_rules import AffiliateRules
from halles.markets.creator_rules import CreatorRules
from halles.markets.fee_rules import FeeRules
from halles.markets.live_rules import LiveRules
from halles.markets.privacy_rules import PrivacyRules
from halles.markets.return_rules import ReturnRules
from halles.markets.sample_rules import SampleRules
from halles.markets.score_rules import ScoreRules
from halles.markets.settlement_rules import SettlementRules
from halles.markets.signal_rules import SignalRules


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A rate in whole parts per million (20 % = 200_000) from a day on, up to and with `to_on`, and who says so."""

    tax_class: str
    region: str | None
    ppm: int
    from_on: dt.date
    to_on: dt.date | None
    source: str

    def is_in_force(self, on: dt.date) -> bool:
        """Whether the rate applies on this day."""
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


@dataclass(frozen=True, slots=True)
class TaxRules:
    """How a market taxes sales: within the shown price or on top of it, handed on by whom, at which rates."""

    is_included: bool
    remitter: str
    is_by_region: bool
    carriage_untaxed_regions: frozenset[str]
    wording: Mapping[str, str]
    rates: tuple[TaxRate, ...]


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A way to pay: `kind` says how it behaves, `code` which one it is."""

    kind: str
    code: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UnitPrices:
    """Whether the law wants the price of a measure beside the price of the goods. `per` gives the measure it is stated
    for (grams, millilitres, centimetres, square centimetres, pieces: `g` → 1000 is "per kilogram"), empty where no law
    asks; goods below `amount_min` of grams or millilitres are let off."""

    per: Mapping[str, int]
    amount_min: int


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday by exactly one rule: a month and day, a distance from Easter Sunday, the n-th weekday of a
    month (negative from its end), or dates written out one by one."""

    name: str
    month: int | None = None
    day: int | None = None
    easter_days: int | None = None
    nth: int | None = None
    weekday: int | None = None
    dates: tuple[dt.date, ...] = ()
    moves: str = ""


@dataclass(frozen=True, slots=True)
class Market:
    """One market's rules. The status in force is `queries.market_status(code)`; the file has only the first one."""

    code: str
    name: str
    position: int
    initial_status: str
    currency: str
    locales: tuple[str, ...]
    time_zone: str
    ship_countries: tuple[str, ...]
    regions_not_served: frozenset[str]
    price_minor_max: int
    tax: TaxRules
    returns: ReturnRules
    live: LiveRules
    settlement: SettlementRules
    scores: ScoreRules
    signals: SignalRules
    affiliates: AffiliateRules
    fees: FeeRules
    creators: CreatorRules
    samples: SampleRules
    privacy: PrivacyRules
    legal_return_days: int
    is_legal_return_only_if_unstated: bool
    platform_return_days: int
    cancel_window_minutes: int
    unpaid_minutes_one_tap: int
    unpaid_hours_transfer: int
    dispatch_business_days: int
    auto_cancel_business_days: int
    delivered_after_days: int
    collect_within_days: int
    guest_link_days: int
    removed_words_days: int
    low_price_window_days: int
    review_days: int
    review_follow_up_days: int
    review_ask_after_days: int
    platform_fee_bps: int
    selling_share_bps: int
    payment_methods: tuple[PaymentMethod, ...]
    disclosures: tuple[str, ...]
    disclosure_title: Mapping[str, str]
    unit_prices: UnitPrices
    seller_documents_required: tuple[str, ...]
    # What the law wants said beside a content: that it earns a commission, was paid for, shows a gift, was made by a
    # machine.
    commission_label: Mapping[str, str]
    paid_label: Mapping[str, str]
    gift_label: Mapping[str, str]
    ai_label: Mapping[str, str]
    ad_label: Mapping[str, str]
    is_consent_required: bool
    weekend: frozenset[int]
    holidays: tuple[Holiday, ...]
    holidays_until: dt.date

    @property
    def payment_kinds(self) -> tuple[str, ...]:
        """The kinds of payment offered here, in the order of the file, each once."""
        return tuple(dict.fromkeys(method.kind for method in self.payment_methods))

    @property
    def return_days(self) -> int:
        """Days after delivery in which whatever was bought may come back: the law's or the platform's, the longer."""
        return max(self.legal_return_days, self.platform_return_days)

    @property
    def settlement_days(self) -> int:
        """Days after delivery until a sale of a shop in ordinary standing is free."""
        return self.settlement.tiers["standard"].days

    @property
    def language(self) -> str:
        """The two-letter language of the default locale."""
        return self.locales[0].split("-")[0]

    def locale_for(self, language: str) -> str:
        """The market's own locale of a language (`fr` → `fr-FR`), else the language itself."""
        wanted = language.split("-", maxsplit=1)[0]
        return next((locale for locale in self.locales if locale.split("-")[0] == wanted), language)

    def ships_to(self, country: str, region: str = "") -> bool:
        """Whether parcels of this market go to this country and region (codes)."""
        return country in self.ship_countries and region not in self.regions_not_served


def in_language(words: Mapping[str, str], language: str) -> str:
    """The words in this language (`fr-FR` reads as `fr`), else in English."""
    return words.get(language) or words.get(language.split("-", maxsplit=1)[0]) or words["en"]
