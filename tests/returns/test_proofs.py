"""What was shown of a thing that was bought in a show: for its two sides, until no case can be opened any more."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from halles.kit import clock, signing
from halles.live import services as live
from halles.live.models import LiveSession, Replay
from halles.live.replays import ms_of
from halles.orders.models import Order, OrderLine
from halles.returns import jobs
from halles.returns.models import Dispute
from halles.returns.proofs import list_proofs, list_unneeded
from halles.sellers.models import SellerStaff
from tests.live.recordings import make_recorded, tell
from tests.moderation.makers import make_staff
from tests.orders.makers import make_variant
from tests.reviews.makers import DELIVERED_AT, make_delivered
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
# Within the first take; the second begins 26 seconds after the start.
BOUGHT_AFTER = dt.timedelta(seconds=4)


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.HALLES_PRIVATE_ROOT = tmp_path / "private"


def make_sold(*, gap_seconds: int = 20, delivered: dt.datetime | None = None) -> tuple[LiveSession, Order]:
    """A piece bought four seconds into a recorded show, a second after it was pinned, and delivered just now."""
    session = make_recorded(gap_seconds=gap_seconds)
    assert session.started_at is not None
    variant = make_variant()
    order = make_delivered(variant, user=make_user(), at=DELIVERED_AT)
    source = {"content_kind": "live", "content_id": str(session.pk)}
    OrderLine.objects.filter(order=order).update(source=source)
    placed_at = session.started_at + BOUGHT_AFTER
    Order.objects.filter(pk=order.pk).update(placed_at=placed_at, delivered_at=delivered or clock.now())
    tell(session, "pin", {"card": {"id": str(variant.product_id), "title": "Bol"}}, 3)
    return session, Order.objects.select_related("group", "seller__owner").get(pk=order.pk)


def path_of(order: Order) -> str:
    line = order.lines.get()
    return f"/orders/{order.pk}/shown/{line.pk}/"


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_both_sides_see_the_moments_and_nobody_else() -> None:
    session, order = make_sold()
    (proof,) = list_proofs(order)
    assert session.started_at is not None
    start = ms_of(session.started_at)
    assert proof.stretches == [(start - 17_000, start + 24_000)]
    SellerStaff.objects.create(seller=order.seller, user=order.seller.owner, role="owner", added_at=clock.now())
    customer, seller = client_of(order.group.user), client_of(order.seller.owner)
    assert path_of(order) in customer.get(f"/orders/{order.group_id}/").content.decode()
    desk = f"/studio/shops/{order.seller.slug}"
    assert path_of(order) in seller.get(f"{desk}/orders/{order.pk}/").content.decode()
    for client, address in ((customer, path_of(order)), (seller, desk + path_of(order))):
        page = client.get(address)
        assert page.status_code == 200
        assert page["Cache-Control"].startswith("max-age=0")
        found = re.search(rf'src="/live-media/{session.pk}/proof.m3u8\?t=([\w.-]+)"', page.content.decode())
        assert found
        payload = signing.unsign("live-proof", found[1], key=settings.SECRET_KEY.encode(), now=clock.now())
        assert payload == {"session": str(session.pk), "stretches": [list(one) for one in proof.stretches]}
        later = clock.now() + dt.timedelta(minutes=31)
        with pytest.raises(signing.SignatureRefused):
            signing.unsign("live-proof", found[1], key=settings.SECRET_KEY.encode(), now=later)
    stranger = client_of(make_user())
    assert stranger.get(path_of(order)).status_code == 404
    assert stranger.get(desk + path_of(order)).status_code == 404
    assert Client().get(path_of(order)).status_code in {302, 404}


def test_it_is_gone_when_no_case_can_be_opened_any_more() -> None:
    _, order = make_sold()
    customer = client_of(order.group.user)
    with clock.travel(clock.now() + dt.timedelta(days=29)):
        assert customer.get(path_of(order)).status_code == 200
    with clock.travel(clock.now() + dt.timedelta(days=30)):
        assert customer.get(path_of(order)).status_code == 404
        assert path_of(order) not in customer.get(f"/orders/{order.group_id}/").content.decode()


def test_an_open_case_keeps_it() -> None:
    session, order = make_sold()
    now = clock.now()
    Dispute.objects.create(
        order=order, kind=Dispute.Kind.NOT_ARRIVED, opened_by="customer", opened_at=now, answer_by_at=now
    )
    with clock.travel(now + dt.timedelta(days=90)):
        (proof,) = list_proofs(order)
        assert proof.until is None
        assert list_unneeded(limit=10) == []
    Dispute.objects.update(status=Dispute.Status.WITHDRAWN, closed_at=now)
    with clock.travel(now + dt.timedelta(days=90)):
        assert list_unneeded(limit=10) == [session.pk]


def test_staff_who_decide_a_case_see_what_was_shown() -> None:
    session, order = make_sold()
    now = clock.now()
    case = Dispute.objects.create(
        order=order, kind=Dispute.Kind.OTHER, opened_by="customer", opened_at=now, answer_by_at=now
    )
    page = client_of(make_staff(role="support")).get(f"/staff/cases/{case.pk}/")
    assert page.status_code == 200
    assert f"/live-media/{session.pk}/proof.m3u8?t=" in page.content.decode()
    Replay.objects.update(removed_at=clock.now())
    page = client_of(make_staff(role="support")).get(f"/staff/cases/{case.pk}/")
    assert (page.status_code, "proof.m3u8" in page.content.decode()) == (200, False)


def test_what_was_bought_elsewhere_or_not_recorded_has_none() -> None:
    _, order = make_sold()
    Order.objects.filter(pk=order.pk).update(placed_at=clock.now() + dt.timedelta(days=2))
    order.refresh_from_db()
    (proof,) = list_proofs(order)  # from the replay: what was shown, without the purchase
    assert len(proof.stretches) == 1
    Replay.objects.update(removed_at=clock.now())
    assert list_proofs(order) == []
    OrderLine.objects.filter(order=order).update(source=None)
    assert list_proofs(Order.objects.get(pk=order.pk)) == []


def test_a_hidden_replay_still_proves() -> None:
    session, order = make_sold()
    live.hide_replay(session.pk)
    assert len(list_proofs(order)) == 1
    assert client_of(order.group.user).get(path_of(order)).status_code == 200


def test_recordings_go_when_the_last_order_needs_them_no_more() -> None:
    session, order = make_sold(delivered=clock.now() + dt.timedelta(days=20))
    unsold = make_recorded()
    now = clock.now()
    with clock.travel(now + dt.timedelta(days=29)):
        assert list_unneeded(limit=10) == []
    with clock.travel(now + dt.timedelta(days=31)):
        jobs.let_recordings_go.func(0)
    assert list(Replay.objects.filter(removed_at=None)) == [session.replay]
    assert not list((Path(settings.MEDIA_ROOT) / "live" / str(unsold.pk)).rglob("*.mp4"))
    Order.objects.filter(pk=order.pk).update(delivered_at=None)  # still on its way
    with clock.travel(now + dt.timedelta(days=51)):
        assert list_unneeded(limit=10) == []
    Order.objects.filter(pk=order.pk).update(delivered_at=now + dt.timedelta(days=20))
    with clock.travel(now + dt.timedelta(days=51)):
        jobs.let_recordings_go.func(0)
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.mp4"))
