"""What a market's law says about people who leave: how long they may think again, and what has to be kept of them."""

from __future__ import annotations

from dataclasses import dataclass

from halles.markets.reading import Reader

# Article 12 (3) of the GDPR: who asks is answered within a month.
WAIT_DAYS_MAX = 30
YEARS_MAX = 30


@dataclass(frozen=True, slots=True)
class PrivacyRules:
    """The terms of one market."""

    # Between the wish to be erased and the deed: so long it can be taken back.
    erasure_wait_days: int
    # How long books and what proves them (who bought, where it went, who was paid) have to be kept, and by which law.
    records_years: int
    records_law: str
    # How long a copy of somebody's data waits to be fetched.
    copy_days: int


def read_privacy_rules(r: Reader) -> PrivacyRules:
    """The table `privacy` of a market file."""
    rules = PrivacyRules(
        erasure_wait_days=r.whole("erasure_wait_days", 0, WAIT_DAYS_MAX),
        records_years=r.whole("records_years", 1, YEARS_MAX),
        records_law=r.text("records_law", length_max=120),
        copy_days=r.whole("copy_days", 1, 60),
    )
    r.end()
    return rules
