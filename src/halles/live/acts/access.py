"""Whether a show is in a state for an act, and whose goods may be in it."""

from __future__ import annotations

import uuid

from halles.catalog.models import Product, Variant
from halles.creators.queries import POSTING_ROLES
from halles.live.acts.errors import ActUnknown, NotYourShop
from halles.live.errors import NotInBag, NotLive, SessionOver
from halles.live.models import LiveProduct, LiveSession
from halles.sellers.models import Seller, SellerStaff
from halles.users.models import User


def variant_of(variant_id: uuid.UUID) -> Variant:
    """The variant with its product and shop; ActUnknown."""
    found = Variant.objects.select_related("product__seller").filter(pk=variant_id).first()
    if found is None:
        raise ActUnknown
    return found


def require_open(session: LiveSession) -> None:
    """SessionOver once the show is over or called off."""
    status = _status(session)
    if status in (LiveSession.Status.ENDED, LiveSession.Status.CANCELED):
        raise SessionOver


def require_live(session: LiveSession) -> None:
    """NotLive unless the show is on air."""
    if _status(session) != LiveSession.Status.LIVE:
        raise NotLive


def require_in_bag(session: LiveSession, product_id: uuid.UUID) -> None:
    """NotInBag unless the product is in the bag of the show."""
    if not LiveProduct.objects.filter(session=session, product=product_id).exists():
        raise NotInBag


def require_own_shop(session: LiveSession, seller_id: uuid.UUID, by: User) -> None:
    """NotYourShop unless it is the shop's own show, or the person acts for the shop."""
    if session.creator.seller_id == seller_id:
        return
    is_theirs = Seller.objects.filter(pk=seller_id, owner=by).exists()
    if not is_theirs and not SellerStaff.objects.filter(user=by, seller=seller_id, role__in=POSTING_ROLES).exists():
        raise NotYourShop


def _status(session: LiveSession) -> str:
    return str(LiveSession.objects.values_list("status", flat=True).get(pk=session.pk))


def product_of(session: LiveSession, product_id: uuid.UUID) -> Product:
    """A product of the bag, with its shop; NotInBag."""
    require_in_bag(session, product_id)
    return Product.objects.select_related("seller").get(pk=product_id)


def shop_of(session: LiveSession) -> Seller:
    """The shop whose show it is; NotYourShop for a creator without one."""
    if session.creator.seller is None:
        raise NotYourShop
    return session.creator.seller
