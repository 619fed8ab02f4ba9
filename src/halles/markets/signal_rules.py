"""From when on a pattern is put before the staff of a market: nothing here ever decides by itself."""

from __future__ import annotations

from dataclasses import dataclass

from halles.markets.reading import Reader


@dataclass(frozen=True, slots=True)
class SignalRules:
    """The thresholds of one market."""

    # How far back is looked.
    days: int
    # Self-buying: so many orders of a creator's sales, and such a share of them, lead back to the creator.
    self_buying_orders_min: int
    self_buying_share_bps_min: int
    # Click farms: so many openings of products, such a share of them without the video having been watched for so long,
    # and a part of the market's orders per opening.
    click_farm_clicks_min: int
    click_farm_unwatched_bps_min: int
    click_farm_watch_ms: int
    click_farm_orders_part_bps_max: int
    # So many clicks of one browser for one creator in so many seconds are a burst.
    burst_clicks_min: int
    burst_seconds: int
    # Cookie stuffing: links of so many creators, followed by one browser in so many seconds, in so many browsers.
    stuffing_creators_min: int
    stuffing_seconds: int
    stuffing_browsers_min: int
    # Refund rings: so many accounts at one place or with one card, so many complaints, such a share of their orders.
    ring_accounts_min: int
    ring_refunds_min: int
    ring_share_bps_min: int


def read_signal_rules(r: Reader) -> SignalRules:
    """The table `signals` of a market file."""
    rules = SignalRules(
        days=r.whole("days", 1, 90),
        self_buying_orders_min=r.whole("self_buying_orders_min", 1, 1_000),
        self_buying_share_bps_min=r.whole("self_buying_share_bps_min", 0, 10_000),
        click_farm_clicks_min=r.whole("click_farm_clicks_min", 1, 1_000_000),
        click_farm_unwatched_bps_min=r.whole("click_farm_unwatched_bps_min", 1, 10_000),
        click_farm_watch_ms=r.whole("click_farm_watch_ms", 1, 60_000),
        click_farm_orders_part_bps_max=r.whole("click_farm_orders_part_bps_max", 0, 10_000),
        burst_clicks_min=r.whole("burst_clicks_min", 2, 10_000),
        burst_seconds=r.whole("burst_seconds", 1, 3_600),
        stuffing_creators_min=r.whole("stuffing_creators_min", 2, 100),
        stuffing_seconds=r.whole("stuffing_seconds", 1, 600),
        stuffing_browsers_min=r.whole("stuffing_browsers_min", 1, 10_000),
        ring_accounts_min=r.whole("ring_accounts_min", 2, 1_000),
        ring_refunds_min=r.whole("ring_refunds_min", 1, 1_000),
        ring_share_bps_min=r.whole("ring_share_bps_min", 1, 10_000),
    )
    r.end()
    return rules
