"""Texts of the modules: extract into each module's catalogues, check that they are complete, compile them.

    python tools/messages.py extract [module…]   write new texts into locale/<language>/LC_MESSAGES/django.po
    python tools/messages.py check [module…]     fail when a text is missing, fuzzy, breaks its placeholders, or is
                                                 said differently by two modules; French also for its spaces
    python tools/messages.py compile             write the .mo files (part of `make setup`)

Babel does the work, so that no GNU gettext has to be installed. French is complete in every module; Japanese in those
whose pages and mails customers see. French signs of two parts (: ; ! ?) and quotation marks never stand alone on the
next line: `extract` puts the no-break spaces, `check` says where one is missing.
"""

from __future__ import annotations

import io
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src" / "halles"
JAPANESE = {
    "kit",
    "config",
    "markets",
    "users",
    "media",
    "catalog",
    "social",
    "moderation",
    "inventory",
    "shipping",
    "videos",
    "payments",
    "carts",
    "orders",
    "returns",
    "reviews",
    "checkout",
    "fulfillment",
    "recommender",
    "search",
    "storefront",
    "notifications",
    "creators",
    "sellers",
    "live",
    "promotions",
    "scores",
    "affiliates",
    "payouts",
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Headers that change with every run or say nothing; without them a catalogue's diff is its texts.
STALE_HEADERS = re.compile(
    r'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Report-Msgid-Bugs-To): .*\\n"\n'
)
# Their catalogues are merged with ours, and win: they stand before our modules in INSTALLED_APPS.
LIBRARIES = ("allauth",)
ENTITY = re.compile(r"&#?\w+;")
# A sign of two parts that ends a word, not one inside an address or a time; and the inner sides of « ».
LOOSE_COLON = re.compile(r" (?=:(?![^\s)»”\"<.…]))")
LOOSE_SIGN = re.compile(r" (?=[;!?](?![^\s)»”\"<.…!?]))")
LOOSE_QUOTE = re.compile(r"(?<=«) | (?=»)")
GLUED_SIGN = re.compile(r"(?<![\s:;!?\u00a0\u202f])[:;!?](?![^\s)»”\"<.…!?])|«(?![\u00a0\u202f])|(?<![\u00a0\u202f])»")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}")


def languages_of(module: str) -> list[str]:
    """The languages in which a module's texts must be complete."""
    return ["fr", "ja"] if module in JAPANESE else ["fr"]


def modules(names: list[str]) -> list[str]:
    """The modules named, or all that have texts."""
    if names:
        return names
    folders = (p.name for p in SOURCE.iterdir() if p.is_dir() and not p.name.startswith(("_", "static")))
    return sorted(name for name in folders if any(texts_of(name)))


def texts_of(module: str) -> Iterator[tuple[str, int, object, list[str], str | None]]:
    """Every text of a module: (file, line, message, comments, context)."""
    for path in sorted((SOURCE / module).rglob("*")):
        if "migrations" in path.parts or "locale" in path.parts or not path.is_file():
            continue
        if path.suffix == ".py":
            found = extract(extract_python, io.BytesIO(path.read_bytes()), keywords=KEYWORDS)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            python = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            found = extract(extract_python, io.BytesIO(python.encode()), keywords=KEYWORDS)
        else:
            continue
        for line, message, comments, context in found:
            yield (path.relative_to(SOURCE).as_posix(), line, message, comments, context)


def catalogue(module: str, language: str) -> Path:
    """Where a module's texts of a language stand."""
    return SOURCE / module / "locale" / language / "LC_MESSAGES" / "django.po"


def template_of(module: str) -> Catalog:
    """A catalogue of what the module says now."""
    fresh = Catalog(project="Halles", copyright_holder="", msgid_bugs_address="", fuzzy=False)
    for place, _line, message, _comments, context in texts_of(module):
        fresh.add(message, locations=[(place, 0)], context=context)
    return fresh


def read(path: Path, language: str) -> Catalog:
    """A catalogue as it is on disk; an empty one when there is none."""
    if not path.exists():
        return Catalog(locale=language, project="Halles", fuzzy=False)
    with path.open("rb") as handle:
        return read_po(handle, locale=language)


def extract_module(module: str) -> None:
    """Bring a module's catalogues up to what it says now; what is no longer said goes."""
    for language in languages_of(module):
        path = catalogue(module, language)
        known = read(path, language)
        known.update(template_of(module), no_fuzzy_matching=True)
        known.obsolete.clear()
        for message in known:
            message.locations = sorted({(place, 0) for place, _line in message.locations})
            if language == "fr" and message.string:
                message.string = _each(spaced, message.string)
        write(path, known)


def write(path: Path, known: Catalog) -> None:
    """Put a catalogue on disk, sorted, without what changes with every run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    write_po(out, known, width=110, omit_header=False, include_lineno=False, sort_output=True, ignore_obsolete=True)
    text = STALE_HEADERS.sub("", out.getvalue().decode())
    path.write_text(re.sub(r"\A(#.*\n)+", "", text), encoding="utf-8")


def spaced(french: str) -> str:
    """A French text with no-break spaces before : ; ! ? and inside « », where plain ones stood."""
    french = LOOSE_SIGN.sub("\u202f", french)
    return LOOSE_QUOTE.sub("\u00a0", LOOSE_COLON.sub("\u00a0", french))


def is_spaced(french: str) -> bool:
    """Whether no sign of two parts can begin a line, or sticks to its word as in English."""
    return spaced(french) == french and not GLUED_SIGN.search(ENTITY.sub("", french))


def _each(change: Callable[[str], str], string: str | Sequence[str]) -> str | tuple[str, ...]:
    return change(string) if isinstance(string, str) else tuple(change(form) for form in string)


def strings_of(message: Message | None) -> list[str]:
    """A text's translation, or its plural forms."""
    if message is None:
        return []
    return [message.string] if isinstance(message.string, str) else list(message.string)


def placeholders(text: str) -> set[str]:
    """The places of a text that are filled in."""
    return set(PLACEHOLDER.findall(text))


def problems_of(module: str) -> Iterator[str]:
    """What is missing or wrong in a module's translations."""
    said = {(m.id if isinstance(m.id, str) else m.id[0], m.context) for m in template_of(module) if m.id}
    for language in languages_of(module):
        known = read(catalogue(module, language), language)
        told = {(m.id if isinstance(m.id, str) else m.id[0], m.context): m for m in known if m.id}
        for key in sorted(said, key=str):
            message = told.get(key)
            strings = strings_of(message)
            if message is None or not strings or not all(strings):
                yield f"{module}/{language}: not translated: {key[0]!r}"
            elif message.fuzzy:
                yield f"{module}/{language}: fuzzy: {key[0]!r}"
            elif isinstance(message.id, str) and placeholders(message.id) != placeholders(strings[0]):
                yield f"{module}/{language}: placeholders differ: {key[0]!r}"
            elif language == "fr" and not all(is_spaced(string) for string in strings):
                yield f"{module}/fr: no-break space missing at : ; ! ? or « » (extract puts it): {strings[0]!r}"


# (context, text, its plural): one place in the catalogue that Django makes of all modules'.
Key = tuple[str | None, str, bool]


def clashes(names: list[str]) -> Iterator[str]:
    """Texts that one of these modules and another module or library say differently; each once per language."""
    for language in ("fr", "ja"):
        said: dict[Key, dict[str, tuple[str, ...]]] = defaultdict(dict)
        for name, path in catalogues(language):
            for message in read(path, language):
                strings = tuple(strings_of(message))
                if message.id and strings and all(strings) and not message.fuzzy:
                    is_plural = not isinstance(message.id, str)
                    said[message.context, message.id[0] if is_plural else message.id, is_plural][name] = strings
        for (context, text, _is_plural), by in sorted(said.items(), key=str):
            if len(set(by.values())) > 1 and set(by) & set(names) and not set(by) <= set(LIBRARIES):
                yield _clash(language, context, text, by)


def catalogues(language: str) -> Iterator[tuple[str, Path]]:
    """The catalogues that Django merges into one for a language: (module or library, path)."""
    for path in sorted(SOURCE.glob(f"*/locale/{language}/LC_MESSAGES/django.po")):
        yield path.parents[3].name, path
    for name in LIBRARIES:
        found = find_spec(name)
        if found and found.origin:
            path = Path(found.origin).parent / "locale" / language / "LC_MESSAGES" / "django.po"
            if path.exists():
                yield name, path


def _clash(language: str, context: str | None, text: str, by: dict[str, tuple[str, ...]]) -> str:
    told = ", ".join(f"{name} {' / '.join(strings)!r}" for name, strings in sorted(by.items()))
    under = f" (context {context!r})" if context else ""
    return (
        f"{language}: one text, several translations: {text!r}{under}: {told}. Django merges all catalogues into one,"
        " so one of them silently wins everywhere: say the same, or give one a context of its own"
        ' (pgettext("…", …) or {% translate … context "…" %}).'
    )


def compile_all() -> None:
    """Write the .mo file beside each .po."""
    for path in sorted(SOURCE.glob("*/locale/*/LC_MESSAGES/django.po")):
        language = path.parent.parent.name
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with target.open("wb") as handle:
            write_mo(handle, read(path, language))


def main(words: list[str]) -> int:
    """Run one of the three commands; 1 when the check finds something."""
    settings.configure(USE_I18N=True)
    django.setup()
    match words:
        case ["extract", *names]:
            for module in modules(names):
                extract_module(module)
        case ["check", *names]:
            found = [problem for module in modules(names) for problem in problems_of(module)]
            found += clashes(modules(names))
            print("\n".join(found) or "translations are complete")
            return 1 if found else 0
        case ["compile"]:
            compile_all()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
