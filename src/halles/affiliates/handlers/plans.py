"""What follows for plans when goods, prices, shops, videos and shows change."""

from __future__ import annotations

import uuid

from halles.affiliates.events.plans import PlanChanged
from halles.affiliates.models import Plan
from halles.affiliates.services.participating import join_by_showing
from halles.catalog.events import PriceChanged, ProductPublished, ProductWithdrawn
from halles.creators.models import Creator
from halles.kit import jobs
from halles.live.events import SessionStarted
from halles.live.models import LiveProduct, LiveSession
from halles.sellers.events import SellerClosed, SellerReinstated, SellerSuspended
from halles.videos.events import VideoPublished, VideoWithdrawn
from halles.videos.models import Anchor


def plan_changed(event: PlanChanged) -> None:
    """The marketplace follows the goods of the plan."""
    plan = Plan.objects.get(pk=event.plan_id)
    if plan.kind != Plan.Kind.OPEN:
        return
    if plan.product_id is not None:
        _refresh(plan.product_id)
    else:
        jobs.defer("affiliates.refresh_shop", seller_id=str(plan.seller_id))


def product_changed(event: PriceChanged | ProductPublished | ProductWithdrawn) -> None:
    """The marketplace follows a product whose price or place on sale changed, where a plan runs in its shop."""
    if Plan.objects.filter(kind=Plan.Kind.OPEN, ended_at=None, seller__products=event.product_id).exists():
        _refresh(event.product_id)


def shop_changed(event: SellerClosed | SellerReinstated | SellerSuspended) -> None:
    """The marketplace shows goods of approved shops alone."""
    if Plan.objects.filter(kind=Plan.Kind.OPEN, ended_at=None, seller=event.seller_id).exists():
        jobs.defer("affiliates.refresh_shop", seller_id=str(event.seller_id))


def video_published(event: VideoPublished) -> None:
    """Who shows a product takes part in the open plan for it by themselves."""
    products = set(Anchor.objects.filter(video=event.video_id).values_list("product", flat=True))
    if products:
        join_by_showing(Creator.objects.get(pk=event.creator_id), products)


def video_withdrawn(event: VideoWithdrawn) -> None:
    """A kept rate may have lost what it was kept for."""
    jobs.defer("affiliates.check_locks", creator_id=str(event.creator_id))


def session_started(event: SessionStarted) -> None:
    """A show's bag joins the open plans as a video's anchors do."""
    session = LiveSession.objects.select_related("creator").get(pk=event.session_id)
    products = set(LiveProduct.objects.filter(session=session).values_list("product", flat=True))
    join_by_showing(session.creator, products)


def _refresh(product_id: uuid.UUID) -> None:
    jobs.defer("affiliates.refresh_products", product_ids=[str(product_id)])
