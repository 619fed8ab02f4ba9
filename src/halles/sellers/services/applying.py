"""Opening a shop, and sending again what staff asked for."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from halles.kit import clock
from halles.kit.events import emit
from halles.kit.ids import uuid7
from halles.sellers.applications import Application, clean_application
from halles.sellers.errors import TooManyShops, WrongStatus
from halles.sellers.events import SellerApplied
from halles.sellers.locks import lock_seller
from halles.sellers.models import Seller, SellerStaff
from halles.users.models import User

SHOPS_PER_PERSON_MAX = 5
SLUG_LENGTH_MAX = 60
SLUG_TRIES_MAX = 5
# Words that would read as a page of the site below /shops/.
SLUGS_RESERVED = frozenset({"all", "apply", "new", "search"})


def apply(*, user: User, application: Application) -> Seller:
    """A new shop of this person, waiting for a decision; documents are added next (add_document).

    Refuses sellers.application_invalid with a sentence per field, sellers.too_many_shops. Emits SellerApplied.
    """
    columns = clean_application(application)
    # Two applications at once would both see four shops: the person's row makes them queue.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if Seller.objects.filter(owner=user).exclude(status=Seller.Status.CLOSED).count() >= SHOPS_PER_PERSON_MAX:
        raise TooManyShops(count=SHOPS_PER_PERSON_MAX)
    now = clock.now()
    columns["certified_at"] = now if application.is_certified else None
    seller = _with_free_slug(Seller(owner=user, applied_at=now, **columns))
    SellerStaff.objects.create(seller=seller, user=user, role=SellerStaff.Role.OWNER, added_at=now)
    emit(SellerApplied(seller.pk))
    return seller


def submit_again(seller: Seller, *, application: Application) -> Seller:
    """Send a corrected application; what staff asked for counts as answered until they look again.

    Possible until the decision. Refuses sellers.wrong_status afterwards, sellers.application_invalid. Emits
    SellerApplied.
    """
    columns = clean_application(application)
    locked = lock_seller(seller.pk)
    if locked.status not in {Seller.Status.APPLIED, Seller.Status.NEEDS_INFO}:
        raise WrongStatus(status_text=locked.get_status_display())
    now = clock.now()
    for name, value in columns.items():
        setattr(locked, name, value)
    locked.certified_at = (locked.certified_at or now) if application.is_certified else None
    locked.status, locked.applied_at = Seller.Status.APPLIED, now
    locked.missing, locked.missing_note = [], ""
    locked.save()
    emit(SellerApplied(locked.pk))
    return locked


def _with_free_slug(seller: Seller) -> Seller:
    """Save under the shop's name as an address, numbered when it is taken."""
    # A name without Latin letters gets the start of the row's own random id.
    stem = slugify(seller.name)[: SLUG_LENGTH_MAX - 3].strip("-") or f"shop-{str(uuid7())[-8:]}"
    numbers = range(2 if stem in SLUGS_RESERVED else 1, SLUG_TRIES_MAX + 1)
    for candidate in [stem if n == 1 else f"{stem}-{n}" for n in numbers] + [f"shop-{str(uuid7())[-12:]}"]:
        seller.slug = candidate
        try:
            with transaction.atomic():
                seller.save(force_insert=True)
        except IntegrityError as twin:
            if "slug" not in str(twin):
                raise
        else:
            return seller
    raise AssertionError("a random address was taken")
