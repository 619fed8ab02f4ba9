"""What is promised to creators, what led to a sale, and what it earned them."""

from halles.affiliates.models.commissions import Attribution, Commission
from halles.affiliates.models.fees import Fee
from halles.affiliates.models.plans import Participation, Plan, PlanMessage, Rate
from halles.affiliates.models.samples import Sample, SampleAppeal, SampleOffer
from halles.affiliates.models.showcase import MarketplaceEntry, ShowcaseItem
from halles.affiliates.models.touches import Touch

__all__ = [
    "Attribution",
    "Commission",
    "Fee",
    "MarketplaceEntry",
    "Participation",
    "Plan",
    "PlanMessage",
    "Rate",
    "Sample",
    "SampleAppeal",
    "SampleOffer",
    "ShowcaseItem",
    "Touch",
]
