"""What people and visitors may say under a clip, and how often."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from halles.moderation.models import Report
from halles.social.models import Comment, Hidden
from halles.storefront import turns
from halles.videos.services import comment_video
from tests.storefront.conftest import FRENCH
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def test_nothing_is_said_where_comments_are_off(sheet: Client) -> None:
    video = make_video(has_comments_on=False)
    sheet.force_login(make_user())
    answer = sheet.post(f"/v/{video.pk}/comments/", {"text": "Quelle taille ?"})
    assert answer.status_code == 403
    assert not Comment.objects.exists()


def test_who_posted_the_clip_speaks_as_its_profile_and_clears_up_below_it(sheet: Client) -> None:
    video = make_video()
    guest = comment_video(make_user(), video.pk, text="Publicité !", language="fr")
    sheet.force_login(video.creator.user)
    page = sheet.post(f"/v/{video.pk}/comments/", {"text": "Merci à vous"}).content.decode()
    assert video.creator.name in page
    assert f"/comments/{guest.pk}/remove/" in page

    assert sheet.post(f"/comments/{guest.pk}/remove/").status_code == 200
    guest.refresh_from_db()
    assert (guest.status, guest.removed_by_kind) == ("removed", "creator")

    stranger = Client(headers=FRENCH)
    stranger.force_login(make_user())
    own = Comment.objects.get(user=video.creator.user)
    assert stranger.post(f"/comments/{own.pk}/remove/").status_code == 404
    own.refresh_from_db()
    assert own.status == "shown"


@pytest.mark.parametrize("deed", ["/report/comment/{}/", "/report/video/{}/", "/v/{}/hide/"])
def test_what_is_not_there_is_neither_reported_nor_hidden(visitor: Client, deed: str) -> None:
    assert visitor.post(deed.format(uuid.uuid4()), {"reason": "scam"}).status_code == 404
    assert not Report.objects.exists()
    assert not Hidden.objects.exists()


def test_a_visitor_who_comes_again_and_again_is_counted_by_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "REPORTS_PER_HOUR_MAX", 2)
    monkeypatch.setattr(turns, "HIDES_PER_HOUR_MAX", 2)
    video = make_video()
    for deed in (f"/report/video/{video.pk}/", f"/v/{video.pk}/hide/"):
        answers = [
            # Each time another visit: the cookie was thrown away.
            Client(headers={**FRENCH, "X-Forwarded-For": "203.0.113.7"}).post(deed, {"reason": "scam"}).status_code
            for _visit in range(3)
        ]
        assert answers in ([200, 200, 429], [302, 302, 429])
    assert (Report.objects.count(), Hidden.objects.count()) == (2, 2)
    elsewhere = Client(headers={**FRENCH, "X-Forwarded-For": "203.0.113.8"})
    assert elsewhere.post(f"/report/video/{video.pk}/", {"reason": "scam"}).status_code == 302
