"""What a market lets a live show do: how long an offer may run, who may take part, and how prizes are given away."""

from __future__ import annotations

from dataclasses import dataclass

from halles.markets.reading import Reader

# What becomes of a flash price that is not below the lowest public price of the market's window.
PRICE_GUARDS: tuple[str, ...] = ("refuse", "show")
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class LiveRules:
    """The rules of one market."""

    countdown_seconds_min: int
    countdown_seconds_max: int
    duration_seconds_min: int
    duration_seconds_max: int
    quota_max: int
    # How long a claimed price is kept, and how long after the end unused ones still go to those who wait.
    promise_minutes: int
    waitlist_minutes: int
    price_guard: str
    # Younger accounts may not claim; so many people may claim on one device; so many claims may lapse unused.
    account_age_minutes_min: int
    device_customers_max: int
    lapses_max: int
    giveaway_seconds_min: int
    giveaway_seconds_max: int
    # A task of watching leaves so much time to those who come after the beginning.
    giveaway_watch_gap_seconds: int
    giveaway_claim_hours: int
    giveaway_winners_max: int
    # Whether there must be a way in without any task.
    is_free_entry_needed: bool
    coupon_share_bps_max: int
    coupon_minutes_max: int
    coupon_quota_max: int


def read_live_rules(r: Reader) -> LiveRules:
    """The table `live` of a market file."""
    rules = LiveRules(
        countdown_seconds_min=r.whole("countdown_seconds_min", 0, 3_600),
        countdown_seconds_max=r.whole("countdown_seconds_max", 0, 3_600),
        duration_seconds_min=r.whole("duration_seconds_min", 1, DAY_SECONDS),
        duration_seconds_max=r.whole("duration_seconds_max", 1, DAY_SECONDS),
        quota_max=r.whole("quota_max", 1, 1_000_000),
        promise_minutes=r.whole("promise_minutes", 1, 1_440),
        waitlist_minutes=r.whole("waitlist_minutes", 0, 1_440),
        price_guard=r.one_of("price_guard", PRICE_GUARDS),
        account_age_minutes_min=r.whole("account_age_minutes_min", 0, 60 * 24 * 30),
        device_customers_max=r.whole("device_customers_max", 1, 100),
        lapses_max=r.whole("lapses_max", 1, 100),
        giveaway_seconds_min=r.whole("giveaway_seconds_min", 10, DAY_SECONDS),
        giveaway_seconds_max=r.whole("giveaway_seconds_max", 10, DAY_SECONDS),
        giveaway_watch_gap_seconds=r.whole("giveaway_watch_gap_seconds", 0, 3_600),
        giveaway_claim_hours=r.whole("giveaway_claim_hours", 1, 24 * 90),
        giveaway_winners_max=r.whole("giveaway_winners_max", 1, 1_000),
        is_free_entry_needed=r.flag("is_free_entry_needed"),
        coupon_share_bps_max=r.whole("coupon_share_bps_max", 1, 10_000),
        coupon_minutes_max=r.whole("coupon_minutes_max", 1, 60 * 24 * 30),
        coupon_quota_max=r.whole("coupon_quota_max", 1, 1_000_000),
    )
    for name in ("countdown_seconds", "duration_seconds", "giveaway_seconds"):
        if getattr(rules, f"{name}_min") > getattr(rules, f"{name}_max"):
            raise r.wrong(f"{name}_max", f"lies below {name}_min")
    r.end()
    return rules
