"""A film is a real recording: its pictures move, its music fits, its length is what the script says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np

from halles.demo.film.motion import both, out, part, spring
from halles.demo.film.render import frames, record, still
from halles.demo.film.script import FPS, Film, Tune, frames_in, spans
from halles.demo.film.sound import RATE, music
from halles.demo.world.drawing import film_of
from halles.demo.world.read import read_world


def short_film() -> Film:
    world = read_world()
    film = film_of(world, next(video for video in world.videos if video.key == "cn-toupie"))
    return replace(film, shots=film.shots[:2], tune=Tune(bpm=240))


def test_every_frame_differs_from_the_one_before() -> None:
    before = None
    count = 0
    for picture in frames(short_film()):
        now = np.asarray(picture, dtype=np.int16)
        assert now.shape == (1280, 720, 3)
        if before is not None:
            assert int(np.abs(now - before).max()) > 0, count
        before, count = now, count + 1
    assert count == frames_in(short_film()) == 48


def test_the_music_is_as_long_as_the_film_loud_enough_and_clean() -> None:
    film = short_film()
    sound = music(film)
    assert sound.shape == (2, round(frames_in(film) / FPS * RATE))
    assert np.isclose(np.abs(sound).max(), 0.8, atol=0.01)
    assert 0.03 < float(np.sqrt((sound**2).mean())) < 0.4
    assert abs(float(sound.mean())) < 0.005
    assert np.array_equal(sound, music(film))


def test_a_recording_plays(tmp_path: Path) -> None:
    film = short_film()
    record(film, tmp_path / "film.mp4")
    with av.open(str(tmp_path / "film.mp4")) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.width, video.height, int(video.average_rate or 0)) == (720, 1280, FPS)
        assert (audio.rate, audio.layout.name) == (RATE, "stereo")
        assert sum(1 for _ in container.decode(video=0)) == 48
    assert not list(tmp_path.glob("*.part"))


def test_every_kind_of_shot_of_the_world_can_be_drawn() -> None:
    world = read_world()
    wanted = {"title", "place", "face", "proof", "use", "turn", "range"}
    for video in world.videos:
        film = film_of(world, video)
        for span in spans(film):
            if span.shot.kind in wanted:
                assert still(film, span.start_ms + 700).size == (720, 1280)
                wanted.remove(span.shot.kind)
    assert wanted == set()


def test_motion_begins_and_ends_where_it_should() -> None:
    for ease in (out, both, spring):
        assert [ease(0), ease(1)] == [0, 1]
    assert [part(5, 4, 6), part(0, 4, 6), part(9, 4, 6)] == [0.5, 0, 1]
