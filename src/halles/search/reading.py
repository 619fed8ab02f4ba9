"""What somebody typed, as PostgreSQL is asked for it: bent words, synonyms, and what was probably meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from halles.kit.statements import fetch
from halles.search.errors import TextTooLong
from halles.search.services.indexing import CONFIGURATIONS
from halles.search.synonyms import synonyms_of
from halles.search.words import Cut, cut, pairs

TEXT_LENGTH_MAX = 120
WORDS_MAX = 8
SIMILAR_LENGTH_MIN = 4
SIMILAR_TAKEN = 3
# Two letters swapped in a word of seven still share this much; "xylophone" and "phone" do not.
LIKENESS_MIN = 0.42
PREFIX_LENGTH_MIN = 3

# Two letters swapped, or one too many: of a word no longer than this, all such spellings are tried.
SLIP_LENGTH_MAX = 20
SLIPS_OF_SYNONYMS_MAX = 2

# One round trip for all words: how each language bends it, whether the page's language passes over it, whether it is
# known, and its nearest known neighbours: what a slip of the fingers away begins a known word ("swaeter", "candel"
# share too few threes of letters to be alike), then what is alike.
_LOOK = """
SELECT asked.word,
       (SELECT coalesce(array_agg(DISTINCT bent), '{}') FROM unnest(%(dictionaries)s::regdictionary[]) AS dictionary,
               unnest(ts_lexize(dictionary, asked.word)) AS bent),
       ts_lexize((%(dictionaries)s::regdictionary[])[1], asked.word) = '{}',
       EXISTS (SELECT 1 FROM search_word WHERE text ~>=~ asked.word AND text ~<~ (asked.word || chr(1114109))),
       CASE WHEN length(asked.word) < %(shortest)s THEN '{}'::text[] ELSE (
           SELECT coalesce(array_agg(near.text ORDER BY near.likeness DESC, near.entry_count DESC), '{}') FROM (
               (SELECT known.text, known.entry_count, 2 - 0.01 * (length(known.text) - length(slip)) AS likeness
                FROM unnest(string_to_array(asked.slips, ' ')) AS slip
                CROSS JOIN LATERAL (
                    SELECT text, entry_count FROM search_word
                    WHERE text ~>=~ slip AND text ~<~ (slip || chr(1114109)) ORDER BY text USING ~<~ LIMIT 1
                ) AS known
                ORDER BY likeness DESC, known.entry_count DESC LIMIT %(taken)s)
               UNION ALL
               (SELECT text, entry_count, similarity(text, asked.word) AS likeness FROM search_word
                WHERE text %% asked.word AND similarity(text, asked.word) >= %(likeness)s
                ORDER BY likeness DESC, entry_count DESC LIMIT %(taken)s)
           ) AS near
       ) END
FROM unnest(%(words)s::text[], %(slips)s::text[]) AS asked(word, slips)
"""


@dataclass(frozen=True)
class Term:
    """One word or run: the tsquery that finds it, and what it was taken for when nobody writes it so."""

    text: str
    query: str
    meant: str = ""
    beginning: str = ""


@dataclass(frozen=True)
class Asked:
    """A search as understood. `every` wants all terms, `some` any of them; `meant` is the text with words mended."""

    text: str
    terms: tuple[Term, ...] = ()
    meant: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for."""
        return not self.terms

    @property
    def every(self) -> str:
        """The tsquery that wants all terms."""
        return " & ".join(term.query for term in self.terms)

    @property
    def begun(self) -> str:
        """The tsquery for what somebody still types: names that have words which begin like all of these."""
        return " & ".join(term.beginning for term in self.terms)

    @property
    def some(self) -> str:
        """The tsquery that wants any of the terms."""
        return " | ".join(term.query for term in self.terms)


class _Look(NamedTuple):
    word: str
    bent: list[str]
    is_passed_over: bool
    is_known: bool
    near: list[str]


def read(text: str, language: str) -> Asked:
    """Understand what somebody typed on a page in `language` (`fr`). Refuses search.text_too_long; one statement."""
    text = " ".join(text.split())
    if len(text) > TEXT_LENGTH_MAX:
        raise TextTooLong(limit=TEXT_LENGTH_MAX)
    pieces = cut(text)
    words = list(dict.fromkeys(pieces.words))[:WORDS_MAX]
    slips = {word: _slips_of_synonyms(word, language) for word in words}
    meanings = [*words, *pieces.runs, *(one for meant in slips.values() for one in meant)]
    synonyms = [cut(synonym) for word in meanings for synonym in synonyms_of(word, language)]
    mended = [word for meant in slips.values() for one in meant for word in cut(one).words]
    others = [*mended, *(word for synonym in synonyms for word in synonym.words)]
    looks = _look(words, others, language)
    # Words that no text is indexed by ("de", "the") would make every search empty; alone they are looked for as typed.
    telling = [word for word in words if not looks[word].is_passed_over] or words
    terms = [_word(looks, word, language, slips[word]) for word in telling]
    terms += [_run_term(looks, run, language) for run in list(dict.fromkeys(pieces.runs))[:WORDS_MAX]]
    is_mended = any(term.meant for term in terms)
    return Asked(text, tuple(terms), " ".join(term.meant or term.text for term in terms) if is_mended else "")


def _word(looks: Mapping[str, _Look], word: str, language: str, slips: Sequence[str]) -> Term:
    look = looks[word]
    synonyms = synonyms_of(word, language)
    is_known = look.is_known or bool(synonyms)
    found = [_either([word, *look.bent]), *(_phrase(looks, cut(synonym)) for synonym in synonyms)]
    if len(word) >= PREFIX_LENGTH_MIN:
        found.append(f"{_lexeme(word)}:*")
    if not is_known:
        found += [_lexeme(one) for one in look.near]
        found += [_phrase(looks, cut(synonym)) for slip in slips for synonym in (slip, *synonyms_of(slip, language))]
    meant = "" if is_known else next(iter([*slips, *look.near]), "")
    begun = [word] if look.is_known else [word, *look.near]
    beginning = f"({' | '.join(f'{_lexeme(one)}:*AB' for one in begun)})"
    return Term(word, f"({' | '.join(found)})", meant, beginning)


def _slips_of_synonyms(word: str, language: str) -> list[str]:
    """Words with synonyms that are a slip away: the hall may know the thing only by its other name."""
    if len(word) < SIMILAR_LENGTH_MIN or synonyms_of(word, language):
        return []
    return [one for one in slips_of(word) if synonyms_of(one, language)][:SLIPS_OF_SYNONYMS_MAX]


def slips_of(word: str) -> list[str]:
    """What may have been meant when two neighbouring letters were swapped, or one was struck too many."""
    if not SIMILAR_LENGTH_MIN <= len(word) <= SLIP_LENGTH_MAX:
        return []
    places = range(len(word))
    swapped = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in places[:-1]]
    shorter = [word[:at] + word[at + 1 :] for at in places]
    return [one for one in dict.fromkeys([*swapped, *shorter]) if one != word]


def _run_term(looks: Mapping[str, _Look], run: str, language: str) -> Term:
    found = [_run(run), *(_phrase(looks, cut(synonym)) for synonym in synonyms_of(run, language))]
    return Term(run, f"({' | '.join(found)})", beginning=_run(run))


def _look(typed: Sequence[str], others: Sequence[str], language: str) -> dict[str, _Look]:
    """Every word looked up; only what was typed may be a slip of the fingers."""
    words = list(dict.fromkeys([*typed, *others]))
    if not words:
        return {}
    # English beside the page's language: shops abroad write it.
    names = dict.fromkeys([CONFIGURATIONS.get(language, "simple"), "english"])
    asked = {
        "words": words,
        "slips": [" ".join(slips_of(word)) if word in typed else "" for word in words],
        "dictionaries": [name if name == "simple" else f"{name}_stem" for name in names],
        "shortest": SIMILAR_LENGTH_MIN,
        "taken": SIMILAR_TAKEN,
        "likeness": LIKENESS_MIN,
    }
    return {row[0]: _Look(*row) for row in fetch(_LOOK, asked)}


def _phrase(looks: Mapping[str, _Look], pieces: Cut) -> str:
    words = [_either([word, *looks[word].bent]) for word in pieces.words if word in looks]
    return f"({' & '.join([*words, *(_run(run) for run in pieces.runs)])})"


def _either(words: Sequence[str]) -> str:
    return f"({' | '.join(_lexeme(word) for word in dict.fromkeys(words))})"


def _run(run: str) -> str:
    if len(run) == 1:
        return f"{_lexeme(run)}:*"
    return f"({' & '.join(_lexeme(pair) for pair in pairs(run)[:-1])})"


def _lexeme(text: str) -> str:
    """Quoted for a tsquery literal; `cut` leaves nothing but letters and digits, which the quotes make certain."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
