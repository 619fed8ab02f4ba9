"""The shop's face to customers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from halles.media.services import store_image
from halles.sellers.applications import LENGTHS
from halles.sellers.errors import ApplicationInvalid
from halles.sellers.locks import lock_seller
from halles.sellers.models import Seller
from halles.users.models import User


@dataclass(frozen=True, kw_only=True)
class ShopProfile:
    """What a shop may change by itself at any time. Who the trader is stays as it was checked."""

    name: str
    contact_email: str
    story: str = ""
    place: str = ""
    return_terms: str = ""
    place_latitude: Decimal | None = None
    place_longitude: Decimal | None = None


def update_shop(seller: Seller, *, profile: ShopProfile) -> Seller:
    """Change name, story, place, contact and return terms; the address of the page stays.

    Refuses sellers.application_invalid with a sentence per field.
    """
    texts = {name: getattr(profile, name).strip() for name in ("name", "story", "place", "return_terms")}
    wrong = {
        name: _("At most %(count)s characters.") % {"count": LENGTHS[name]}
        for name, text in texts.items()
        if len(text) > LENGTHS[name]
    }
    if not texts["name"]:
        wrong["name"] = _("Please fill this in.")
    try:
        validate_email(profile.contact_email)
    except ValidationError:
        wrong["contact_email"] = _("Give an e-mail address that customers can write to.")
    if not _is_on_earth(profile):
        wrong["place_latitude"] = _("Give both latitude (−90 to 90) and longitude (−180 to 180), or neither.")
    if wrong:
        raise ApplicationInvalid(wrong)
    locked = lock_seller(seller.pk)
    for name, text in texts.items():
        setattr(locked, name, text)
    locked.contact_email = profile.contact_email
    locked.place_latitude, locked.place_longitude = profile.place_latitude, profile.place_longitude
    locked.save()
    return locked


def set_cover(seller: Seller, *, by: User, file: IO[bytes]) -> Seller:
    """Give the shop a picture; refuses what media refuses about the file."""
    locked = lock_seller(seller.pk)
    locked.cover = store_image(by, file)
    locked.save(update_fields=["cover"])
    return locked


def _is_on_earth(profile: ShopProfile) -> bool:
    latitude, longitude = profile.place_latitude, profile.place_longitude
    if latitude is None or longitude is None:
        return latitude is None and longitude is None
    return -90 <= latitude <= 90 and -180 <= longitude <= 180
