"""The words under a video: where its #hashtags and @handles are, so that pages link them and trust no markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

HASHTAGS_MAX = 30
MENTIONS_MAX = 20
TAG_LENGTH_MAX = 50
_HANDLE = re.compile(r"[a-z0-9_.]{3,30}")
# Marks that join letters in Arabic and Indic scripts, and the middle dot of Catalan.
_JOINERS = "\u200c\u200d\u00b7"


@dataclass(frozen=True)
class CaptionPart:
    """A piece of a caption as it was typed; `target` is the tag or handle it leads to, empty for plain text."""

    kind: Literal["text", "hashtag", "mention"]
    text: str
    target: str = ""


def read_caption(caption: str) -> list[CaptionPart]:
    """The caption in pieces whose texts joined give it back."""
    parts: list[CaptionPart] = []
    plain_from = 0
    for start, end, kind, target in _marks(caption):
        if start > plain_from:
            parts.append(CaptionPart("text", caption[plain_from:start]))
        parts.append(CaptionPart(kind, caption[start:end], target))
        plain_from = end
    if plain_from < len(caption):
        parts.append(CaptionPart("text", caption[plain_from:]))
    return parts


def hashtags_in(caption: str) -> list[str]:
    """The tags of a caption, normalised, each once, at most 30."""
    tags = [part.target for part in read_caption(caption) if part.kind == "hashtag"]
    return list(dict.fromkeys(tags))[:HASHTAGS_MAX]


def handles_in(caption: str) -> list[str]:
    """The handles named in a caption, in lower case, each once, at most 20."""
    handles = [part.target for part in read_caption(caption) if part.kind == "mention"]
    return list(dict.fromkeys(handles))[:MENTIONS_MAX]


def normalise_tag(tag: str) -> str:
    """How a tag is kept and compared: #Été, #ÉTÉ and full-width ＃Été are one."""
    return unicodedata.normalize("NFKC", tag.lstrip("#＃")).lower()[:TAG_LENGTH_MAX]


def _marks(caption: str) -> Iterator[tuple[int, int, Literal["hashtag", "mention"], str]]:
    position = 0
    while position < len(caption):
        character = caption[position]
        starts_word = position == 0 or not (_is_word(caption[position - 1]) or caption[position - 1] in "&/@#＃")
        if starts_word and character in "#＃":
            end = _word_end(caption, position + 1)
            tag = caption[position + 1 : end]
            # "#1" is a rank, not a tag.
            if tag and len(tag) <= TAG_LENGTH_MAX and not tag.isdecimal():
                yield position, end, "hashtag", normalise_tag(tag)
                position = end
                continue
        elif starts_word and character in "@＠":
            found = _HANDLE.match(caption[position + 1 :].lower())
            # A full stop after a name ends the sentence, not the name.
            handle = found.group().rstrip(".") if found else ""
            end = position + 1 + len(handle)
            if len(handle) >= 3 and not (end < len(caption) and _is_word(caption[end])):
                yield position, end, "mention", handle
                position = end
                continue
        position += 1


def _word_end(caption: str, position: int) -> int:
    while position < len(caption) and (_is_word(caption[position]) or caption[position] in _JOINERS):
        position += 1
    return position


def _is_word(character: str) -> bool:
    """Letters, marks and digits of every script: Python's \\w leaves out the vowel signs of Thai and Hindi."""
    return character == "_" or unicodedata.category(character)[0] in "LMN"
