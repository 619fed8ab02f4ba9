"""WebVTT in, WebVTT out, and nothing in between that a browser would run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halles.kit.storage import storage
from halles.media import queries, services
from halles.media.captions import CUES_MAX, Cue, format_captions, parse_captions
from halles.media.errors import CaptionsInvalid, CaptionsLanguageUnknown, CaptionsTooLong
from halles.media.models import CaptionTrack
from tests.media.makers import send_clip

FILE = """\ufeffWEBVTT - made by hand\r
\r
NOTE the maker speaks\r
\r
STYLE\r
::cue { background: url(http://example.org/spy) }\r
\r
intro\r
00:00.500 --> 00:02.000 align:start position:10% onclick:alert(1)\r
Bonjour, <v Camille><i>bienvenue</i> !</v>\r
<script>alert(1)</script>\r
\r
00:00:01.000 --> 00:00:03.250\r
Lin &amp; laine &lt; 40 €\r
"""


def test_a_file_is_read_and_cleaned() -> None:
    cues = parse_captions(FILE)
    assert cues == [
        Cue(500, 2_000, "Bonjour, <i>bienvenue</i> !\nalert(1)", "align:start position:10%"),
        Cue(1_000, 3_250, "Lin & laine < 40 €"),
    ]
    assert format_captions(cues) == (
        "WEBVTT\n\n"
        "00:00:00.500 --> 00:00:02.000 align:start position:10%\nBonjour, <i>bienvenue</i> !\nalert(1)\n\n"
        "00:00:01.000 --> 00:00:03.250\nLin &amp; laine &lt; 40 €\n"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\nSubRip\n", 1),
        ("<html></html>", 1),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nfine\n\nname\nno time here\n", 7),
        ("WEBVTT\n\n00:01 --> 00:02.000\nno milliseconds\n", 3),
        ("WEBVTT\n\n00:03.000 --> 00:02.000\nbackwards\n", 3),
        ("WEBVTT\n\n00:00.000 --> 00:02.000\n" + "x" * 501 + "\n", 3),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(CaptionsInvalid) as refused:
        parse_captions(text)
    assert refused.value.data["line"] == line
    assert f"Line {line} " in str(refused.value)


def test_longer_than_any_video() -> None:
    cue = "00:01.000 --> 00:02.000\nx\n\n"
    for text in ("WEBVTT\n\n" + cue * (CUES_MAX + 1), "WEBVTT\n\n" + "y" * 200_001):
        with pytest.raises(CaptionsTooLong):
            parse_captions(text)


words = st.text(alphabet=st.sampled_from("ab <>/&;-i\u00e9\n\t&lt;gt"), min_size=1, max_size=60)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**4), words), max_size=8))
def test_what_is_written_is_read_again(parts: list[tuple[int, int, str]]) -> None:
    once = parse_captions(format_captions(Cue(start, start + length, text) for start, length, text in parts))
    written = format_captions(once)
    assert parse_captions(written) == once
    for cue in written.split("\n\n")[1:]:
        text = cue.partition("\n")[2]
        for tag in ("<i>", "</i>", "<b>", "</b>", "<u>", "</u>"):
            text = text.replace(tag, "")
        assert "<" not in text
        assert "-->" not in text


@pytest.mark.django_db
def test_a_track_is_kept_replaced_and_taken_away(tmp_path: Path) -> None:
    asset = send_clip(tmp_path)
    first = services.store_captions(asset, "fr-FR", FILE)
    assert (first.language, first.label) == ("fr-FR", "français (France)")
    assert services.store_captions(asset, "fr-FR", FILE).key == first.key
    second = services.store_captions(asset, "fr-FR", "WEBVTT\n\n00:01.000 --> 00:02.000\nAutre chose\n")
    assert second.key != first.key
    assert queries.list_cues(asset, "fr-FR") == [Cue(1_000, 2_000, "Autre chose")]
    (captions,) = queries.playback(asset).captions
    assert captions.url == f"/media/{second.key}"
    with storage().open(second.key) as file:
        assert file.read().decode() == second.vtt
    services.delete_captions(asset, "fr-FR")
    services.delete_captions(asset, "fr-FR")
    assert not CaptionTrack.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "text", "refusal"),
    [("xx-nowhere", FILE, CaptionsLanguageUnknown), ("fr", "not captions", CaptionsInvalid)],
)
def test_refused_captions_leave_no_track(tmp_path: Path, language: str, text: str, refusal: type[Exception]) -> None:
    asset = send_clip(tmp_path)
    with pytest.raises(refusal):
        services.store_captions(asset, language, text)
    assert not CaptionTrack.objects.exists()
