"""Showing that a carrier took a parcel before its first scan, by the receipt it gave."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import IO

from halles.fulfillment.errors import HandoverTimeWrong, NothingToProve, PackageNotFound
from halles.fulfillment.models import HandoverProof, Package
from halles.fulfillment.services.packing import AT_SHOP
from halles.kit import clock
from halles.kit.storage import private_storage
from halles.media.images import read_picture
from halles.moderation.services import record_staff_action
from halles.users.models import User

WHY_LENGTH_MAX = 500


def prove_handover(package_id: uuid.UUID, *, at: dt.datetime, picture: IO[bytes], by: uuid.UUID) -> HandoverProof:
    """Keep the receipt of a parcel that the carrier took at `at`; a newer one replaces it, but none that was struck.

    Refusals: fulfillment.handover_time_wrong unless it lies between the packing and the carrier's first scan;
    fulfillment.nothing_to_prove for what waits at the shop or was struck; and what media refuses about a picture.
    """
    package = Package.objects.select_for_update(no_key=True).filter(pk=package_id).first()
    if package is None:
        raise PackageNotFound
    known = HandoverProof.objects.filter(pk=package_id).first()
    if package.carrier == AT_SHOP or (known is not None and known.struck_at is not None):
        raise NothingToProve
    until = package.handed_over_at or package.delivered_at or clock.now()
    if not package.packed_at.replace(second=0, microsecond=0) <= at <= min(until, clock.now()):
        raise HandoverTimeWrong
    largest = read_picture(picture).sizes[-1]
    key = f"handovers/{package_id}/{uuid.uuid4().hex}.webp"
    private_storage().put_bytes(key, largest.content)
    proof, _ = HandoverProof.objects.update_or_create(
        package_id=package_id, defaults={"handed_over_at": at, "key": key, "made_by_id": by, "made_at": clock.now()}
    )
    return proof


def strike_handover(package_id: uuid.UUID, *, by: User, why: str) -> HandoverProof:
    """Staff: this is no receipt of that parcel; it counts for nothing from now on. Refuses
    fulfillment.nothing_to_prove when there is none, or it was struck before."""
    proof = HandoverProof.objects.select_for_update().filter(pk=package_id, struck_at=None).first()
    why = why.strip()[:WHY_LENGTH_MAX]
    if proof is None or not why:
        raise NothingToProve
    proof.struck_at, proof.struck_why = clock.now(), why
    proof.save(update_fields=["struck_at", "struck_why"])
    record_staff_action(by=by, verb="strike_handover", kind="package", target_id=package_id, why=why)
    return proof
