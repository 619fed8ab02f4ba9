"""Captions of a video, one track per language."""

from __future__ import annotations

import hashlib

from babel import Locale, UnknownLocaleError
from django.db import transaction

from halles.kit.storage import storage
from halles.media.captions import format_captions, parse_captions
from halles.media.errors import AssetNotFound, CaptionsLanguageUnknown, CaptionsTooLong
from halles.media.models import Asset, CaptionTrack
from halles.media.services.queueing import lock_asset
from halles.media.services.recording import discard, keep

TRACKS_MAX = 20


@transaction.atomic
def store_captions(asset: Asset, language: str, vtt_text: str) -> CaptionTrack:
    """Check, clean and keep the words of a video in one language (BCP 47), in place of an earlier track.

    Refuses media.captions_invalid (with the line), media.captions_too_long and media.captions_language_unknown.
    """
    tag, label = _language(language)
    locked = lock_asset(asset.pk)
    if locked.kind != Asset.Kind.VIDEO:
        raise AssetNotFound
    others = CaptionTrack.objects.filter(asset=locked).exclude(language=tag)
    if others.count() >= TRACKS_MAX:
        raise CaptionsTooLong
    vtt = format_captions(parse_captions(vtt_text))
    content = vtt.encode()
    key = f"captions/{locked.pk}/{tag}-{hashlib.sha256(content).hexdigest()[:16]}.vtt"
    earlier = CaptionTrack.objects.filter(asset=locked, language=tag).first()
    if earlier is not None and earlier.key != key:
        discard([earlier.key])
    if not storage().exists(key):
        storage().put_bytes(key, content)
    keep([key])
    track, _is_new = CaptionTrack.objects.update_or_create(
        asset=locked, language=tag, defaults={"label": label, "vtt": vtt, "key": key}
    )
    return track


@transaction.atomic
def delete_captions(asset: Asset, language: str) -> None:
    """Take the track of a language away; one that is not there is no error."""
    locked = lock_asset(asset.pk)
    for track in CaptionTrack.objects.filter(asset=locked, language=_language(language)[0]):
        discard([track.key])
        track.delete()


def _language(written: str) -> tuple[str, str]:
    """The tag as players want it, and the language's own name for their menu."""
    try:
        locale = Locale.parse(written.strip().replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError, TypeError) as unknown:
        raise CaptionsLanguageUnknown(language=written[:20]) from unknown
    name = locale.get_display_name() or str(locale)
    return str(locale).replace("_", "-"), name[:60]
