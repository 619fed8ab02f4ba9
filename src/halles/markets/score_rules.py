"""How a market measures shops and creators: what counts, how much it weighs, and between which numbers it moves."""

from __future__ import annotations

from dataclasses import dataclass

from halles.markets.reading import Reader

DAYS_MAX = 365
SHOP_METRICS = ("negative_reviews", "faulty_orders", "cancellations", "late_dispatch", "late_answers", "after_sales")
CREATOR_METRICS = ("promoted_negative_reviews", "promoted_faults", "unwelcome_videos", "unkept_samples")
# Its figure is a median of minutes; that of all others is a share in hundredths of a percent.
MINUTES = frozenset({"after_sales"})


@dataclass(frozen=True, slots=True)
class MetricRule:
    """One figure of a score, of which less is better: five points at `best` or below, none at `worst` or above, and
    evenly in between. With fewer than `lines_min` lines it is left out, and the others carry its weight."""

    metric: str
    weight: int
    days: int
    lines_min: int
    best: int
    worst: int


@dataclass(frozen=True, slots=True)
class ScoreRules:
    """The numbers behind the scores of one market."""

    # A shop has a score from so many delivered orders in so many days on; a creator from any one of three.
    shop_orders_min: int
    shop_days: int
    shop: tuple[MetricRule, ...]
    creator_orders_min: int
    creator_videos_min: int
    creator_shows_min: int
    creator_days: int
    creator: tuple[MetricRule, ...]
    # A first rating of so many stars or fewer is a negative one.
    negative_stars_max: int
    # A message is answered in time by the same hour so many business days later.
    answer_business_days: int
    # How long the lines behind a score are kept, so that it can be proved.
    evidence_days: int
    # Hundredths of a point below which a shop opens no flash deal and a creator gives nothing away; 0 asks for none,
    # and who has no score yet is let through.
    flash_deal_shop_min: int
    giveaway_creator_min: int


def read_score_rules(r: Reader) -> ScoreRules:
    """The table `scores` of a market file."""
    rules = ScoreRules(
        shop_orders_min=r.whole("shop_orders_min", 1, 10_000),
        shop_days=r.whole("shop_days", 1, DAYS_MAX),
        shop=_metrics(r, "shop", SHOP_METRICS),
        creator_orders_min=r.whole("creator_orders_min", 1, 10_000),
        creator_videos_min=r.whole("creator_videos_min", 1, 10_000),
        creator_shows_min=r.whole("creator_shows_min", 1, 10_000),
        creator_days=r.whole("creator_days", 1, DAYS_MAX),
        creator=_metrics(r, "creator", CREATOR_METRICS),
        negative_stars_max=r.whole("negative_stars_max", 1, 4),
        answer_business_days=r.whole("answer_business_days", 1, 10),
        evidence_days=r.whole("evidence_days", 1, DAYS_MAX),
        flash_deal_shop_min=r.whole("flash_deal_shop_min", 0, 500),
        giveaway_creator_min=r.whole("giveaway_creator_min", 0, 500),
    )
    r.end()
    return rules


def _metrics(r: Reader, key: str, known: tuple[str, ...]) -> tuple[MetricRule, ...]:
    """Each of the known metrics exactly once, in the order of the file."""
    found = tuple(_metric(row, known) for row in r.parts(key, at_least=len(known)))
    if len({rule.metric for rule in found}) != len(found):
        raise r.wrong(key, "names a metric twice")
    if sum(rule.weight for rule in found) != 100:
        raise r.wrong(key, "must weigh 100 together")
    return found


def _metric(r: Reader, known: tuple[str, ...]) -> MetricRule:
    rule = MetricRule(
        metric=r.one_of("metric", known),
        weight=r.whole("weight", 1, 100),
        days=r.whole("days", 1, DAYS_MAX),
        lines_min=r.whole("lines_min", 1, 1_000),
        best=r.whole("best", 0, 100_000),
        worst=r.whole("worst", 1, 100_000),
    )
    if rule.best >= rule.worst:
        raise r.wrong("worst", "must lie above best")
    r.end()
    return rule
