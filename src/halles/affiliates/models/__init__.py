"""What is promised to creators, what led to a sale, and what it earned them."""

from halles.affiliates.models.commissions import Attribution, Commission
from halles.affiliates.models.fees import Fee
from halles.affiliates.models.plans import Participation, Plan, Rate
from halles.affiliates.models.samples import Sample, SampleAppeal, SampleOffer
from halles.affiliates.models.showcase import MarketplaceEntry, ShowcaseItem
from halles.affiliates.models.talks import Side, Talk, TalkMessage
from halles.affiliates.models.touches import Touch

__all__ = [
    "Attribution",
    "Commission",
    "Fee",
    "MarketplaceEntry",
    "Participation",
    "Plan",
    "Rate",
    "Sample",
    "SampleAppeal",
    "SampleOffer",
    "ShowcaseItem",
    "Side",
    "Talk",
    "TalkMessage",
    "Touch",
]
