"""The lines of a creator's money page: by which content they were led, and by which plan they are paid."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from halles.affiliates.models import Commission
from halles.kit import clock
from halles.studio.earning_lines import lines_of
from tests.affiliates.makers import make_creator, make_led, make_participation, make_plan, make_touch
from tests.live.makers import make_session
from tests.orders.makers import make_variant
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def test_a_line_says_its_video_show_or_link_and_its_plan(django_assert_max_num_queries: Any) -> None:
    camille, other, bowl = make_creator(), make_creator(), make_variant()
    video, show = make_video(camille, caption="In the kiln"), make_session(creator=camille, title="Kiln night")
    make_plan(bowl.seller)
    make_led(make_touch(camille, bowl, kind="video", content_kind="video", content_id=video.pk), (bowl, 1))
    targeted = make_plan(bowl.seller, 1_500, kind="targeted", ends_at=clock.now() + dt.timedelta(days=9))
    make_participation(targeted, camille)
    make_led(make_touch(camille, bowl, kind="live", content_kind="live", content_id=show.pk), (bowl, 1))
    theirs = make_touch(other, bowl, key=uuid.uuid4(), at=clock.now() - dt.timedelta(days=1))
    make_led(make_touch(camille, bowl, key=theirs.key), (bowl, 1))
    sold = list(Commission.objects.select_related("attribution__plan", "line", "seller").order_by("sold_at", "pk"))
    with translation.override("en"), django_assert_max_num_queries(2):
        lines = lines_of(sold)
    assert [(line.led_by, line.plan) for line in lines] == [
        ("Video “In the kiln”", "Open plan"),
        ("Show “Kiln night”", "Targeted plan"),
        ("Link for outside", "Targeted plan"),
    ]
    assert [touch.where for touch in lines[2].touches] == ["Link for outside", ""]
    client = Client(headers={"Accept-Language": "fr-FR"})
    client.force_login(camille.user)
    page = client.get(f"/studio/profiles/{camille.pk}/money/").content.decode()
    for words in (
        "Vidéo « In the kiln »",
        "Direct « Kiln night »",
        "Lien à partager ailleurs",
        f" · {bowl.seller.name}",
    ):
        assert words in page.replace("\u00a0", " ").replace("\u202f", " "), words
    assert other.handle not in page
