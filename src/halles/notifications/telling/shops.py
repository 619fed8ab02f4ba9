"""Mails to the people of a shop."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from halles.catalog import queries as catalog
from halles.catalog.models import Product
from halles.notifications.services import Letter, Words
from halles.orders.models import Order
from halles.sellers import queries as sellers
from halles.sellers.models import Seller
from halles.sellers.requirements import sentences


def letters_to_shop(order: Order, kind: str, key: str, words: Callable[[], Words]) -> list[Letter]:
    """One letter to the shop's address."""
    return [_to_shop(order.seller, kind, key, words, ("order", order.pk))]


def order_door(order: Order) -> tuple[str, str]:
    """The way to the order at the seller's desk."""
    return _("Open the order"), settings.BASE_URL + reverse("studio:order", args=[order.seller.slug, order.pk])


def seller_applied(seller_id: str) -> list[Letter]:
    """The applicant has it in writing."""
    seller = sellers.get_seller_for_staff(uuid.UUID(seller_id))

    def words() -> Words:
        return Words(
            subject=_("We have your application for %(shop)s") % {"shop": seller.name},
            heading=_("Your application has arrived"),
            paragraphs=(_("A person reads it, usually within two working days. You will hear from us by mail."),),
            door=_desk(seller),
        )

    return [_to_shop(seller, "seller_applied", f"seller_applied:{seller_id}:{seller.applied_at}", words)]


def seller_approved(seller_id: str) -> list[Letter]:
    """The shop may open."""
    seller = sellers.get_seller_for_staff(uuid.UUID(seller_id))

    def words() -> Words:
        return Words(
            subject=_("%(shop)s is approved") % {"shop": seller.name},
            heading=_("Welcome to the hall"),
            paragraphs=(
                _("Your shop may sell from now on. Add your goods, say where you ship, and post a first video."),
            ),
            door=_desk(seller),
        )

    return [_to_shop(seller, "seller_approved", f"seller_approved:{seller_id}:{seller.decided_at}", words)]


def seller_needs_info(seller_id: str, missing: str, note: str) -> list[Letter]:
    """Exactly what is missing."""
    seller = sellers.get_seller_for_staff(uuid.UUID(seller_id))

    def words() -> Words:
        points = tuple(f"• {sentence}" for sentence in sentences(missing.split(",")))
        return Words(
            subject=_("Something is missing for %(shop)s") % {"shop": seller.name},
            heading=_("Almost there"),
            paragraphs=(_("Before your shop can open we need:"), *points, *([note] if note else [])),
            door=_desk(seller),
        )

    return [_to_shop(seller, "seller_needs_info", f"seller_needs_info:{seller_id}:{seller.decided_at}", words)]


def seller_reinstated(seller_id: str) -> list[Letter]:
    """The shop may sell again."""
    seller = sellers.get_seller_for_staff(uuid.UUID(seller_id))

    def words() -> Words:
        return Words(
            subject=_("%(shop)s may sell again") % {"shop": seller.name},
            heading=_("Your shop is open again"),
            paragraphs=(_("The suspension is lifted: your goods can be bought as before."),),
            door=_desk(seller),
        )

    return [_to_shop(seller, "seller_reinstated", f"seller_reinstated:{seller_id}:{seller.decided_at}", words)]


def product_released(product_id: str, why: str, at: str) -> list[Letter]:
    """The shop may offer it again, and does so itself."""
    product = catalog.get_product_for_staff(uuid.UUID(product_id))

    def words() -> Words:
        return Words(
            subject=_("You may offer “%(product)s” again") % {"product": product.title},
            heading=_("Your product is yours again"),
            paragraphs=(
                _("We have looked at it again. It is paused: put it back on sale whenever you like."),
                _("Reason: %(reason)s") % {"reason": why},
            ),
            door=_product(product),
        )

    key = f"product_released:{product_id}:{at}"
    return [_to_shop(product.seller, "product_released", key, words, ("product", product.pk))]


def _product(product: Product) -> tuple[str, str]:
    path = reverse("studio:product", args=[product.seller.slug, product.pk])
    return _("Open the product"), settings.BASE_URL + path


def _desk(seller: Seller) -> tuple[str, str]:
    return _("Open your desk"), settings.BASE_URL + reverse("studio:shop", args=[seller.slug])


def _to_shop(
    seller: Seller,
    kind: str,
    key: str,
    words: Callable[[], Words],
    reference: tuple[str, uuid.UUID | None] | None = None,
) -> Letter:
    return Letter(
        kind=kind,
        key=key,
        to=seller.contact_email or seller.owner.email,
        language=seller.owner.language or "en",
        words=words,
        reference=reference or ("seller", seller.pk),
    )
