from __future__ import annotations

import html
import json
import re

import pytest
from django.test import Client

from halles.moderation.models import Report
from halles.social.models import Comment, Follow, Like
from tests.orders.makers import make_variant
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def test_an_empty_hall_invites(visitor: Client) -> None:
    page = visitor.get("/")
    assert page.status_code == 200
    assert "/studio/" in page.content.decode()


def test_the_feed_shows_a_clip_with_what_its_player_needs(visitor: Client) -> None:
    variant = make_variant(title="Bol du four de cinq heures")
    video = make_video(shows=variant)
    page = visitor.get("/").content.decode()
    assert f'data-video="{video.pk}"' in page
    sources = json.loads(html.unescape(re.search(r'data-sources="([^"]+)"', page)[1]))  # type: ignore[index]
    assert [sorted(rung) for rung in sources] == [["bitrate_bps", "short_edge", "url"]]
    assert 'data-start="1000" data-end="5000"' in page
    assert f"/sheet/p/{variant.product_id}/" in page
    assert "24,90\xa0€" in page
    assert page.count("Bol du four de cinq heures") == 1


def test_a_sold_out_product_has_no_chip(visitor: Client) -> None:
    make_video(shows=make_variant(stock=0))
    page = visitor.get("/").content.decode()
    assert 'class="chip"' not in page


def test_a_video_has_a_page_with_a_preview_and_a_hidden_one_has_none(visitor: Client) -> None:
    video = make_video()
    page = visitor.get(f"/v/{video.pk}/").content.decode()
    assert f'<link rel="canonical" href="http://localhost:8000/v/{video.pk}/">' in page
    assert 'property="og:image"' in page
    removed = make_video(status="removed")
    assert visitor.get(f"/v/{removed.pk}/").status_code == 404


def test_why_tells_the_reasons_that_travelled_with_the_clip(visitor: Client) -> None:
    make_video()
    page = visitor.get("/").content.decode()
    address = html.unescape(re.search(r'data-sheet-url="(/v/[^"]+/why/[^"]+)"', page)[1])  # type: ignore[index]
    answer = visitor.get(address, headers={"HX-Request": "true", "Accept-Language": "en"}).content.decode()
    assert "It was posted recently." in answer


def test_a_visitor_is_sent_to_sign_in_and_nothing_is_liked(sheet: Client) -> None:
    video = make_video()
    answer = sheet.post(f"/v/{video.pk}/like/", {"wanted": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == f"/account/login/?next=%2Fv%2F{video.pk}%2F"
    assert not Like.objects.exists()
    assert "Pour aimer une vidéo, connectez-vous" in sheet.get(answer["HX-Redirect"]).content.decode()


def test_liking_twice_is_liking_once(sheet: Client) -> None:
    video = make_video()
    sheet.force_login(make_user())
    for _press in range(2):
        answer = sheet.post(f"/v/{video.pk}/like/", {"wanted": "true"})
    assert 'aria-pressed="true"' in answer.content.decode()
    assert Like.objects.count() == 1
    sheet.post(f"/v/{video.pk}/like/", {"wanted": "false"})
    assert not Like.objects.exists()


def test_following_commenting_and_reporting(sheet: Client) -> None:
    video = make_video()
    sheet.force_login(make_user(name="Nora"))
    sheet.post(f"/@{video.creator.handle}/follow/", {"wanted": "true"})
    said = sheet.post(f"/v/{video.pk}/comments/", {"text": "Quelle est la taille du bol ?"})
    sheet.post(f"/report/video/{video.pk}/", {"reason": "scam"})
    assert Follow.objects.count() == 1
    assert Comment.objects.get().text == "Quelle est la taille du bol ?"
    assert "Quelle est la taille du bol ?" in said.content.decode()
    assert Report.objects.get().reason == "scam"


def test_a_hidden_video_does_not_come_again(visitor: Client) -> None:
    video = make_video()
    assert f'data-video="{video.pk}"' in visitor.get("/").content.decode()
    visitor.post(f"/v/{video.pk}/hide/")
    assert f'data-video="{video.pk}"' not in visitor.get("/").content.decode()


@pytest.mark.parametrize(
    ("call", "words"),
    [("follow", 'data-call="follow"'), ("ask", "comments/?ask=yes"), ("remind", 'data-call="remind"')],
)
def test_one_call_to_action_stands_on_the_clip_and_uses_what_is_there(visitor: Client, call: str, words: str) -> None:
    variant = make_variant()
    video = make_video(shows=variant, call_to_action=call)
    page = visitor.get("/").content.decode()
    assert page.count('class="call"') == 1
    assert words in page
    if call == "remind":
        assert f'data-saves="/p/{variant.product_id}/save/' in page
    if call == "follow":
        visitor.force_login(make_user())
        visitor.post(f"/@{video.creator.handle}/follow/", {"wanted": "true"})
        assert 'class="call"' not in visitor.get(f"/v/{video.pk}/").content.decode()


def test_asking_puts_the_focus_where_one_writes(sheet: Client) -> None:
    video = make_video(call_to_action="ask")
    sheet.force_login(make_user())
    asked = sheet.get(f"/v/{video.pk}/comments/", {"ask": "yes"}).content.decode()
    assert re.search(r'<input class="input" id="comment-text"[^>]* data-focus', asked)
    assert '<h2 tabindex="-1">' in asked
    read = sheet.get(f"/v/{video.pk}/comments/").content.decode()
    assert '<h2 tabindex="-1" data-focus>' in read


def test_no_question_is_invited_where_comments_are_off(visitor: Client) -> None:
    make_video(call_to_action="ask", has_comments_on=False)
    assert 'class="call"' not in visitor.get("/").content.decode()
