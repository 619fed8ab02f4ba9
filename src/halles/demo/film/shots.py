"""The kinds of shot a film is made of. Each paints its pieces once and then only moves them."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops

from halles.demo.art import sets
from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import as_rgb, mix, pale
from halles.demo.art.kinds import KINDS
from halles.demo.art.marks import mark
from halles.demo.art.paper import Field
from halles.demo.art.people import Look, bust
from halles.demo.art.pictures import Subject, stance
from halles.demo.art.places import PLACES
from halles.demo.art.shape import arch, union
from halles.demo.film.acts import act
from halles.demo.film.motion import both, out, part, spring, wave
from halles.demo.film.scene import (
    BEYOND,
    LIFT,
    UNIT,
    Moment,
    Scene,
    focus_of,
    label,
    light_patch,
    pivot_y,
    posture,
    stamp,
    tall_ground,
    thing,
)
from halles.demo.film.script import HEIGHT, WIDTH, Film, Shot
from halles.demo.film.sprites import Sprite, cut_out


class Title(Scene):
    """The hook: big type on full colour, an arch rising, the thing springing up in it."""

    def __init__(self, film: Film, shot: Shot) -> None:
        super().__init__(film, shot)
        c = Canvas(WIDTH, HEIGHT, seed=5, unit=UNIT)
        c.ground(film.accent, grain=1.5)
        spots = [(60 + 150 * col + 75 * (row % 2), 40 + 130 * row) for row in range(14) for col in range(7)]
        c.tint(union(mark(film.sign).scaled(0.62).moved(x, y) for x, y in spots), mix(film.accent, "milk", 0.2), 0.5)
        self.back = c.image()
        a = Canvas(WIDTH, HEIGHT + 2 * BEYOND, seed=6, unit=UNIT)
        a.paint(arch(130, 500, 700, 1500), pale(film.tint, 0.6), "slope", depth=0.3)
        with a.clip(arch(130, 500, 700, 1500)), a.at(60, 440):
            sets.window_light(a, 500, 90, 1.3, 0.36)
        self.arch = cut_out(a, (WIDTH / 2, HEIGHT))
        self.thing = thing(shot.goods[0], "front")[0].resized(0.84) if shot.goods else None
        self.act = act(shot.act)
        self.ink = "milk" if sum(as_rgb(film.accent)) < 1.75 else "ink"

    def draw(self, now: Moment) -> Image.Image:
        """Type above, the thing in its arch below."""
        frame = ImageChops.offset(self.back, round(wave(now.seconds, 0.12, 10)), round(now.seconds * 14))
        rise = spring(part(now.seconds, 0.0, 0.7))
        self.arch.draw(frame, WIDTH / 2, HEIGHT + (1 - rise) * 760)
        if self.thing is not None:
            pop = spring(part(now.seconds, 0.32, 1.1))
            y = 720 if stance(self.shot.goods[0], "front") == "lie" else 945
            turn = wave(now.seconds, 0.4, 1.6) + (1 - pop) * 14
            self.thing.draw(frame, WIDTH / 2, y + (1 - pop) * 640 + wave(now.seconds, 0.5, 5), turn=turn)
        self.act(frame, now.seconds, now.progress)
        self.words(frame, now, 232, self.ink, 120)
        return frame


class Layers(Canvas):
    """A canvas that keeps what lies at each depth apart."""

    def __init__(self, width: int, height: int, *, seed: int, unit: float) -> None:
        super().__init__(width, height, seed=seed, unit=unit)
        self.kept: list[tuple[float, str, Field]] = []
        self._now: tuple[float, str] = (0.0, "")

    def deeper(self, depth: float, motion: str = "") -> None:
        """Start a nearer layer on clear paper."""
        self.kept.append((*self._now, self.pixels))
        self._now = (depth, motion)
        self.pixels = np.zeros_like(self.pixels)

    def sprites(self) -> list[tuple[float, str, Sprite]]:
        """Every layer as a sprite, far to near."""
        self.kept.append((*self._now, self.pixels))
        found = []
        for depth, motion, pixels in self.kept:
            self.pixels = pixels
            found.append((depth, motion, cut_out(self, (self.width / 2, self.height / 2))))
        return found


class Place(Scene):
    """Where it comes from: the place in depth, slowly passed by; its name."""

    def __init__(self, film: Film, shot: Shot) -> None:
        super().__init__(film, shot)
        c = Layers(1180, HEIGHT + 2 * BEYOND, seed=7, unit=1.0)
        with c.at(590, 760 + BEYOND, 1.1):
            PLACES[film.place](c, film.tint)
        is_night = shot.act.startswith("night")
        self.layers = [
            (depth, motion, sprite.tinted((78, 92, 150)) if is_night else sprite)
            for depth, motion, sprite in c.sprites()
        ]
        self.act = act(shot.act.removeprefix("night_") or "gulls")
        self.ink = "milk" if is_night else "ink"
        self.stamp = stamp(film)

    def draw(self, now: Moment) -> Image.Image:
        """Far layers slowly, near ones faster; boats bob, gulls fly."""
        frame = Image.new("RGB", (WIDTH, HEIGHT), (240, 236, 226))
        pan = (both(now.progress) - 0.5) * 2
        for k, (depth, motion, sprite) in enumerate(self.layers):
            dx, dy, turn = _sway(motion, now, k)
            sprite.draw(frame, WIDTH / 2 - pan * (20 + 130 * depth) + dx, HEIGHT / 2 + dy, turn=turn)
        self.act(frame, now.seconds, now.progress)
        self.words(frame, now, 204, self.ink, 118)
        pop = spring(part(now.seconds, 0.5, 1.1))
        self.stamp.draw(frame, 160, 344, scale=pop, turn=(1 - pop) * -60 + wave(now.seconds, 0.5, 3))
        return frame


def _sway(motion: str, now: Moment, number: int) -> tuple[float, float, float]:
    """How a layer moves of itself: right, down, turned."""
    seconds = now.seconds
    moves = {
        "bob": (0.0, wave(seconds, 0.45, 8, number * 0.3), 0.0),
        "sway": (wave(seconds, 0.5, 8), 0.0, 0.0),
        "fly": (seconds * 34, wave(seconds, 0.7, 12), 0.0),
        "rise": (wave(seconds, 0.3, 6), -seconds * 26, 0.0),
        "ride": ((now.progress - 0.5) * 260, wave(seconds, 2.4, 1.5), 0.0),
        "swing": (0.0, 0.0, wave(seconds, 0.4, 1.6)),
    }
    return moves.get(motion, (0.0, 0.0, 0.0))


class Face(Scene):
    """Somebody tells it: a big face that speaks."""

    def __init__(self, film: Film, shot: Shot) -> None:
        super().__init__(film, shot)
        c = Canvas(WIDTH, HEIGHT, seed=8, unit=UNIT)
        with c.at(0, 200):
            sets.painted(c, film.tint, 3)
        self.back = c.image()
        self.faces = [self._face(film.look, smile=smile) for smile in (True, False)]
        self.act = act(shot.act)

    @staticmethod
    def _face(look: Look, *, smile: bool) -> Sprite:
        c = Canvas(WIDTH + 200, 1400, seed=9, unit=1.0)
        with c.at(WIDTH / 2 + 100, 830, 1.06):
            bust(c, look, smile=smile)
        return cut_out(c, (WIDTH / 2 + 100, 1330))

    def draw(self, now: Moment) -> Image.Image:
        """The mouth opens and closes while the line lasts."""
        frame = self.back.copy()
        closed = now.progress < 0.86 and int(now.seconds * 5.2) % 3 == 1
        enter = spring(part(now.seconds, 0.0, 0.8))
        y = 1310 + (1 - enter) * 700 + wave(now.seconds, 1 / now.beat / 2, 5)
        self.faces[1 if closed else 0].draw(frame, WIDTH / 2, y, turn=wave(now.seconds, 0.3, 1.6))
        self.act(frame, now.seconds, now.progress)
        self.words(frame, now, 190, "ink", 104)
        return frame


class Proof(Scene):
    """The proof: close on the detail, slowly nearer; lamps come on, words on a strip of paper."""

    def __init__(self, film: Film, shot: Shot) -> None:
        super().__init__(film, shot)
        subject = shot.goods[0]
        self.pictures = [self._picture(subject)]
        if shot.act == "switch":
            self.pictures.insert(0, self._picture(subject, on=False))
        self.act = act(shot.act or "dust")
        self.label = label(film)

    def _picture(self, subject: Subject, **changes: object) -> Image.Image:
        sprite, cover = thing(subject, "angle", **changes)
        whole = tall_ground(subject, "angle", shadow=cover)
        sprite.draw(whole, WIDTH / 2, pivot_y(subject, "angle"))
        self.focus = focus_of(cover)
        return whole

    def draw(self, now: Moment) -> Image.Image:
        """Slowly nearer."""
        lit = len(self.pictures) > 1 and now.seconds > now.beat
        picture = self.pictures[1 if lit else 0]
        zoom = 1.05 + 0.2 * both(now.progress)
        wide, tall = WIDTH / zoom, HEIGHT / zoom
        left = min(max(self.focus[0] - wide / 2 + wave(now.progress, 0.5, 14), 0), WIDTH - wide)
        top = min(max(self.focus[1] - tall * 0.6, 0), HEIGHT - tall)
        box = (left, top, left + wide, top + tall)
        frame = picture.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR, box=box)
        self.act(frame, now.seconds, now.progress)
        if self.shot.words:
            drop = (1 - out(part(now.seconds, 0.05, 0.45))) * 420
            self.label.draw(frame, WIDTH / 2, 206 - drop)
            self.words(frame, now, 216 - drop, "ink", 80)
        return frame


class Use(Scene):
    """In use: hands bring it in, and it lives."""

    def __init__(self, film: Film, shot: Shot) -> None:
        super().__init__(film, shot)
        subject = shot.goods[0]
        self.back = tall_ground(subject, "use")
        self.thing = thing(subject, "use")[0]
        self.act = act(shot.act or "dust")
        self.is_worn = posture(subject, "use") == "worn"
        self.y = pivot_y(subject, "use")

    def draw(self, now: Moment) -> Image.Image:
        """People rise into the picture, hands come from the lower right."""
        frame = self.back.copy()
        away = 1 - (out if self.is_worn else spring)(part(now.seconds, 0.0, 0.8))
        x = WIDTH / 2 + (0 if self.is_worn else away * 620)
        y = self.y + away * (760 if self.is_worn else 300) + wave(now.seconds, 0.25 / now.beat, 6)
        turn = wave(now.seconds, 0.25 / now.beat, 1.7, 0.2) + away * 16
        self.thing.draw(frame, x, y, turn=turn)
        self.act(frame, now.seconds, now.progress)
        self.words(frame, now, 188, "ink", 100)
        return frame


class Turn(Scene):
    """The thing on its table, turning from one view to the other on the third beat."""

    def __init__(self, film: Film, shot: Shot) -> None:
        super().__init__(film, shot)
        subject = shot.goods[0]
        self.first, cover = thing(subject, "front")
        self.second, other = thing(subject, "angle")
        self.backs = [tall_ground(subject, "front", shadow=cover), tall_ground(subject, "front", shadow=other)]
        self.feet = (pivot_y(subject, "front"), pivot_y(subject, "angle"))
        self.act = act(shot.act or "dust")

    def draw(self, now: Moment) -> Image.Image:
        """A hop, and its other side."""
        spin = both(part(now.seconds, now.beat * 2 - 0.25, now.beat * 2 + 0.25))
        frame = self.backs[spin >= 0.5].copy()
        light_patch().draw(frame, WIDTH * 0.62 + now.seconds * 9, HEIGHT * 0.36, alpha=0.5)
        sprite, y = (self.first, self.feet[0]) if spin < 0.5 else (self.second, self.feet[1])
        land = spring(part(now.seconds, 0.0, 0.7))
        hop = 136 * spin * (1 - spin)
        y += wave(now.seconds, 0.5, 2) - hop - (1 - land) * 520
        turn = wave(now.seconds, 0.45, 0.9)
        squash = max(abs(1 - 2 * spin), 0.06)
        sprite.draw(frame, WIDTH / 2, y, squash=squash, scale=1 + 0.03 * both(now.progress), turn=turn)
        self.act(frame, now.seconds, now.progress)
        self.words(frame, now, 188, "ink", 104)
        return frame


STANDING = {
    1: ((360, 20, 0.95),),
    2: ((220, 0, 0.66), (500, 0, 0.66)),
    3: ((190, -50, 0.58), (530, -50, 0.58), (360, 60, 0.7)),
}
LYING = {
    1: ((360, 620, 0.9),),
    2: ((258, 500, 0.6), (462, 740, 0.6)),
    3: ((238, 450, 0.5), (486, 570, 0.5), (270, 750, 0.5)),
}


class Range(Scene):
    """Several things hop in, one on each beat: on the table, or laid on a cloth."""

    def __init__(self, film: Film, shot: Shot) -> None:
        super().__init__(film, shot)
        goods = shot.goods[:3]
        self.is_table = all(KINDS[subject.kind].front == "stand" for subject in goods)
        like = next(subject for subject in goods if (KINDS[subject.kind].front == "stand") == self.is_table)
        self.back = tall_ground(Subject(like.key, like.kind, goods[0].tint), "front")
        self.places = (STANDING if self.is_table else LYING)[len(goods)]
        self.things = [
            thing(subject, "front")[0].resized(scale) for subject, (_, _, scale) in zip(goods, self.places, strict=True)
        ]
        self.shadows = [sprite.shadow() for sprite in self.things]
        self.drops = [0.0 if KINDS[subject.kind].front == "lie" else 150.0 for subject in goods]
        self.act = act(shot.act or "dust")

    def draw(self, now: Moment) -> Image.Image:
        """One on each beat, all keeping time."""
        frame = self.back.copy()
        for k, sprite in enumerate(self.things):
            x, y, _ = self.places[k]
            start = 0.05 + k * now.beat * 0.75
            away = 1 - spring(part(now.seconds, start, start + 0.7))
            turn = away * (18 if k % 2 else -18)
            if self.is_table:
                down = LIFT["stand"] + 1000 * UNIT + y - abs(wave(now.seconds - k * 0.1, 0.5 / now.beat, 7))
                sprite.draw(frame, x, down + away * 760, turn=turn)
                continue
            down = y + self.drops[k] + away * 760 + wave(now.seconds, 0.25 / now.beat, 5, k * 0.3)
            lean = turn + (8 if k % 2 else -6)
            self.shadows[k].draw(frame, x, down, turn=lean)
            sprite.draw(frame, x, down, turn=lean)
        self.act(frame, now.seconds, now.progress)
        self.words(frame, now, 188, "ink", 104)
        return frame


SCENES: dict[str, type[Scene]] = {
    "title": Title,
    "place": Place,
    "face": Face,
    "proof": Proof,
    "use": Use,
    "turn": Turn,
    "range": Range,
}
