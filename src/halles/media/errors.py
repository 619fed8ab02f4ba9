"""What media refuses. The codes of `FileRefusal`s come from the transcoding process, which knows no sentences."""

from __future__ import annotations

from typing import Any

from babel.numbers import format_decimal
from babel.units import format_unit
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Invalid, Limited, NotFound


class AssetNotFound(NotFound):
    """There is no such asset for this person."""

    code = "media.asset_not_found"
    sentence = _("We cannot find this file. It may have been deleted.")


class UploadNotFound(NotFound):
    """There is no such upload, or it has expired."""

    code = "media.upload_not_found"
    sentence = _("This upload has ended. Please begin it again.")


class UploadIncomplete(Conflict):
    """The bytes on disk are not all there yet."""

    code = "media.upload_incomplete"
    sentence = _("The file has not arrived whole yet. The upload goes on where it stopped.")


class TooManyUploads(Limited):
    """As many uploads are under way as one person may have."""

    code = "media.too_many_uploads"
    sentence = _("You have %(count)s uploads under way. Finish one or wait until it ends, then begin the next.")


class OriginalGone(Conflict):
    """The uploaded file was deleted after its time; what was made of it stays."""

    code = "media.original_gone"
    sentence = _(
        "The uploaded file is no longer kept, so the cut and the cover stay as they are. Upload it anew to change them."
    )


class TrimInvalid(Invalid):
    """The cut leaves nothing, or lies outside the clip."""

    code = "media.trim_invalid"
    sentence = _("The end of the cut must lie after its beginning, and both within the video.")


class CoverInvalid(Invalid):
    """The cover's moment lies outside the clip."""

    code = "media.cover_invalid"
    sentence = _("Choose a cover from within the video.")


class NothingToRetry(Conflict):
    """The asset was not refused."""

    code = "media.nothing_to_retry"
    sentence = _("This file needs no second try.")


class FileRefusal(Invalid):
    """The file itself is the reason."""


class NotAVideo(FileRefusal):
    code = "media.not_a_video"
    sentence = _("This file is not a video. Please send an MP4, MOV or WebM file.")


class TypeMismatch(FileRefusal):
    code = "media.type_mismatch"
    sentence = _("The file calls itself %(claimed)s, but inside it is %(found)s. Please send the original video file.")


class Unsupported(FileRefusal):
    code = "media.unsupported"
    sentence = _("We cannot read how this video is compressed (%(codec)s). Please export it as MP4 with H.264 and AAC.")


class TooLong(FileRefusal):
    code = "media.too_long"
    sentence = _(
        "Videos may last up to %(duration_max)s; this one lasts %(duration)s. Please shorten it and send it again."
    )


class TooShort(FileRefusal):
    code = "media.too_short"
    sentence = _("This video is shorter than half a second. Please send a longer one.")


class TooLarge(FileRefusal):
    code = "media.too_large"
    sentence = _("This file has %(size)s; the most we take is %(size_max)s. Please send a smaller one.")


class Empty(FileRefusal):
    code = "media.empty"
    sentence = _("This file is empty. Please choose it again.")


class NoFrames(FileRefusal):
    code = "media.no_frames"
    sentence = _("This file holds no picture we can show. Please record or export it again.")


class TooManyPixels(FileRefusal):
    code = "media.too_many_pixels"
    sentence = _("This picture has %(width)s × %(height)s points, more than we can take. Please make it smaller.")


class TooManyFrames(FileRefusal):
    code = "media.too_many_frames"
    sentence = _("This video has more frames than we can take. Please export it with 60 frames a second or fewer.")


class Damaged(FileRefusal):
    code = "media.damaged"
    sentence = _("This file is damaged or incomplete. Please check that it plays on your device and send it again.")


class TimedOut(FileRefusal):
    code = "media.timed_out"
    sentence = _("This video took too long to prepare. Please export it as MP4 in full HD and send it again.")


class RanOutOfMemory(FileRefusal):
    code = "media.ran_out_of_memory"
    sentence = _(
        "This video needs more memory than we can give it. Please export it as MP4 in full HD and send it again."
    )


class ProcessingFailed(FileRefusal):
    code = "media.processing_failed"
    sentence = _("We could not prepare this file, and it is not your fault. Please try again; we have been told.")


class NotAPicture(FileRefusal):
    code = "media.not_a_picture"
    sentence = _("This file is not a picture we can read. Please send a JPEG, PNG, WebP or AVIF file.")


class AnimatedPicture(FileRefusal):
    code = "media.animated_picture"
    sentence = _("This picture moves. Please send a still one, or upload it as a video.")


class CaptionsInvalid(Invalid):
    """Not WebVTT; `line` is where reading stopped."""

    code = "media.captions_invalid"
    sentence = _("Line %(line)s of the captions cannot be read: %(why)s")


class CaptionsTooLong(Invalid):
    code = "media.captions_too_long"
    sentence = _("These captions are longer than any video here. Please check the file.")


class CaptionsLanguageUnknown(Invalid):
    code = "media.captions_language_unknown"
    sentence = _("“%(language)s” is not a language we know. Write it like en, fr or pt-BR.")


FILE_REFUSALS: dict[str, type[FileRefusal]] = {
    refusal.code: refusal
    for refusal in (
        NotAVideo,
        TypeMismatch,
        Unsupported,
        TooLong,
        TooShort,
        TooLarge,
        Empty,
        NoFrames,
        TooManyPixels,
        TooManyFrames,
        Damaged,
        TimedOut,
        RanOutOfMemory,
        ProcessingFailed,
        NotAPicture,
        AnimatedPicture,
    )
}


def refusal_for(code: str, data: dict[str, Any]) -> FileRefusal:
    """The refusal of a code and data kept on an asset, worded for the language in use."""
    kind = FILE_REFUSALS.get(code, ProcessingFailed)
    return kind(**_worded(kind, data))


def _worded(kind: type[FileRefusal], data: dict[str, Any]) -> dict[str, Any]:
    locale = to_locale(get_language() or "en")
    if kind is TooLong:
        return {name: _clock(data.get(f"{name}_ms", 0)) for name in ("duration", "duration_max")}
    if kind is TooLarge:
        return {name: _bytes(data.get(f"{name}_bytes", 0), locale) for name in ("size", "size_max")}
    if kind is TooManyPixels:
        return {name: format_decimal(data.get(name, 0), locale=locale) for name in ("width", "height")}
    if kind is TypeMismatch:
        return {"claimed": str(data.get("claimed", "")), "found": str(data.get("found", "")).upper()}
    if kind is Unsupported:
        return {"codec": str(data.get("codec", "?"))}
    return {}


def _clock(milliseconds: int) -> str:
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    return f"{minutes}:{seconds:02d}"


def _bytes(count: int, locale: str) -> str:
    unit, size = ("gigabyte", 1024**3) if count >= 1024**3 else ("megabyte", 1024**2)
    return str(format_unit(round(count / size, 1), f"digital-{unit}", length="short", locale=locale))
