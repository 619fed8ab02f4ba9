"""WebVTT: reading what people send, keeping only what is safe, and writing it for players and for the editor."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from halles.media.errors import CaptionsInvalid, CaptionsTooLong

TEXT_LENGTH_MAX = 200_000
CUES_MAX = 2_000
CUE_LENGTH_MAX = 500
TIME_MAX_MS = 24 * 3_600_000
TIMESTAMP = re.compile(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})")
# The only spans players must understand that carry meaning in a short video; everything else is shown as plain text.
TAGS_KEPT = {"i", "b", "u"}
TAG = re.compile(r"<(/?)([^<>]*)>")
SETTING = re.compile(r"(vertical|line|position|size|align):[A-Za-z0-9.,%-]{1,20}")
SKIPPED_BLOCKS = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class Cue:
    """Some words and when they are shown, in milliseconds of the trimmed clip. `text` is plain apart from i, b, u."""

    start_ms: int
    end_ms: int
    text: str
    settings: str = ""


def parse_captions(text: str) -> list[Cue]:
    """The cues of a WebVTT file in order of their start; overlaps are kept, notes, styles and regions are not.

    Refuses media.captions_invalid with the line and the reason, and media.captions_too_long.
    """
    if len(text) > TEXT_LENGTH_MAX:
        raise CaptionsTooLong
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise _invalid(1, gettext_lazy("the file must begin with the word WEBVTT."))
    cues = [cue for number, block in _blocks(lines) if (cue := _read_block(number, block)) is not None]
    if len(cues) > CUES_MAX:
        raise CaptionsTooLong
    return sorted(cues, key=lambda cue: (cue.start_ms, cue.end_ms))


def format_captions(cues: Iterable[Cue]) -> str:
    """The cues as a WebVTT file; what `parse_captions` reads back unchanged."""
    parts = ["WEBVTT\n"]
    for cue in cues:
        text = _in_one_block(cue.text)
        if text:
            settings = f" {cue.settings}" if cue.settings else ""
            parts.append(f"{_stamp(cue.start_ms)} --> {_stamp(cue.end_ms)}{settings}\n{_escaped(text)}\n")
    return "\n".join(parts)


def _blocks(lines: list[str]) -> Iterable[tuple[int, list[str]]]:
    """Runs of lines between empty ones after the header, each with the number of its first line."""
    block: list[str] = []
    in_header = True
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append(line)
            continue
        if block and not in_header:
            yield number - len(block), block
        block, in_header = [], False


def _read_block(number: int, block: list[str]) -> Cue | None:
    if block[0].startswith(SKIPPED_BLOCKS) and "-->" not in block[0]:
        return None
    if "-->" not in block[0]:
        # A first line without an arrow names the cue; editors number them.
        number, block = number + 1, block[1:]
        if not block or "-->" not in block[0]:
            raise _invalid(number, gettext_lazy("a time such as 00:01.000 --> 00:04.000 is expected here."))
    before, _arrow, after = block[0].partition("-->")
    end, *settings = after.split() or [""]
    start_ms, end_ms = _milliseconds(number, before.strip()), _milliseconds(number, end)
    if end_ms <= start_ms:
        raise _invalid(number, gettext_lazy("the words would end before they begin."))
    text = _clean("\n".join(block[1:]))
    if len(text) > CUE_LENGTH_MAX:
        raise _invalid(number, gettext_lazy("this is too much text for one moment; split it."))
    kept = " ".join(setting for setting in settings if SETTING.fullmatch(setting))
    return Cue(start_ms, end_ms, text, kept) if text else None


def _milliseconds(number: int, stamp: str) -> int:
    found = TIMESTAMP.fullmatch(stamp)
    if found is None:
        raise _invalid(number, gettext_lazy("a time is written 00:01.000 or 00:00:01.000."))
    hours, minutes, seconds, milliseconds = (int(part or 0) for part in found.groups())
    total = ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds
    if total > TIME_MAX_MS:
        raise CaptionsTooLong
    return total


def _stamp(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"


def _clean(text: str) -> str:
    """Cue text with its entities resolved and every tag but the kept ones gone."""
    kept = TAG.sub(lambda tag: tag.group(0) if tag.group(2) in TAGS_KEPT else "", text)
    return _in_one_block(html.unescape(kept))


def _in_one_block(text: str) -> str:
    """Words without what would end a cue: empty lines and arrows."""
    plain = text.replace("-->", "→")
    return "\n".join(line.strip() for line in plain.splitlines() if line.strip())


def _escaped(text: str) -> str:
    """Text as WebVTT: everything that could be markup is escaped, the kept tags are put back."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"&lt;(/?[ibu])&gt;", r"<\1>", escaped)


def _invalid(line: int, why: str | Promise) -> CaptionsInvalid:
    return CaptionsInvalid(line=line, why=why)
