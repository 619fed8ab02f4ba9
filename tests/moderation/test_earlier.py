"""What was decided before decisions had rules is migrated: whose it is, why, and what was taken back since."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from halles.moderation import reasons, services
from halles.moderation.models import Decision
from halles.moderation.services import record_staff_action
from tests.catalog.makers import make_on_sale
from tests.moderation.makers import make_staff
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def test_acts_of_the_staff_become_decisions_that_can_be_appealed_against() -> None:
    staff, video, product = make_staff(), make_video(), make_on_sale().product
    for verb, kind, target in (
        ("uphold_report", "video", video.pk),
        ("hold_product", "product", product.pk),
        ("release_product", "product", product.pk),
        ("suspend_seller", "seller", product.seller_id),
        ("dismiss_report", "comment", video.pk),
    ):
        record_staff_action(by=staff, verb=verb, kind=kind, target_id=target, why=f"{verb}, for a reason")
    earlier = import_module("halles.moderation.migrations.0005_earlier_decisions")
    with connection.cursor():
        earlier.write_decisions(apps, type("Editor", (), {"connection": connection}))
    found = {one.kind: one for one in Decision.objects.all()}
    assert {kind: one.status for kind, one in found.items()} == {
        "video": "in_force",
        "product": "lifted",
        "shop": "in_force",
    }
    assert (found["video"].subject, found["video"].facts) == (video.creator.user, "uphold_report, for a reason")
    assert found["shop"].subject == product.seller.owner
    assert "before our rules had names" in str(reasons.statement(found["video"]))
    assert services.open_appeal(found["video"].pk, user=video.creator.user, text="No.").status == "open"
