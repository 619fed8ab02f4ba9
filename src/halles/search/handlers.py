"""What the search does when others announce something: a job, so that nobody waits for an index."""

from __future__ import annotations

import uuid

from halles.catalog.events import PriceChanged, ProductPublished, ProductWithdrawn
from halles.creators.events import CreatorCreated, CreatorReinstated, CreatorSuspended
from halles.kit.jobs import defer
from halles.live.events import SessionCanceled, SessionChanged, SessionEnded, SessionPlanned, SessionStarted
from halles.search.models import Kind
from halles.sellers.events import SellerApproved, SellerClosed, SellerReinstated, SellerSuspended
from halles.videos.events import VideoPublished, VideoWithdrawn


def product_changed(event: ProductPublished | ProductWithdrawn | PriceChanged) -> None:
    """A product is on sale, no longer, or at another price."""
    _later(Kind.PRODUCT, event.product_id)


def video_changed(event: VideoPublished | VideoWithdrawn) -> None:
    """A video can be watched, or no longer."""
    _later(Kind.VIDEO, event.video_id)


def show_changed(event: SessionPlanned | SessionChanged | SessionStarted | SessionEnded | SessionCanceled) -> None:
    """A live show is planned, on air, over or called off, told otherwise, or its replay is there or gone."""
    _later(Kind.LIVE, event.session_id)


def creator_changed(event: CreatorCreated | CreatorSuspended | CreatorReinstated) -> None:
    """A profile is there, or no longer: all its videos with it."""
    creator_id = str(event.creator_id)
    defer("search.index_creator", once_as=f"search.index_creator:{creator_id}", creator_id=creator_id)


def shop_changed(event: SellerApproved | SellerSuspended | SellerReinstated | SellerClosed) -> None:
    """A shop may sell, or no longer: all its products with it."""
    seller_id = str(event.seller_id)
    defer("search.index_shop", once_as=f"search.index_shop:{seller_id}", seller_id=seller_id)


def _later(kind: str, thing_id: uuid.UUID) -> None:
    defer("search.index", once_as=f"search.index:{kind}:{thing_id}", kind=str(kind), thing_id=str(thing_id))
