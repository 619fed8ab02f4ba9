"""The same parameters draw the same picture, in one light, quickly enough."""

from __future__ import annotations

import hashlib

import pytest

from halles.demo.art.canvas import Canvas
from halles.demo.art.kinds import KINDS
from halles.demo.art.letters import letters
from halles.demo.art.people import Look
from halles.demo.art.pictures import VIEWS, Subject, foot, painted, picture
from halles.demo.art.portraits import avatar, cover
from halles.demo.art.shape import brush, ellipse, path, rect
from halles.demo.world.drawing import subject_of
from halles.demo.world.read import read_world


def digest(subject: Subject, view: str) -> str:
    return hashlib.sha256(picture(subject, view).tobytes()).hexdigest()  # type: ignore[arg-type]


def test_a_picture_is_deterministic_and_differs_by_key_and_view() -> None:
    subject = subject_of(read_world().products["combe-noire/toupie"])
    first = digest(subject, "front")
    assert digest(subject, "front") == first
    assert digest(subject, "angle") != first
    assert digest(subject_of(read_world().products["combe-noire/voilier"]), "front") != first


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_drawn_in_all_three_views(kind: str) -> None:
    subject = Subject(f"test/{kind}", kind, "sea")
    for view in VIEWS:
        c = Canvas(240, 300, unit=0.25)
        painted(subject, view, on=c, origin=(480, foot(subject, view)))
        share = float((c.pixels[..., 3] > 0.5).mean())
        assert 0.02 < share < 0.95, (view, share)


def test_light_comes_from_the_upper_left() -> None:
    c = Canvas(200, 200)
    c.paint(ellipse(100, 100, 80), "tomato", "round")
    brightness = c.pixels[..., :3].sum(axis=2)
    assert brightness[60:90, 60:90].mean() > brightness[120:150, 120:150].mean() * 1.2


def test_holes_stay_open_and_clips_hold() -> None:
    c = Canvas(100, 100)
    c.paint(rect(10, 10, 80, 80).minus(ellipse(50, 50, 20)), "basil", wobble=0)
    assert c.pixels[50, 50, 3] == 0
    with c.clip(rect(0, 0, 50, 100)):
        c.paint(rect(0, 0, 100, 100), "tomato", wobble=0)
    assert c.pixels[95, 80, 3] == 0
    assert c.pixels[95, 20, 3] == 1


def test_a_stroke_has_no_hole_inside_a_sharp_bend() -> None:
    c = Canvas(400, 400)
    c.paint(brush([(60, 60), (300, 200), (80, 330)], 120), "ink", wobble=0)
    assert c.pixels[200, 260, 3] == pytest.approx(1)


def test_a_path_in_svg_letters_closes() -> None:
    shape = path("M 0 0 L 100 0 Q 100 100 0 100 Z")
    assert shape.bounds() == (0, 0, 100, 100)


def test_people_and_places_have_pictures() -> None:
    assert cover("harbour", "sea", key="x").size == (1200, 675)
    assert avatar(Look(hair="curls", glasses=True), "saffron", key="x").size == (480, 480)


@pytest.mark.parametrize("text", ["Haut-Jura", "À vous", "Waffle, AVATAR", "1 300 °C"])
def test_no_letter_is_cut_off(text: str) -> None:
    for tracking in (0.0, -0.01, 0.05):
        mask = letters(text, 90, 800, "heading", tracking)
        box = mask.getbbox()
        assert box is not None
        assert box[0] > 0
        assert box[2] < mask.width
