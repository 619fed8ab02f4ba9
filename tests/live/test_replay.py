"""After a show: what was said and shown comes again at its moment, across the gaps of the recording."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from halles.kit import clock
from halles.live import services
from halles.live.cards import bag_cards
from halles.live.errors import ReplayNotFound
from halles.live.models import LiveSession, Replay, Take
from halles.live.queries import list_over
from halles.live.replays import MOMENTS_MAX, find_replay, list_replay_chapters, ms_of, timeline_of
from halles.live.templatetags.places import place
from tests.catalog.makers import make_on_sale
from tests.live.makers import make_session
from tests.live.recordings import make_recorded, say, tell
from tests.live.test_api import speaker
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.HALLES_PRIVATE_ROOT = tmp_path / "private"


def moments(session: LiveSession, query: str = "") -> Any:
    return Client().get(f"/live/{session.pk}/moments{query}").json()


def test_a_replay_is_there_when_the_edge_has_told_its_end() -> None:
    session = make_recorded()
    replay = find_replay(session)
    assert replay is not None
    assert session.started_at is not None
    start = ms_of(session.started_at)
    assert replay.spans == [[1, start, 6000], [2, start + 26_000, 6000]]
    assert replay.duration_ms == 12_000
    assert (Path(settings.MEDIA_ROOT) / replay.folder / "replay.m3u8").is_file()
    assert list_over("FR") == [session]
    page = Client().get(f"/live/{session.pk}/").content.decode()
    assert f'src="/media/{replay.folder}/replay.m3u8"' in page


def test_moments_of_the_world_are_found_across_the_gap() -> None:
    replay = find_replay(make_recorded())
    assert replay is not None
    line, start = timeline_of(replay), replay.spans[0][1]
    assert [line.place_of(start + ms) for ms in (-500, 0, 5_999, 6_000, 20_000, 26_000, 28_000, 40_000)] == [
        0, 0, 5_999, 6_000, 6_000, 6_000, 8_000, 12_000,
    ]  # fmt: skip
    assert [line.moment_of(ms) - start for ms in (0, 5_999, 6_000, 8_000, 99_000)] == [0, 5_999, 26_000, 28_000, 32_000]


def test_chapters_lie_where_the_recording_shows_them() -> None:
    session = make_recorded()
    bowl, cup = make_on_sale().product, make_on_sale().product
    tell(session, "explain", {"product": str(bowl.pk)}, 2)
    tell(session, "explain", {"product": None}, 8)  # in the gap
    tell(session, "explain", {"product": str(cup.pk)}, 10)
    tell(session, "explain", {"product": str(bowl.pk)}, 20)
    tell(session, "explain", {"product": None}, 29)
    replay = find_replay(session)
    assert replay is not None
    found = [
        (round(one.begins_ms, -1), round(one.ends_ms, -1), one.product_id)
        for one in list_replay_chapters(session, replay)
    ]
    assert found == [(2_000, 6_000, bowl.pk), (6_000, 9_000, bowl.pk)]  # the cup was shown to nobody


def test_the_chat_comes_in_time_and_what_was_deleted_or_held_never() -> None:
    session = make_recorded()
    product = make_on_sale().product
    card = {"id": str(product.pk), "title": "Bol"}
    tell(session, "pin", {"card": card}, 1)
    early = say(session, "bonjour", 2)
    gone = say(session, "spam", 3, status="deleted")
    say(session, "peut-être", 3.5, status="held")
    say(session, "oui", 4, reply={"o": gone, "name": "X", "text": "spam"})
    say(session, "merci", 5, reply={"o": early, "name": "Marc", "text": "bonjour"})
    tell(session, "delete", {"of": gone}, 5)
    say(session, "de retour", 28)
    found = moments(session)
    told = [(one["k"], round(one["m"], -1), one.get("text", "")) for one in found["events"]]
    assert told == [
        ("pin", 1_000, ""),
        ("chat", 2_000, "bonjour"),
        ("chat", 4_000, "oui"),
        ("chat", 5_000, "merci"),
        ("chat", 8_000, "de retour"),
    ]
    assert found["next"] is None
    assert "spam" not in str(found)
    assert found["events"][3]["reply"]["text"] == "bonjour"
    assert found["pin"] is None
    later = moments(session, "?at=4500")
    assert [one.get("text") for one in later["events"]] == ["bonjour", "oui", "merci", "de retour"]
    assert later["pin"] == str(product.pk)


def test_cards_are_those_of_today() -> None:
    session = make_recorded()
    variant = make_on_sale()
    tell(session, "pin", {"card": {"id": str(variant.product_id), "title": "Alt", "amount_minor": 1}}, 1)
    card = moments(session)["cards"][str(variant.product_id)]
    assert card["amount_minor"] == bag_cards(session, [variant.product_id])[0]["amount_minor"] != 1


def test_a_long_chat_comes_page_by_page() -> None:
    session = make_recorded()
    for number in range(MOMENTS_MAX + 3):
        say(session, str(number), 1 + number / 100)
    first = moments(session)
    assert len(first["events"]) == MOMENTS_MAX
    rest = moments(session, f"?after={first['next']}")
    assert [one["text"] for one in rest["events"]] == [str(MOMENTS_MAX + more) for more in range(3)]
    assert rest["next"] is None


def test_a_hidden_replay_has_no_address_and_keeps_its_files_for_proofs() -> None:
    session = make_recorded()
    services.hide_replay(session.pk)
    services.hide_replay(session.pk)
    replay = Replay.objects.get()
    assert not (Path(settings.MEDIA_ROOT) / replay.folder).exists()
    assert (Path(settings.HALLES_PRIVATE_ROOT) / "live" / str(session.pk) / "take-1.mp4").is_file()
    assert list_over("FR") == []
    assert Client().get(f"/live/{session.pk}/moments").status_code == 404
    assert "live-player" not in Client().get(f"/live/{session.pk}/").content.decode()


def test_a_removed_recording_leaves_no_byte() -> None:
    session, hidden = make_recorded(), make_recorded()
    services.hide_replay(hidden.pk)
    for one in (session, hidden):
        services.remove_recording(one.pk)
        services.remove_recording(one.pk)
    assert not list(Path(settings.MEDIA_ROOT).rglob("take-*"))
    assert not list(Path(settings.HALLES_PRIVATE_ROOT).rglob("take-*"))
    assert set(Take.objects.values_list("storage_key", "index_key")) == {("", "")}
    with pytest.raises(ReplayNotFound):
        services.hide_replay(session.pk)


def test_a_show_of_which_nothing_was_recorded_has_no_replay() -> None:
    session = make_session(status="ended")
    word = services.MediaWord("ended", 1, clock.now(), index_key="live/x/y/index.jsonl")
    services.note_media(session.pk, word)
    assert not Replay.objects.exists()
    assert Client().get(f"/live/{session.pk}/moments").status_code == 404


def test_places_are_written_as_players_do() -> None:
    assert [place(ms) for ms in (0, 59_999, 245_000, 3_845_000)] == ["0:00", "0:59", "4:05", "1:04:05"]


def test_a_replay_over_the_api() -> None:
    session = make_recorded()
    say(session, "bonjour", 2)
    path = f"/api/v1/live-sessions/{session.pk}/replay"
    found = Client().get(path).json()
    assert found["playlist_url"].endswith(f"/media/live/{session.pk}/geheim/replay.m3u8")
    assert [(take["place_ms"], take["duration_ms"]) for take in found["takes"]] == [(0, 6_000), (6_000, 6_000)]
    (said,) = Client().get(f"{path}/moments").json()["events"]
    assert (said["text"], said["m"]) == ("bonjour", 2_000)
    assert Client().get(f"{path}/moments?after={said['o']}").json()["events"] == []
    assert speaker(make_user()).delete(path).status_code == 404
    assert speaker(session.creator.user).delete(path).status_code == 204
    assert Client().get(path).json()["code"] == "live.replay_not_found"
