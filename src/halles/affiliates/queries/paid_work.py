"""Which contents are paid work: delivered for a fee, or made while one was agreed. For a page in one statement."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from halles.kit.statements import fetch

CONTENTS_MAX = 500
# People read of a fee only the nearest of these, in major units times a power of ten: what it is exactly is between
# the shop and the creator, and another shop could read it on its page.
_STEPS = (1, 2, 5, 10)

# A fee counts for what was delivered for it, and until something was, for all that came out since it was agreed and
# shows what its plan is for: paid work is told as such from its first second. What is planned or on air counts as new.
_PAID_WORK = """
SELECT wanted.content_id, fee.amount_minor, fee.currency, fee.content_id IS NOT NULL,
       ARRAY(
           SELECT product.id FROM catalog_product product
           WHERE product.id = ANY(%(products)s::uuid[])
             AND (product.id = plan.product_id OR (plan.product_id IS NULL AND product.seller_id = plan.seller_id))
       )
FROM unnest(%(contents)s::uuid[]) AS wanted (content_id)
LEFT JOIN videos_video video ON video.id = wanted.content_id
LEFT JOIN live_livesession show ON show.id = wanted.content_id
JOIN affiliates_fee fee ON fee.creator_id = COALESCE(video.creator_id, show.creator_id)
    AND fee.status IN ('agreed', 'delivered', 'refused', 'accepted', 'paid')
    AND fee.content_kind = CASE WHEN video.id IS NULL THEN 'live' ELSE 'video' END
    AND (fee.content_id = wanted.content_id OR (
        fee.content_id IS NULL
        AND (COALESCE(video.published_at, show.started_at) IS NULL
             OR COALESCE(video.published_at, show.started_at) >= fee.agreed_at)
    ))
JOIN affiliates_participation part ON part.id = fee.participation_id
JOIN affiliates_plan plan ON plan.id = part.plan_id
ORDER BY wanted.content_id, fee.amount_minor DESC, fee.id
"""


@dataclass(frozen=True)
class PaidWork:
    """What is paid for a content. `about_minor` is roughly how much, fit for everybody; `product_ids` are those of the
    products asked about that it is for; `is_delivered`: the work is this content and no other."""

    about_minor: int
    currency: str
    is_delivered: bool
    product_ids: frozenset[uuid.UUID]


def paid_work(shown: Mapping[uuid.UUID, Iterable[uuid.UUID]]) -> dict[uuid.UUID, PaidWork]:
    """By content (a video or a show), with the products each shows, the greatest fee it is made for; contents that
    nobody pays a fee for are left out. One statement."""
    contents = list(shown)[:CONTENTS_MAX]
    products: Sequence[uuid.UUID] = list({product for content in contents for product in shown[content]})
    if not contents:
        return {}
    found: dict[uuid.UUID, PaidWork] = {}
    for content_id, amount_minor, currency, is_delivered, of_plan in fetch(
        _PAID_WORK, {"contents": contents, "products": products}
    ):
        product_ids = frozenset(of_plan).intersection(shown[content_id])
        if content_id not in found and (is_delivered or product_ids):
            found[content_id] = PaidWork(roughly(amount_minor), currency, is_delivered, product_ids)
    return found


def roughly(amount_minor: int) -> int:
    """The nearest of 1, 2, 5, 10, 20, 50 … (minor units as well): never as much as half of it away."""
    assert amount_minor > 0
    power = 10 ** (len(str(amount_minor)) - 1)
    return int(min((step * power for step in _STEPS), key=lambda step: (abs(step - amount_minor), step)))
