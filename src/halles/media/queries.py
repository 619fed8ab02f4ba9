"""Reads of media: what plays, and how far the making is."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from halles.kit.statements import fetch
from halles.kit.storage import storage
from halles.media.captions import Cue, parse_captions
from halles.media.errors import AssetNotFound, refusal_for
from halles.media.models import Asset, CaptionTrack, Rendition
from halles.media.services.recording import poster_files
from halles.users.models import User

# The words of the captions are fetched by the player.
_PLAYBACKS = """
SELECT a.id, a.poster_key, a.blur, a.duration_ms, a.width, a.height, a.has_audio,
       (SELECT json_agg(json_build_array(r.short_edge, r.width, r.height, r.key, r.size_bytes, r.bitrate_bps)
                        ORDER BY r.short_edge) FROM media_rendition r WHERE r.asset_id = a.id),
       (SELECT json_agg(json_build_array(t.language, t.label, t.key) ORDER BY t.language)
        FROM media_captiontrack t WHERE t.asset_id = a.id)
FROM media_asset a WHERE a.id = ANY(%s::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Source:
    """One rung: a faststart MP4 served by byte ranges."""

    short_edge: int
    width: int
    height: int
    url: str
    bytes: int
    bitrate_bps: int


@dataclass(frozen=True, slots=True)
class Captions:
    """One track of WebVTT."""

    language: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Playback:
    """Everything a player needs of a video; `sources` is empty while nothing can be played, smallest first."""

    asset_id: uuid.UUID
    poster_url: str
    share_image_url: str
    blur: str
    duration_ms: int
    width: int
    height: int
    has_audio: bool
    sources: list[Source] = field(default_factory=list)
    captions: list[Captions] = field(default_factory=list)


def get_asset_for_owner(user: User, asset_id: uuid.UUID) -> Asset:
    """The person's own asset with `status`, `stage`, `progress_percent`; refuses media.asset_not_found."""
    asset = Asset.objects.select_related("upload").filter(pk=asset_id, user=user).first()
    if asset is None:
        raise AssetNotFound
    return asset


def get_withheld_for(user: User, key: str) -> Asset:
    """The withheld asset that the file of this key belongs to, for the staff and for its owner; else
    media.asset_not_found."""
    poster = f"{key.removesuffix('.jpg')}.webp"
    of_key = (
        Q(poster_key__in=[key, poster])
        | Q(strip_keys__contains=[key])
        | Q(pk__in=Rendition.objects.filter(key=key).values("asset"))
        | Q(pk__in=CaptionTrack.objects.filter(key=key).values("asset"))
    )
    asset = Asset.objects.filter(of_key, withheld_at__isnull=False).first()
    if asset is None or not (user.is_staff or asset.user_id == user.pk):
        raise AssetNotFound
    return asset


def refusal_sentence(asset: Asset) -> str:
    """Why no (more) could be made of it, in the language in use; empty when nothing is wrong."""
    return str(refusal_for(asset.refusal_code, asset.refusal_data)) if asset.refusal_code else ""


def playback(asset: Asset) -> Playback:
    """What a player needs of one video."""
    return playback_many([asset.pk])[asset.pk]


def playback_many(asset_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Playback]:
    """Playbacks of many videos in one query without model objects: feeds are hot. Ids without an asset are left out."""
    return {row[0]: _playback(row) for row in fetch(_PLAYBACKS, [list(asset_ids)])}


def _playback(row: Sequence[Any]) -> Playback:
    asset_id, poster_key, blur, duration_ms, width, height, has_audio, rungs, tracks = row
    public = storage()
    poster, share = poster_files(poster_key) if poster_key else ("", "")
    return Playback(
        asset_id=asset_id,
        poster_url=public.url(poster) if poster else "",
        share_image_url=public.url(share) if share else "",
        blur=blur,
        duration_ms=duration_ms or 0,
        width=width or 0,
        height=height or 0,
        has_audio=has_audio,
        sources=[
            Source(edge, wide, high, public.url(key), size, bps) for edge, wide, high, key, size, bps in rungs or ()
        ],
        captions=[Captions(language, label, public.url(key)) for language, label, key in tracks or ()],
    )


def image_url(asset: Asset, width: int) -> str:
    """The address of the smallest picture at least `width` pixels wide, else of the largest; "" without any."""
    return url_of_width([(rendition.width, rendition.key) for rendition in asset.renditions.all()], width)


def url_of_width(sizes: Iterable[tuple[int, str]], width: int) -> str:
    """As image_url, from widths and storage keys that a statement brought along."""
    ordered = sorted(sizes)
    key = next((key for own_width, key in ordered if own_width >= width), ordered[-1][1] if ordered else "")
    return storage().url(key) if key else ""


def image_srcset(asset: Asset) -> str:
    """All widths of a picture as the value of `srcset`; empty when there is none."""
    sizes = sorted(asset.renditions.all(), key=lambda rendition: rendition.width)
    return ", ".join(f"{storage().url(size.key)} {size.width}w" for size in sizes)


def strip_urls(asset: Asset) -> list[str]:
    """The film strip: frame i of n stands at (i + 0.5) · duration / n."""
    return [storage().url(key) for key in asset.strip_keys]


def list_cues(asset: Asset, language: str) -> list[Cue]:
    """The cues of a track for an editor; none when there is no such track."""
    track = CaptionTrack.objects.filter(asset=asset, language=language).first()
    return parse_captions(track.vtt) if track is not None else []


def list_failed(limit: int = 100) -> list[Asset]:
    """Assets whose making failed through no fault of the file, newest first, for the staff's retry button."""
    failed = Asset.objects.filter(refusal_code="media.processing_failed").select_related("user", "upload")
    return list(failed.order_by("-created_at")[:limit])
