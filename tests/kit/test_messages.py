"""The tool that keeps the translations says what is wrong with them, and puts French no-break spaces."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import halles
from tools import messages

HEAD = 'msgid ""\nmsgstr ""\n"Language: {0}\\n"\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n'
HEAD += '"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty tree of modules, and no library beside it."""
    monkeypatch.setattr(messages, "SOURCE", tmp_path)
    monkeypatch.setattr(messages, "LIBRARIES", ())
    return tmp_path


def write(source: Path, module: str, language: str, *texts: str) -> None:
    path = source / module / "locale" / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD.format(language) + "\n\n".join(texts) + "\n", encoding="utf-8")


SHOW = 'msgid "Show"\nmsgstr "Afficher"'
LIVE = 'msgid "Show"\nmsgstr "Direct"'


def test_two_modules_that_translate_one_text_differently_are_named_with_the_way_out(source: Path) -> None:
    write(source, "live", "fr", LIVE)
    write(source, "studio", "fr", SHOW)
    write(source, "users", "fr", SHOW)
    (told,) = messages.clashes(["live", "studio", "users"])
    assert "'Show': live 'Direct', studio 'Afficher', users 'Afficher'" in told
    assert "silently wins" in told
    assert "pgettext" in told


def test_the_same_words_another_context_or_another_language_do_not_clash(source: Path) -> None:
    write(source, "live", "fr", 'msgctxt "content"\n' + LIVE)
    write(source, "studio", "fr", SHOW)
    write(source, "users", "fr", SHOW)
    write(source, "users", "ja", 'msgid "Show"\nmsgstr "表示"')
    assert list(messages.clashes(["live", "studio", "users"])) == []


def test_one_context_said_two_ways_clashes(source: Path) -> None:
    write(source, "live", "fr", 'msgctxt "content"\n' + LIVE)
    write(source, "studio", "fr", 'msgctxt "content"\n' + SHOW)
    (told,) = messages.clashes(["live", "studio"])
    assert "(context 'content')" in told


def test_each_plural_form_has_to_be_the_same(source: Path) -> None:
    forms = 'msgid "%(n)d day"\nmsgid_plural "%(n)d days"\nmsgstr[0] "%(n)d jour"\nmsgstr[1] "%(n)d {0}"'
    write(source, "live", "fr", forms.format("jours"))
    write(source, "studio", "fr", forms.format("journées"))
    (told,) = messages.clashes(["live", "studio"])
    assert "'%(n)d jour / %(n)d journées'" in told


def test_a_text_still_to_be_translated_clashes_with_nothing(source: Path) -> None:
    """That it is missing or fuzzy is told by the other check; Django leaves both out."""
    write(source, "live", "fr", LIVE)
    write(source, "studio", "fr", 'msgid "Show"\nmsgstr ""')
    write(source, "users", "fr", "#, fuzzy\n" + SHOW)
    assert list(messages.clashes(["live", "studio", "users"])) == []


def test_only_clashes_of_the_modules_asked_for_are_told(source: Path) -> None:
    write(source, "live", "fr", LIVE)
    write(source, "studio", "fr", SHOW)
    write(source, "users", "fr", 'msgid "Name"\nmsgstr "Nom"')
    assert list(messages.clashes(["users"])) == []
    assert len(list(messages.clashes(["live"]))) == 1


def test_a_library_that_stands_before_the_modules_is_looked_at_too(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "LIBRARIES", ("allauth",))
    write(source, "users", "ja", 'msgid "Continue"\nmsgstr "次へ"')
    (told,) = messages.clashes(["users"])
    assert "allauth '続ける', users '次へ'" in told


@pytest.mark.parametrize(
    ("typed", "put"),
    [
        ("Attendez : c’est prêt", "Attendez\u00a0: c’est prêt"),
        ("Où ? Ici ; oui !", "Où\u202f? Ici\u202f; oui\u202f!"),
        ("Sous « Votre statut », voyez", "Sous «\u00a0Votre statut\u00a0», voyez"),
        ("<b>%(rate)s</b> ; la plupart", "<b>%(rate)s</b>\u202f; la plupart"),
        ("Vraiment ?</b>", "Vraiment\u202f?</b>"),
        ("%(a)s : %(b)s", "%(a)s\u00a0: %(b)s"),
        ("à 10:30, voyez https://example.org/?a=1", "à 10:30, voyez https://example.org/?a=1"),
        ("un --> deux, &amp; trois", "un --> deux, &amp; trois"),
    ],
)
def test_a_sign_of_two_parts_never_begins_a_line_in_french(typed: str, put: str) -> None:
    assert messages.spaced(typed) == put
    assert messages.is_spaced(put)
    assert messages.is_spaced(typed) is (typed == put)


@pytest.mark.parametrize("typed", ["Attendez: c’est prêt", "Où? Ici", "Vite!", "Sous «Votre statut»"])
def test_a_sign_that_sticks_to_its_word_as_in_english_is_found(typed: str) -> None:
    assert not messages.is_spaced(typed)


def french_of(value: object, is_french: bool = False) -> Iterator[str]:
    """The French texts in a data file: what stands under a key `fr`."""
    if isinstance(value, str) and is_french:
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from french_of(one, is_french or key == "fr")
    elif isinstance(value, list):
        for one in value:
            yield from french_of(one, is_french)


def test_french_words_that_are_data_are_set_as_those_in_the_catalogues() -> None:
    package = Path(halles.__file__).parent
    files = sorted(package.glob("*/data/*.toml"))
    texts = [text for path in files for text in french_of(tomllib.loads(path.read_text(encoding="utf-8")))]
    assert len(texts) > 100
    assert [text for text in texts if not messages.is_spaced(text)] == []
