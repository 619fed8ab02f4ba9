"""Profiles: made, changed, stopped and brought back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import IO

from babel import Locale
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from halles.creators.errors import (
    CreatorNotFound,
    HandleTaken,
    ProfileInvalid,
    TooManyProfiles,
    WhyMissing,
    WrongStatus,
)
from halles.creators.events import CreatorCreated, CreatorReinstated, CreatorSuspended
from halles.creators.handles import clean_handle, marks_of, suggest_handles
from halles.creators.models import Creator, RetiredHandle
from halles.kit import clock
from halles.kit.events import emit
from halles.markets.queries import get_market
from halles.media.services import store_image
from halles.moderation.services import check_text, record_staff_action, require_other
from halles.sellers.queries import find_seller
from halles.users.models import User

PROFILES_PER_PERSON_MAX = 3
NAME_LENGTH_MAX = 60
BIO_LENGTH_MAX = 300
LANGUAGES_MAX = 5
ORIGIN_LENGTH_MAX = 80
WHY_LENGTH_MAX = 1000


def create_creator(
    *, user: User, handle: str, name: str, market: str, languages: Sequence[str] = (), bio: str = ""
) -> Creator:
    """A profile of this person's own. Refuses creators.handle_invalid, creators.handle_reserved,
    creators.handle_taken, creators.profile_invalid, creators.too_many_profiles. Emits CreatorCreated."""
    handle = clean_handle(handle)
    home = get_market(market)
    columns = _clean_profile(name, bio, list(languages) or [home.language])
    # Two tabs at once would both see two profiles: the person's row makes them queue.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if Creator.objects.filter(user=user, seller=None).count() >= PROFILES_PER_PERSON_MAX:
        raise TooManyProfiles(count=PROFILES_PER_PERSON_MAX)
    creator = Creator(user=user, handle=handle, market=home.code, created_at=clock.now(), **columns)
    if not _insert(creator):
        raise HandleTaken(handle=handle)
    emit(CreatorCreated(creator.pk, None))
    return creator


def create_official(seller_id: uuid.UUID) -> Creator:
    """The shop's own profile, named like the shop; the one it has already when it has one. Emits CreatorCreated."""
    existing = Creator.objects.filter(seller=seller_id).first()
    if existing is not None:
        return existing
    seller = find_seller(seller_id)
    assert seller is not None, "the event names a shop"
    creator = Creator(
        user=seller.owner,
        seller=seller,
        name=seller.name[:NAME_LENGTH_MAX],
        market=seller.market,
        languages=[get_market(seller.market).language],
        created_at=clock.now(),
    )
    for handle in suggest_handles(seller.slug, fallback=seller.pk.hex[-8:]):
        creator.handle = handle
        if _insert(creator):
            emit(CreatorCreated(creator.pk, seller.pk))
            return creator
    raise HandleTaken(handle=creator.handle)


def update_creator(creator: Creator, *, name: str, bio: str, languages: Sequence[str]) -> Creator:
    """Change how a profile presents itself; its handle stays. Refuses creators.profile_invalid."""
    columns = _clean_profile(name, bio, languages)
    locked = _lock(creator.pk)
    for column, value in columns.items():
        setattr(locked, column, value)
    locked.save(update_fields=list(columns))
    return locked


def say_origin(creator: Creator, *, country: str, region: str, place: str) -> Creator:
    """Where the profile is from: a country of two letters with a region and a town in it, each of which may be empty.

    Refuses creators.profile_invalid.
    """
    country, region, place = country.strip().upper(), " ".join(region.split()), " ".join(place.split())
    wrong: dict[str, str] = {}
    if country and (len(country) != 2 or country not in Locale("en").territories):
        wrong["country"] = _("Choose a country.")
    if not country and (region or place):
        wrong["country"] = _("Choose the country too.")
    for field, text in (("region", region), ("place", place)):
        if len(text) > ORIGIN_LENGTH_MAX:
            wrong[field] = _("At most %(count)s characters.") % {"count": ORIGIN_LENGTH_MAX}
        elif check_text(text, creator.languages[0] if creator.languages else "en") == "held":
            wrong[field] = _("Some of these words are not welcome here. Please say it differently.")
    if wrong:
        raise ProfileInvalid(wrong)
    locked = _lock(creator.pk)
    locked.origin_country, locked.origin_region, locked.origin_place = country, region, place
    locked.save(update_fields=["origin_country", "origin_region", "origin_place"])
    return locked


def set_avatar(creator: Creator, *, by: User, file: IO[bytes]) -> Creator:
    """Give the profile a picture; refuses what media refuses about the file."""
    locked = _lock(creator.pk)
    locked.avatar = store_image(by, file)
    locked.save(update_fields=["avatar"])
    return locked


def suspend_creator(creator: Creator, *, by: User, why: str) -> Creator:
    """Staff stops a profile from posting and hides what it posted. Refuses creators.why_missing,
    creators.wrong_status. Emits CreatorSuspended."""
    locked = _decide(creator, Creator.Status.SUSPENDED, by=by, verb="suspend_creator", why=why)
    emit(CreatorSuspended(locked.pk, why))
    return locked


def reinstate_creator(creator: Creator, *, by: User, why: str) -> Creator:
    """Staff lets a profile post again. Refuses creators.why_missing, creators.wrong_status and moderation.own_case.
    Emits CreatorReinstated."""
    require_other(by, creator.user_id)
    locked = _decide(creator, Creator.Status.ACTIVE, by=by, verb="reinstate_creator", why=why)
    emit(CreatorReinstated(locked.pk))
    return locked


def lift_suspension(creator_id: uuid.UUID) -> Creator:
    """Let a profile post again because the decision against it is paused or was wrong; one that may already stays so.

    Emits CreatorReinstated.
    """
    locked = _lock(creator_id)
    if locked.status == Creator.Status.SUSPENDED:
        locked.status = Creator.Status.ACTIVE
        locked.save(update_fields=["status"])
        emit(CreatorReinstated(locked.pk))
    return locked


def _decide(creator: Creator, to: str, *, by: User, verb: str, why: str) -> Creator:
    why = why.strip()[:WHY_LENGTH_MAX]
    if not why:
        raise WhyMissing
    locked = _lock(creator.pk)
    if locked.status == to:
        raise WrongStatus(status_text=locked.get_status_display())
    locked.status = to
    locked.save(update_fields=["status"])
    record_staff_action(by=by, verb=verb, kind="creator", target_id=locked.pk, why=why)
    return locked


def _lock(creator_id: uuid.UUID) -> Creator:
    creator = Creator.objects.select_for_update(no_key=True).filter(pk=creator_id).first()
    if creator is None:
        raise CreatorNotFound
    return creator


def _insert(creator: Creator) -> bool:
    """Write a new row; False when its handle is or was taken: a look before would lose the race for it."""
    try:
        with transaction.atomic():
            creator.save(force_insert=True)
            # After the row: whoever erases the profile that has the handle made it wait until they were done.
            is_retired = RetiredHandle.objects.filter(mark__in=marks_of(creator.handle)).exists()
            transaction.set_rollback(is_retired)
    except IntegrityError as twin:
        if "handle" not in str(twin):
            raise
        return False
    return not is_retired


def _clean_profile(name: str, bio: str, languages: Sequence[str]) -> dict[str, object]:
    name, bio = " ".join(name.split()), " ".join(bio.split())
    wrong: dict[str, str] = {}
    if not 1 <= len(name) <= NAME_LENGTH_MAX:
        wrong["name"] = _("Give a name of at most %(count)s characters.") % {"count": NAME_LENGTH_MAX}
    if len(bio) > BIO_LENGTH_MAX:
        wrong["bio"] = _("At most %(count)s characters.") % {"count": BIO_LENGTH_MAX}
    if not 1 <= len(languages) <= LANGUAGES_MAX or any(not 2 <= len(code) <= 10 for code in languages):
        wrong["languages"] = _("Choose between one and %(count)s languages.") % {"count": LANGUAGES_MAX}
    language = languages[0] if languages else "en"
    wrong |= {
        field: _("Some of these words are not welcome here. Please say it differently.")
        for field, text in (("name", name), ("bio", bio))
        if check_text(text, language) == "held"
    }
    if wrong:
        raise ProfileInvalid(wrong)
    return {"name": name, "bio": bio, "languages": list(dict.fromkeys(languages))}
