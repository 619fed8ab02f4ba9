"""The demo's decisions: one warning, one removal, one reversed on appeal, one appeal that waits; twice is once."""

from __future__ import annotations

import pytest

from halles.demo.seed import justice
from halles.demo.seed.cast import seat_everybody
from halles.demo.world.read import read_world
from halles.media.models import Asset, Upload
from halles.moderation.models import Appeal, Decision
from halles.social.models import Comment
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def test_the_staff_has_decided_and_somebody_else_has_answered() -> None:
    world = read_world()
    seat_everybody(world)
    video = make_video()
    person = video.creator.user
    sent = Upload.objects.create(user=person, kind="video", file_name="lu-lampe.mp4", size_bytes=5, status="received")
    Asset.objects.filter(pk=video.asset_id).update(upload=sent)
    for _time in range(2):
        justice.judge(world)
    found = {decision.sanction + "/" + decision.status for decision in Decision.objects.all()}
    assert found == {"warn/in_force", "remove/in_force", "remove/reversed", "remove/paused"}
    assert (Decision.objects.count(), Appeal.objects.filter(status="open").count()) == (4, 1)
    assert sorted(Comment.objects.values_list("status", flat=True)) == ["removed", "shown", "shown", "shown"]
    answered = Appeal.objects.get(status="reversed")
    assert answered.decided_by_id != answered.decision.decided_by_id
