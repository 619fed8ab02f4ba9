"""A product's way on sale and off it again. Its prices become part of the history only while it is on sale."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.catalog.errors import HeldByStaff, NotReady, ShopMayNotSell, WhyMissing, WrongStatus
from halles.catalog.events import ProductHeld, ProductPublished, ProductReleased, ProductWithdrawn
from halles.catalog.locks import lock_product
from halles.catalog.models import Product, Variant
from halles.catalog.services.completeness import refuse_missing
from halles.catalog.services.prices import close_history, next_instant, open_history
from halles.kit.errors import Refusal
from halles.kit.events import emit
from halles.media.services import show_again, withhold
from halles.moderation.services import record_staff_action
from halles.sellers.queries import find_seller
from halles.users.models import User

WHY_LENGTH_MAX = 500


def publish_product(product: Product, *, by: User) -> Product:
    """Put a draft or paused product on sale. Refuses catalog.not_ready with everything that is missing,
    catalog.shop_may_not_sell, catalog.held, catalog.wrong_status."""
    locked = lock_product(product.pk)
    if locked.status == Product.Status.HELD:
        raise HeldByStaff(why=locked.held_why)
    _check_move(locked, Product.Status.ACTIVE)
    seller = find_seller(locked.seller_id)
    if seller is None or not seller.may_sell:
        raise ShopMayNotSell
    refuse_missing(locked, NotReady)
    variant_ids = _offered(locked)
    now = next_instant(variant_ids)
    locked.status = Product.Status.ACTIVE
    locked.published_at = locked.published_at or now
    locked.updated_at = now
    locked.save(update_fields=["status", "published_at", "updated_at"])
    open_history(variant_ids, now, by)
    emit(ProductPublished(locked.pk, locked.seller_id))
    return locked


def pause_product(product: Product) -> Product:
    """Take a product off sale for a while; its page stays and says so. Refuses catalog.wrong_status."""
    return _withdraw(product, Product.Status.PAUSED)


def archive_product(product: Product) -> Product:
    """Take a product away for good; orders keep what they froze. Refuses catalog.wrong_status."""
    return _withdraw(product, Product.Status.ARCHIVED)


def hold_product(product: Product, *, by: User, why: str) -> Product:
    """Staff takes a product off sale; the seller reads `why` and cannot publish. Refuses catalog.why_missing,
    catalog.wrong_status."""
    why = _checked_why(why)
    held = _withdraw(product, Product.Status.HELD, held_why=why)
    withhold(_photos_of(held))
    record_staff_action(by=by, verb="hold_product", kind="product", target_id=held.pk, why=why)
    emit(ProductHeld(held.pk, held.seller_id, why))
    return held


def release_product(product: Product, *, by: User, why: str) -> Product:
    """Staff gives a held product back to its seller, paused, or a draft as it was. Refuses catalog.why_missing,
    catalog.wrong_status."""
    why = _checked_why(why)
    locked = lock_product(product.pk)
    if locked.status != Product.Status.HELD:
        raise WrongStatus(status_text=locked.get_status_display())
    _give_back(locked)
    record_staff_action(by=by, verb="release_product", kind="product", target_id=locked.pk, why=why)
    emit(ProductReleased(locked.pk, locked.seller_id, why))
    return locked


def restore_product(product_id: uuid.UUID, *, by: User, was_active: bool) -> Product:
    """Give back what a decision took off sale: on sale again where it was and still may be, else paused, or a draft.

    `by` is whose doing the history of its prices shows. One that is not held stays as it is.
    """
    locked = lock_product(product_id)
    if locked.status != Product.Status.HELD:
        return locked
    _give_back(locked)
    if not was_active:
        return locked
    try:
        with transaction.atomic():
            return publish_product(locked, by=by)
    except Refusal:
        # Something is missing by now, or the shop may not sell: its seller sees what, and publishes.
        return locked


def _give_back(locked: Product) -> None:
    # What was never on sale has no page that could say it is paused.
    locked.status = Product.Status.PAUSED if locked.published_at else Product.Status.DRAFT
    locked.held_why = ""
    locked.save(update_fields=["status", "held_why"])
    show_again(_photos_of(locked))


def _photos_of(product: Product) -> list[uuid.UUID]:
    return list(product.photos.values_list("asset_id", flat=True))


def _withdraw(product: Product, to: str, *, held_why: str = "") -> Product:
    locked = lock_product(product.pk)
    _check_move(locked, to)
    variant_ids = _offered(locked)
    now = next_instant(variant_ids)
    locked.status, locked.updated_at = to, now
    locked.held_why = held_why or locked.held_why
    locked.save(update_fields=["status", "held_why", "updated_at"])
    close_history(variant_ids, now)
    emit(ProductWithdrawn(locked.pk, locked.seller_id, to))
    return locked


def _check_move(product: Product, to: str) -> None:
    if to not in Product.TRANSITIONS[product.status]:
        raise WrongStatus(status_text=product.get_status_display())


def _offered(product: Product) -> list[uuid.UUID]:
    offered = Variant.objects.filter(product=product, status=Variant.Status.ACTIVE)
    return list(offered.order_by("pk").values_list("pk", flat=True))


def _checked_why(why: str) -> str:
    why = why.strip()[:WHY_LENGTH_MAX]
    if not why:
        raise WhyMissing
    return why
