"""Films: rendered in a process of their own, then uploaded, processed and published as everybody's are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist

from halles.catalog.models import Product
from halles.creators.models import Creator
from halles.demo.film.script import captions
from halles.demo.seed.goods import find_product
from halles.demo.seed.moments import back
from halles.demo.seed.pictures import VIDEOS, real_files
from halles.demo.seed.shops import find_shop
from halles.demo.world.drawing import anchors_of, english_film_of, film_of
from halles.demo.world.kinds import VideoData, World
from halles.kit import transactions
from halles.media import services as media
from halles.media.making import work_root
from halles.media.models import Asset, Upload
from halles.media.services.uploads import part_file
from halles.videos import services as videos
from halles.videos.models import Video
from halles.videos.services.anchors import LABEL_LENGTH_MAX, SPAN_MS_MIN, AnchorDraft
from halles.videos.services.drafting import VideoChanges

RENDER_SECONDS_MAX = 300
COVER_MS = 1_700


@dataclass(frozen=True)
class Recording:
    """A film as a file, and how long it is (None: only its processing will tell)."""

    path: Path
    duration_ms: int | None


def record_film(world: World, data: VideoData, folder: Path) -> Recording:
    """The film as a file in `folder`: the operator's own when there is one, else rendered here."""
    own = real_files(VIDEOS)
    if own:
        place = [video.key for video in world.videos].index(data.key)
        copy = folder / f"{data.key}{own[place % len(own)].suffix}"
        copy.write_bytes(own[place % len(own)].read_bytes())
        return Recording(copy, None)
    path = folder / f"{data.key}.mp4"
    command = [sys.executable, "-m", "halles.demo.record", data.key, str(path), str(os.getpid())]
    subprocess.run(command, check=True, timeout=RENDER_SECONDS_MAX)  # noqa: S603 - our own module
    return Recording(path, film_of(world, data).duration_ms)


def creator_of(world: World, data: VideoData) -> Creator:
    """The profile that posts a film."""
    for profile in world.creators:
        if profile.key == data.creator:
            return Creator.objects.select_related("user").get(handle=profile.handle)
    seller = find_shop(world.shop(data.creator))
    assert seller is not None, data.creator
    return Creator.objects.select_related("user").get(seller=seller)


def find_video(world: World, data: VideoData) -> Video | None:
    """The film as it stands (also when somebody took it away), known by the name its file was sent under, or None."""
    sent = Video.objects.filter(creator=creator_of(world, data), asset__upload__file_name=_file_name(data))
    living = sent.exclude(asset__upload__status=Upload.Status.EXPIRED)
    return living.select_related("asset__upload", "creator__user").order_by("-pk").first()


def announce_missing(world: World) -> None:
    """Say which films are still to come, so that whoever looks sees how far the hall is."""
    media.plan_films(_file_name(data) for data in world.videos if not _is_there(world, data))


def _is_there(world: World, data: VideoData) -> bool:
    try:
        return is_sent(find_video(world, data))
    except (AssertionError, LookupError, ObjectDoesNotExist):
        return False  # whoever posts it is not there yet


def is_sent(video: Video | None) -> bool:
    """Whether the film's bytes have arrived."""
    upload = video.asset.upload if video else None
    return upload is not None and upload.status == Upload.Status.RECEIVED


@contextmanager
def place_to_render(name: str) -> Iterator[str]:
    """A folder among those in which media works: from there a film is moved, not copied, and what a killed process has
    left is swept."""
    work_root().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=work_root()) as folder:
        yield folder


def send(world: World, data: VideoData) -> Video:
    """Render the film, upload it and write what stands with it; the media worker takes it from there."""
    with place_to_render("film") as folder:
        recording = record_film(world, data, Path(folder))
        return hand_over(world, data, recording)


def hand_over(world: World, data: VideoData, recording: Recording) -> Video:
    """Upload a recording as the edge does when a phone's bytes are complete, captions, anchors and all."""
    video = find_video(world, data)
    if video is None:
        creator = creator_of(world, data)
        video, _ticket = videos.start_video(
            creator,
            by=creator.user,
            file_name=_file_name(data),
            size_bytes=recording.path.stat().st_size,
            declared_type="video/mp4",
        )
    media.begin_planned(_file_name(data), video.asset_id)
    transactions.run(lambda: _write(world, data, video, recording))
    upload = video.asset.upload
    assert upload is not None
    if upload.status == Upload.Status.AWAITING:
        target = part_file(upload.pk)
        target.parent.mkdir(parents=True, exist_ok=True)
        note = {"upload_id": str(upload.pk), "kind": upload.kind, "bytes": recording.path.stat().st_size}
        target.with_suffix(".json").write_text(json.dumps(note))
        shutil.move(recording.path, target)
        media.receive_upload(upload.pk)
    return video


def is_playable(video: Video) -> bool:
    """Whether the film can be played by now; a refused one never can."""
    return bool(Asset.objects.filter(pk=video.asset_id, playable_at__isnull=False).exists())


def show(world: World, data: VideoData) -> Video | None:
    """Publish a playable film at the time the world remembers; None while it is not playable or not there."""
    video = find_video(world, data)
    if video is None or not is_playable(video):
        return None
    if video.status in (Video.Status.DRAFT, Video.Status.SCHEDULED):
        with back(data.days_ago):
            video = videos.publish(video.pk)
    return video


def _file_name(data: VideoData) -> str:
    return f"{data.key}.mp4"


def _write(world: World, data: VideoData, video: Video, recording: Recording) -> None:
    changes = VideoChanges(
        caption=data.caption,
        language=data.language,
        template=data.story,
        template_parts=data.parts,
        call_to_action=data.call_to_action,
        markets=(),
    )
    videos.edit_video(video.pk, changes=changes)
    drafts = _anchors(world, data, recording)
    videos.set_anchors(video.pk, drafts)
    if recording.duration_ms is None:
        return
    media.edit_asset(video.asset, cover_ms=COVER_MS)
    media.store_captions(video.asset, data.language, captions(film_of(world, data)))
    english = english_film_of(world, data)
    if english is not None:
        media.store_captions(video.asset, "en", captions(english))


def _anchors(world: World, data: VideoData, recording: Recording) -> list[AnchorDraft]:
    """The goods while they are on screen; in somebody's own footage, one after the other."""
    drafts = []
    for number, (key, shown_from_ms, shown_to_ms) in enumerate(anchors_of(world, data)):
        product = find_product_of(world, key)
        if product is None:
            continue
        is_drawn = recording.duration_ms is not None
        start_ms = shown_from_ms if is_drawn else number * 1_500
        end_ms = max(shown_to_ms, start_ms + SPAN_MS_MIN) if is_drawn else start_ms + 3_000
        drafts.append(AnchorDraft(product.pk, start_ms, end_ms, label=product.title[:LABEL_LENGTH_MAX]))
    return drafts


def find_product_of(world: World, key: str) -> Product | None:
    """The product of a key `shop/product`, or None while its shop has not listed it."""
    seller = find_shop(world.shop(key.split("/", maxsplit=1)[0]))
    return find_product(seller, world.products[key]) if seller else None
