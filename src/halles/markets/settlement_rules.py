"""When a market pays those who sell: days after delivery and reserve by a shop's standing, and the days of payouts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from halles.markets import classes
from halles.markets.reading import Reader

# How soon a shop's sales are free, by its standing.
TIERS: tuple[str, ...] = ("standard", "express", "extended")


@dataclass(frozen=True, slots=True)
class SettlementTier:
    """A sale is free `days` after its delivery; `reserve_bps` of it are kept back for `reserve_days` more."""

    days: int
    reserve_bps: int
    reserve_days: int


@dataclass(frozen=True, slots=True)
class SettlementRules:
    """The rules of one market; amounts in minor units of its currency."""

    tiers: Mapping[str, SettlementTier]
    # From which score (hundredths) on a shop is settled early, and below which late; staff may decide otherwise.
    express_score_min: int
    extended_score_below: int
    # Days of the week with a payout (Monday is 0), one that is no business day moves to the next; from which hour on.
    payout_weekdays: frozenset[int]
    payout_hour: int
    # Less than this is carried to the next payout.
    payout_minor_min: int
    # Business days until the payee has the money, as banks say.
    bank_business_days: int
    # No hold of a payee's money is longer.
    hold_days_max: int
    # Payouts to an account that took the place of another rest for so many days: time to notice who did not do it.
    new_account_days: int
    # A payout run of more than this is approved by one person of the staff and sent by another; None: of no amount.
    alone_minor_max: int | None


def read_settlement_rules(r: Reader) -> SettlementRules:
    """The table `settlement` of a market file."""
    tiers = r.part("tiers")
    rules = SettlementRules(
        tiers={tier: _tier(tiers.part(tier)) for tier in TIERS},
        express_score_min=r.whole("express_score_min", 0, 500),
        extended_score_below=r.whole("extended_score_below", 0, 500),
        payout_weekdays=frozenset(
            classes.WEEKDAYS.index(day) for day in r.some_of("payout_weekdays", classes.WEEKDAYS)
        ),
        payout_hour=r.whole("payout_hour", 0, 23),
        payout_minor_min=r.whole("payout_minor_min", 1, 10**9),
        bank_business_days=r.whole("bank_business_days", 0, 20),
        hold_days_max=r.whole("hold_days_max", 1, 365),
        new_account_days=r.whole("new_account_days", 0, 30),
        alone_minor_max=r.whole("alone_minor_max", 0, 10**12) if r.has("alone_minor_max") else None,
    )
    if not rules.payout_weekdays:
        raise r.wrong("payout_weekdays", "names no day")
    if rules.extended_score_below > rules.express_score_min:
        raise r.wrong("extended_score_below", "lies above express_score_min")
    tiers.end()
    r.end()
    return rules


def _tier(r: Reader) -> SettlementTier:
    tier = SettlementTier(
        days=r.whole("days", 0, 90),
        reserve_bps=r.whole("reserve_bps", 0, 5_000),
        reserve_days=r.whole("reserve_days", 0, 180),
    )
    r.end()
    return tier
