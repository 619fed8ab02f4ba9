"""A receipt shows that the carrier had a parcel before its first scan; only what can be true is taken."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from PIL import Image

from halles.fulfillment import services
from halles.fulfillment.errors import HandoverTimeWrong, NothingToProve
from halles.fulfillment.models import HandoverProof, Package
from halles.kit import clock
from halles.kit.storage import private_storage
from halles.moderation.models import StaffAction
from tests.moderation.makers import make_staff
from tests.orders.makers import SOMEBODY
from tests.scores.makers import hand_over, make_order, make_shop

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    out.seek(0)
    return out


def make_packed(scan_after: dt.timedelta | None = None) -> Package:
    order = make_order(make_shop(), delivered=None, placed_at=clock.now() - 48 * HOUR)
    return hand_over(order, order.placed_at + scan_after if scan_after else None)


def test_a_receipt_is_kept_and_replaced_by_a_better_one() -> None:
    package = make_packed(scan_after=30 * HOUR)

    services.prove_handover(package.pk, at=package.packed_at + 5 * HOUR, picture=picture(), by=SOMEBODY)
    proof = services.prove_handover(package.pk, at=package.packed_at + 4 * HOUR, picture=picture(), by=SOMEBODY)

    assert HandoverProof.objects.get() == proof
    assert proof.handed_over_at == package.packed_at + 4 * HOUR
    assert private_storage().exists(proof.key)


@pytest.mark.parametrize("hours", [-1, 31, 49])
def test_it_lies_between_the_packing_and_the_first_scan(hours: int) -> None:
    package = make_packed(scan_after=30 * HOUR)

    with pytest.raises(HandoverTimeWrong):
        services.prove_handover(package.pk, at=package.packed_at + hours * HOUR, picture=picture(), by=SOMEBODY)

    assert not HandoverProof.objects.exists()


def test_what_waits_at_the_shop_needs_no_receipt() -> None:
    package = make_packed()
    Package.objects.update(carrier="at_shop")

    with pytest.raises(NothingToProve):
        services.prove_handover(package.pk, at=package.packed_at + HOUR, picture=picture(), by=SOMEBODY)

    assert not HandoverProof.objects.exists()


def test_staff_strike_what_is_no_receipt_and_it_stays_struck() -> None:
    package, staff = make_packed(), make_staff()
    services.prove_handover(package.pk, at=package.packed_at + HOUR, picture=picture(), by=SOMEBODY)

    with pytest.raises(NothingToProve):
        services.strike_handover(package.pk, by=staff, why=" ")
    services.strike_handover(package.pk, by=staff, why="A picture of a cat.")

    assert HandoverProof.objects.get().struck_why == "A picture of a cat."
    assert StaffAction.objects.get().verb == "strike_handover"
    with pytest.raises(NothingToProve):
        services.prove_handover(package.pk, at=package.packed_at + HOUR, picture=picture(), by=SOMEBODY)
