"""Affiliates over the API, one file per matter."""

from __future__ import annotations

from ninja import Router

from halles.affiliates.api import commissions, fees, finding, plans, samples, talking
from halles.affiliates.api import showing as showing

router = Router(tags=["affiliates"])
router.add_router("", commissions.router)
router.add_router("", samples.router)
router.add_router("", fees.router)
router.add_router("", plans.router)
router.add_router("", talking.router)
router.add_router("", finding.router)
