"""The creator's desk over HTTP: each step of posting a video, who may, and what is said when something is refused."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from halles.creators.models import Creator
from halles.kit import clock
from halles.media.models import Asset, CaptionTrack, Upload
from halles.users.models import User
from halles.videos.models import Anchor, Video
from tests.catalog.makers import make_on_sale
from tests.creators.makers import make_creator
from tests.users.makers import make_user
from tests.videos.makers import CLIP_MS, make_asset, make_video, place

pytestmark = pytest.mark.django_db
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nLe four s'ouvre\n"


@pytest.fixture
def creator() -> Creator:
    return make_creator()


@pytest.fixture
def desk(creator: Creator) -> Client:
    """The creator's browser, in France, reading English."""
    client = Client(headers={"Accept-Language": "en-FR"})
    client.cookies["market"] = "FR"
    client.force_login(creator.user)
    return client


def make_draft(creator: Creator, **changes: Any) -> Video:
    """A draft whose clip plays and whose original is still here."""
    upload = Upload.objects.create(
        user=creator.user, kind="video", file_name="IMG_7.mp4", size_bytes=900_000, status="received"
    )
    asset = make_asset(creator.user, upload=upload, strip_keys=["strips/a.webp", "strips/b.webp"])
    return make_video(creator, **{"status": "draft", "asset": asset, **changes})


def start(client: Client, by: Creator, **changes: object) -> tuple[int, dict[str, str]]:
    body = {"creator": str(by.pk), "name": "IMG_7.mp4", "size": 900_000, "type": "video/mp4", **changes}
    answer = client.post(
        "/studio/videos/start/",
        json.dumps(body),
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    return answer.status_code, answer.json()


def test_a_file_begins_a_draft_and_gets_the_token_that_lets_its_bytes_in(desk: Client, creator: Creator) -> None:
    status, told = start(desk, creator)
    assert status == 201
    video = Video.objects.get()
    assert (video.creator, video.status) == (creator, Video.Status.DRAFT)
    assert told["url"] == f"/studio/videos/{video.pk}/"
    assert told["upload_url"] == "/uploads/"
    page = desk.get(told["url"]).content.decode()
    assert "Choose IMG_7.mp4 again to go on where it stopped" in page
    assert re.search(r'data-token="[^"]{20,}"', page)
    assert "Waiting for the file." in page


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"size": 10**12}, 422, "media.too_large"),
        ({"size": "many"}, 422, "studio.unreadable"),
        ({"creator": "nobody"}, 422, "studio.unreadable"),
        ({"creator": "01900000-0000-7000-8000-000000000001"}, 404, "creators.not_found"),
    ],
)
def test_what_cannot_be_sent_is_said_to_the_script(
    desk: Client, creator: Creator, changes: dict[str, object], status: int, code: str
) -> None:
    answered, problem = start(desk, creator, **changes)
    assert (answered, problem["code"]) == (status, code)
    assert problem["title"]
    assert not Video.objects.exists()
    assert not Upload.objects.exists()


def test_somebody_elses_profile_does_not_post(desk: Client) -> None:
    assert start(desk, make_creator())[0] == 404
    assert not Video.objects.exists()


def test_everything_of_somebody_elses_video_is_not_found(creator: Creator) -> None:
    video = make_draft(creator)
    stranger, visitor = Client(), Client()
    stranger.force_login(make_creator().user)
    base = f"/studio/videos/{video.pk}/"
    for page in ("", "progress/"):
        assert stranger.get(base + page).status_code == 404
        assert visitor.get(base + page)["Location"].startswith("/account/login/")
    for deed in ("words", "anchors", "cover", "trim", "captions", "publish", "unpublish", "retry", "delete"):
        assert stranger.post(f"{base}{deed}/", {"cover_ms": "1", "when": "now"}).status_code == 404
        assert visitor.post(f"{base}{deed}/")["Location"].startswith("/account/login/")
    assert stranger.get(f"/studio/profiles/{creator.pk}/videos/").status_code == 404
    video.refresh_from_db()
    assert video.status == Video.Status.DRAFT


def words(**changes: str) -> dict[str, str]:
    facts = {"caption": "Le four #gres", "language": "fr", "call_to_action": "ask", "template": "none"}
    return {**facts, **changes}


def test_words_are_kept_as_they_are_written(desk: Client, creator: Creator) -> None:
    video = make_draft(creator)
    told = desk.post(
        f"/studio/videos/{video.pk}/words/",
        words(template="maker_story", part_hook="Cinq heures du matin", has_comments_on="on", is_made_with_ai="on"),
        headers={"HX-Request": "true"},
    )
    video.refresh_from_db()
    assert "Kept" in told.content.decode(), told.content.decode()
    assert (video.caption, video.call_to_action, video.has_comments_on) == ("Le four #gres", "ask", True)
    assert video.is_made_with_ai
    assert video.template_parts["hook"] == "Cinq heures du matin"
    assert desk.post(f"/studio/videos/{video.pk}/words/", words())["Location"] == f"/studio/videos/{video.pk}/"


def test_words_that_are_too_long_say_so_and_change_nothing(desk: Client, creator: Creator) -> None:
    video = make_draft(creator, caption="Before")
    told = desk.post(
        f"/studio/videos/{video.pk}/words/", words(caption="x" * 501), headers={"HX-Request": "true"}
    )  # fmt: skip
    assert told.status_code == 422
    assert "field__error" in told.content.decode()
    video.refresh_from_db()
    assert video.caption == "Before"


def test_the_page_carries_the_prompts_of_every_story(desk: Client, creator: Creator) -> None:
    page = desk.get(f"/studio/videos/{make_draft(creator).pk}/").content.decode()
    prompts = json.loads(html.unescape(re.search(r'data-prompts="([^"]+)"', page)[1]))  # type: ignore[index]
    offered = set(re.findall(r'<option value="([a-z_]+)"', page.split('name="template"')[1].split("</select>")[0]))
    assert set(prompts) == offered - {"none"}
    assert all(set(parts) == {"hook", "maker", "proof", "offer"} for parts in prompts.values())


def anchors(client: Client, video: Video, *rows: dict[str, object]) -> tuple[int, dict[str, object]]:
    answer = client.post(
        f"/studio/videos/{video.pk}/anchors/",
        json.dumps({"anchors": rows}),
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    return answer.status_code, answer.json()


def test_products_are_placed_and_replaced_on_the_time_line(desk: Client, creator: Creator) -> None:
    video, product = make_draft(creator), make_on_sale().product
    row = {"product": str(product.pk), "start_ms": 1000, "end_ms": 4000, "label": "Le bol"}
    assert anchors(desk, video, row, {**row, "start_ms": 5000, "end_ms": 9000}) == (200, {"count": 2})
    assert anchors(desk, video, row) == (200, {"count": 1})
    anchor = Anchor.objects.get()
    assert (anchor.product_id, anchor.start_ms, anchor.end_ms, anchor.label) == (product.pk, 1000, 4000, "Le bol")
    page = desk.get(f"/studio/videos/{video.pk}/").content.decode()
    assert "&quot;label&quot;: &quot;Le bol&quot;" in page


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"end_ms": CLIP_MS + 60_000}, "videos.anchor_outside"),
        ({"start_ms": 3900}, "videos.anchor_outside"),
        ({"label": "x" * 41}, "videos.anchor_label_too_long"),
        ({"product": "01900000-0000-7000-8000-000000000001"}, "videos.product_not_allowed"),
        ({"product": "a bowl"}, "studio.unreadable"),
        ({"start_ms": None}, "studio.unreadable"),
    ],
)
def test_refused_products_leave_the_time_line_as_it_was(
    desk: Client, creator: Creator, change: dict[str, object], code: str
) -> None:
    video, variant = make_draft(creator), make_on_sale()
    kept = place(video, variant)
    row = {"product": str(variant.product_id), "start_ms": 1000, "end_ms": 4000, "label": ""}
    status, problem = anchors(desk, video, {**row, **change})
    assert (status, problem["code"]) == (422, code)
    assert Anchor.objects.get() == kept


def test_a_cover_is_chosen_and_one_outside_is_refused_in_place(desk: Client, creator: Creator) -> None:
    video = make_draft(creator)
    address = f"/studio/videos/{video.pk}/cover/"
    assert desk.post(address, {"cover_ms": "4000"}).status_code == 302
    refused = desk.post(address, {"cover_ms": str(CLIP_MS + 1)})
    assert refused.status_code == 422
    assert 'id="refused-cover"' in refused.content.decode()
    assert Asset.objects.get(pk=video.asset_id).cover_ms == 4000


def test_a_cut_moves_what_it_keeps_and_says_what_it_drops(desk: Client, creator: Creator) -> None:
    video, variant = make_draft(creator), make_on_sale()
    place(video, variant, start_ms=6000, end_ms=9000)
    place(video, variant, start_ms=500, end_ms=1400)
    answer = desk.post(f"/studio/videos/{video.pk}/trim/", {"start_s": "1,5", "end_s": "12"}, follow=True)
    page = answer.content.decode()
    assert "taken off the time line" in page
    assert 'value="1.5"' in page
    assert [(one.start_ms, one.end_ms) for one in Anchor.objects.all()] == [(4500, 7500)]
    asset = Asset.objects.get(pk=video.asset_id)
    assert (asset.trim_start_ms, asset.trim_end_ms) == (1500, 12_000)


@pytest.mark.parametrize(("start_s", "end_s"), [("12", "3"), ("-1", ""), ("abc", ""), ("25", "")])
def test_a_cut_outside_is_refused_in_place_with_what_was_typed(
    desk: Client, creator: Creator, start_s: str, end_s: str
) -> None:
    video = make_draft(creator)
    refused = desk.post(f"/studio/videos/{video.pk}/trim/", {"start_s": start_s, "end_s": end_s})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'id="refused-trim"' in page
    assert f'name="start_s" inputmode="decimal" value="{start_s}"' in page
    asset = Asset.objects.get(pk=video.asset_id)
    assert (asset.trim_start_ms, asset.trim_end_ms, asset.edition) == (0, None, 1)


def test_captions_come_as_a_file_are_corrected_as_text_and_taken_away(desk: Client, creator: Creator) -> None:
    video = make_draft(creator)
    address = f"/studio/videos/{video.pk}/captions/"
    desk.post(address, {"language": "fr", "file": SimpleUploadedFile("fr.vtt", VTT.encode())})
    assert "Le four s'ouvre" in CaptionTrack.objects.get().vtt
    assert "Le four s&#x27;ouvre" in desk.get(f"/studio/videos/{video.pk}/").content.decode()
    desk.post(address, {"language": "fr", "vtt": VTT.replace("four", "feu")})
    assert "Le feu s'ouvre" in CaptionTrack.objects.get().vtt
    desk.post(address, {"language": "fr", "vtt": " "})
    assert not CaptionTrack.objects.exists()


def test_a_wrong_captions_file_comes_back_with_its_line_and_its_text(desk: Client, creator: Creator) -> None:
    video = make_draft(creator)
    wrong = VTT + "\n00:09.000 --> 00:03.000\nÀ l'envers <b>\n"
    answer = desk.post(
        f"/studio/videos/{video.pk}/captions/",
        {"language": "ja", "file": SimpleUploadedFile("fr.vtt", wrong.encode())},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 6 of the captions cannot be read" in html.unescape(page)
    assert html.unescape(page.split('id="captions-text"')[1].split(">", 1)[1].split("</textarea>")[0]).strip() == (
        wrong.strip()
    )
    assert '<option value="ja" selected>' in page.split('id="captions-language"')[1]
    assert not CaptionTrack.objects.exists()


def test_shown_now_taken_back_and_deleted(desk: Client, creator: Creator) -> None:
    video = make_draft(creator)
    base = f"/studio/videos/{video.pk}/"
    assert "It is in the feed." in desk.post(f"{base}publish/", {"when": "now"}, follow=True).content.decode()
    assert desk.get(f"/v/{video.pk}/").status_code == 200
    assert "It is a draft again." in desk.post(f"{base}unpublish/", follow=True).content.decode()
    assert desk.get(f"/v/{video.pk}/").status_code == 404
    assert desk.post(f"{base}delete/")["Location"] == f"/studio/profiles/{creator.pk}/videos/"
    assert desk.get(base).status_code == 404


def test_shown_later_at_the_markets_time(desk: Client, creator: Creator) -> None:
    video = make_draft(creator)
    at = (clock.now() + dt.timedelta(days=3)).strftime("%Y-%m-%dT09:30")
    page = desk.post(f"/studio/videos/{video.pk}/publish/", {"when": "later", "at": at}, follow=True)
    assert "It will appear by itself." in page.content.decode()
    assert "Paris time" in page.content.decode()
    video.refresh_from_db()
    assert video.status == Video.Status.SCHEDULED
    assert video.publish_at is not None
    assert video.publish_at.strftime("%H:%M") in ("07:30", "08:30")


@pytest.mark.parametrize("at", ["", "tomorrow", "2099-01-01T10:00"])
def test_a_moment_that_is_none_is_refused_in_place(desk: Client, creator: Creator, at: str) -> None:
    video = make_draft(creator)
    answer = desk.post(f"/studio/videos/{video.pk}/publish/", {"when": "later", "at": at})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="refused-publish"' in page
    assert f'name="at" value="{at}"' in page
    video.refresh_from_db()
    assert (video.status, video.publish_at) == (Video.Status.DRAFT, None)


def test_a_refused_file_cannot_be_shown_and_says_why(desk: Client, creator: Creator) -> None:
    asset = make_asset(creator.user, is_playable=False, status="refused", refusal_code="media.processing_failed")
    video = make_draft(creator, asset=asset)
    answer = desk.post(f"/studio/videos/{video.pk}/publish/", {"when": "now"})
    assert answer.status_code == 422
    assert "could not be used" in answer.content.decode()
    again = desk.post(f"/studio/videos/{video.pk}/retry/")
    assert again.status_code == 422
    assert 'id="refused-retry"' in again.content.decode()
    video.refresh_from_db()
    assert video.status == Video.Status.DRAFT


def test_progress_asks_again_while_something_is_made_and_then_stops(desk: Client, creator: Creator) -> None:
    asset = make_asset(creator.user, is_playable=False, status="processing", progress_percent=42)
    video = make_draft(creator, asset=asset)
    address = f"/studio/videos/{video.pk}/progress/"
    fragment = desk.get(address).content.decode()
    assert "42 %" in fragment
    assert 'hx-trigger="every 2s"' in fragment
    seen = re.search(r"seen=([^\"]+)", fragment)[1]  # type: ignore[index]
    assert "HX-Refresh" not in desk.get(address, {"seen": seen})
    Asset.objects.filter(pk=asset.pk).update(status="ready", edition=1)
    done = desk.get(address, {"seen": seen})
    assert done["HX-Refresh"] == "true"
    assert "hx-trigger" not in done.content.decode()


def test_a_video_the_staff_removed_says_so_and_offers_nothing(desk: Client, creator: Creator) -> None:
    video = make_draft(creator, status="removed", removed_by_kind="staff", held_why="Counterfeit")
    page = desk.get(f"/studio/videos/{video.pk}/").content.decode()
    assert "Our team removed it." in page
    assert "Counterfeit" in page
    assert "Show it now" not in page
    refused = desk.post(f"/studio/videos/{video.pk}/publish/", {"when": "now"})
    assert refused.status_code == 422
    video.refresh_from_db()
    assert video.status == Video.Status.REMOVED


def test_a_person_without_a_profile_is_led_to_one_and_a_taken_handle_is_told() -> None:
    person: User = make_user(name="Nora")
    taken = make_creator().handle
    client = Client(headers={"Accept-Language": "en"})
    client.cookies["market"] = "FR"
    client.force_login(person)
    assert client.get("/studio/videos/new/")["Location"] == "/studio/profiles/new/"
    refused = client.post("/studio/profiles/new/", {"name": "Nora", "handle": taken})
    assert refused.status_code == 422
    assert 'id="id_handle-error"' in refused.content.decode()
    assert client.post("/studio/profiles/new/", {"name": "Nora", "handle": "nora.tourne"}).status_code == 302
    assert Creator.objects.get(user=person).handle == "nora.tourne"
    assert client.get("/studio/videos/new/").status_code == 200


def test_the_list_shows_each_video_with_its_figures(desk: Client, creator: Creator) -> None:
    make_draft(creator, caption="Mon premier bol")
    page = desk.get(f"/studio/profiles/{creator.pk}/videos/").content.decode()
    assert "Mon premier bol" in page
    assert "Draft" in page
