"""Hashtags and handles in every script, found without trusting the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halles.videos.caption import handles_in, hashtags_in, normalise_tag, read_caption


@pytest.mark.parametrize(
    ("caption", "tags"),
    [
        ("Bleu de #Bretagne et #l_été !", ["bretagne", "l_été"]),
        ("#今治タオル と #手仕事。", ["今治タオル", "手仕事"]),
        ("＃ＡＢＣ", ["abc"]),
        ("#ผ้าไหม #हिन्दी", ["ผ้าไหม", "हिन्दी"]),
        ("#Été #ÉTÉ", ["été"]),
        ("We are #1, not #", []),
        ("page.html#part a#b &#39; ##x", []),
        ("#a-b (#c) #d/#e", ["a", "c", "d"]),
        ("#" + "x" * 51, []),
    ],
)
def test_hashtags(caption: str, tags: list[str]) -> None:
    assert hashtags_in(caption) == tags


@pytest.mark.parametrize(
    ("caption", "handles"),
    [
        ("Thanks @Atelier.Yport.", ["atelier.yport"]),
        ("by @ada_l and @ada_l", ["ada_l"]),
        ("mail a@example.org", []),
        ("@ab too short, @été not one of ours", []),
        ("(@abc)", ["abc"]),
    ],
)
def test_handles(caption: str, handles: list[str]) -> None:
    assert handles_in(caption) == handles


def test_parts_keep_what_was_typed_and_name_where_it_leads() -> None:
    parts = [(part.kind, part.text, part.target) for part in read_caption("Vu chez @Abc : #Été")]
    assert parts == [
        ("text", "Vu chez ", ""),
        ("mention", "@Abc", "abc"),
        ("text", " : ", ""),
        ("hashtag", "#Été", "été"),
    ]


@given(
    st.text(alphabet=st.sampled_from("#＃@a1_é今. /&\u200d\n") | st.characters(exclude_categories=["Cs"]), max_size=60)
)
def test_the_pieces_of_any_caption_give_it_back_and_its_tags_stay_themselves(caption: str) -> None:
    parts = read_caption(caption)
    assert "".join(part.text for part in parts) == caption
    for part in parts:
        assert part.text
        assert (part.kind == "text") == (part.target == "")
    for tag in hashtags_in(caption):
        assert normalise_tag(tag) == tag
