"""What a market lets shops and creators agree: rates, what they are taken of, and the days a touch counts."""

from __future__ import annotations

from dataclasses import dataclass

from halles.markets.reading import Reader

DAYS_MAX = 365
# A shop keeps the price less its tax and the platform's fee; a rate of the whole price must leave room for both.
RATE_WITH_TAX_BPS_MAX = 7_000
BASES = (WITHOUT_TAX, WITH_TAX) = ("without_tax", "with_tax")


@dataclass(frozen=True, slots=True)
class UsualRates:
    """What shops of a market usually pay creators, in hundredths of a percent: to compare with, no limit."""

    low_bps: int
    middle_bps: int
    high_bps: int


@dataclass(frozen=True, slots=True)
class AffiliateRules:
    """The rules of one market."""

    rate_bps_min: int
    rate_bps_max: int
    usual_rates: UsualRates
    # How long before the sale a touch may lie.
    attribution_days: int
    # Who takes part keeps the rate so long after a cut was announced, and is told so many days before the end.
    rate_cut_lock_days: int
    rate_cut_notice_days: int
    # What a rate is taken of: the line after discounts and without carriage, with the tax in it or not.
    base: str
    # Creators that one shop may invite to its targeted plans in a day.
    invitations_per_day_max: int
    # How many shops one person, or creators one shop, may write to for the first time in a day.
    new_talks_per_day_max: int


def read_affiliate_rules(r: Reader) -> AffiliateRules:
    """The table `affiliates` of a market file."""
    rules = AffiliateRules(
        rate_bps_min=r.whole("rate_bps_min", 1, 10_000),
        rate_bps_max=r.whole("rate_bps_max", 1, 10_000),
        usual_rates=_usual(r.part("usual_rate_bps")),
        attribution_days=r.whole("attribution_days", 1, 90),
        rate_cut_lock_days=r.whole("rate_cut_lock_days", 0, DAYS_MAX),
        rate_cut_notice_days=r.whole("rate_cut_notice_days", 0, 30),
        base=r.one_of("base", BASES),
        invitations_per_day_max=r.whole("invitations_per_day_max", 1, 10_000),
        new_talks_per_day_max=r.whole("new_talks_per_day_max", 1, 10_000),
    )
    r.end()
    _require_sense(r, rules)
    return rules


def _require_sense(r: Reader, rules: AffiliateRules) -> None:
    if rules.rate_bps_min > rules.rate_bps_max:
        raise r.wrong("rate_bps_max", "lies below rate_bps_min")
    if rules.base == WITH_TAX and rules.rate_bps_max > RATE_WITH_TAX_BPS_MAX:
        raise r.wrong("rate_bps_max", "takes more than a shop is left with when the tax is in the base: 7000 at most")
    if rules.rate_cut_notice_days > rules.rate_cut_lock_days:
        raise r.wrong("rate_cut_notice_days", "is longer than rate_cut_lock_days")


def _usual(r: Reader) -> UsualRates:
    rates = UsualRates(
        low_bps=r.whole("low", 1, 10_000), middle_bps=r.whole("middle", 1, 10_000), high_bps=r.whole("high", 1, 10_000)
    )
    r.end()
    if not rates.low_bps <= rates.middle_bps <= rates.high_bps:
        raise r.wrong("middle", "must lie from low to high")
    return rates
