"""How a text falls into words, the same when it is found and when it is looked for. Pure.

Latin words are lower case without accents ("Dés à café" → "des", "a", "cafe"): people type them as their keyboard
allows. Japanese has no spaces: its runs are cut into overlapping pairs of characters ("出刃包丁" becomes "出刃",
"刃包", "包丁"), with katakana folded into hiragana, so that both writings of a word meet.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

WORD_LENGTH_MAX = 40
# Characters written without spaces: kana, ideographs, Thai, and the marks that lengthen a syllable.
_UNSPACED = re.compile(r"[\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]+")
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_KATAKANA = re.compile(r"[\u30a1-\u30f6]")
_KATAKANA_TO_HIRAGANA = 0x60
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})


@dataclass(frozen=True)
class Cut:
    """A text in pieces: words between spaces in order, and runs of a writing without spaces."""

    words: tuple[str, ...]
    runs: tuple[str, ...]

    @property
    def text(self) -> str:
        """Words, then runs, with a space between them."""
        return " ".join((*self.words, *self.runs))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.words and not self.runs


def cut(text: str) -> Cut:
    """The words and unspaced runs of a text, folded."""
    folded = fold(text)
    runs = tuple(_UNSPACED.findall(folded))
    words = tuple(word[:WORD_LENGTH_MAX] for word in _WORD.findall(_UNSPACED.sub(" ", folded)))
    return Cut(words, runs)


def fold(text: str) -> str:
    """Lower case, one width, no accents on Latin letters, katakana as hiragana."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_LIGATURES)
    plain = _KATAKANA.sub(lambda found: chr(ord(found.group()) - _KATAKANA_TO_HIRAGANA), plain)
    return "".join(_unaccented(letter) for letter in plain)


def pairs(run: str) -> list[str]:
    """The overlapping pairs of a run, and its last character, so that one character is found wherever it stands."""
    return [first + second for first, second in pairwise(run)] + [run[-1]]


def _unaccented(letter: str) -> str:
    if letter.isascii():
        return letter
    parts = unicodedata.normalize("NFD", letter)
    # A voiced kana is a letter of its own: が is not か with an accent.
    return parts[0] if parts[0].isascii() else letter
