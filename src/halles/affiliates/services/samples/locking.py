"""Taking hold of a sample. Locks: the offer, then the sample, then the stock."""

from __future__ import annotations

import uuid

from halles.affiliates.errors.samples import OfferNotFound, SampleNotFound
from halles.affiliates.models import Sample, SampleOffer


def lock_offer(offer_id: uuid.UUID) -> SampleOffer:
    """The offer with plan and product, locked until the transaction ends; refuses affiliates.offer_not_found."""
    found = SampleOffer.objects.select_for_update(of=("self",), no_key=True).select_related("plan", "product", "seller")
    offer = found.filter(pk=offer_id).first()
    if offer is None:
        raise OfferNotFound
    return offer


def lock_sample(sample_id: uuid.UUID) -> Sample:
    """The sample with creator, shop and appeal, locked likewise; refuses affiliates.sample_not_found."""
    found = Sample.objects.select_for_update(of=("self",), no_key=True)
    sample = found.select_related("creator__user", "seller", "product", "appeal").filter(pk=sample_id).first()
    if sample is None:
        raise SampleNotFound
    return sample


def move(sample: Sample, to: Sample.Status) -> None:
    """Take a locked sample to another status, if the way leads there; the caller saves."""
    assert to in Sample.TRANSITIONS.get(sample.status, frozenset()), f"{sample.status} to {to}"
    sample.status = to
