"""Hair, veils and beards around a head whose chin is at (0, 0) and whose crown is near y = -330."""

from __future__ import annotations

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import shade
from halles.demo.art.shape import Shape, brush, ellipse, path, soft, spots, union

FALLING = "M -150 -200 C -180 -60 -190 60 -170 160 C -60 190 60 190 170 160 C 190 60 180 -60 150 -200 Z"
BOBBED = "M -156 -220 C -180 -90 -172 -10 -146 20 C -60 30 60 30 146 20 C 172 -10 180 -90 156 -220 Z"
VEIL = "M 0 -350 C -190 -350 -200 -120 -190 80 C -220 180 -160 240 0 250 C 160 240 220 180 190 80 C 200 -120 190 -350 0 -350 Z"
VEIL_NECK = "M -150 -40 C -120 60 120 60 150 -40 C 180 60 150 150 0 170 C -150 150 -180 60 -150 -40 Z"
BEARD = "M -130 -150 C -130 -40 -90 40 0 46 C 90 40 130 -40 130 -150 C 116 -90 84 -84 56 -92 C 20 -102 -20 -102 -56 -92 C -84 -84 -116 -90 -130 -150 Z"


def _balls(points: str, radius: float) -> Shape:
    return union(ellipse(x, y, radius) for x, y in spots(points))


def _cap(deep: float, left: float, right: float) -> Shape:
    """Hair on the skull: fringe lowest at `deep`, side-burns down to left and right."""
    return soft(
        f"0 -348, 104 -324, 152 -230, 150 {right}, 128 {right - 20}, 116 -200, 70 {deep}, 0 {deep - 14}, -70 {deep + 6}, "
        f"-118 -206, -128 {left - 20}, -150 {left}, -152 -230, -104 -324"
    )


# What is painted before the face: shape, how dark, and the body it takes its shade from.
BEHIND: dict[str, tuple[Shape, float, str]] = {
    "long": (path(FALLING), 0.5, "slope"),
    "bob": (path(BOBBED), 0.5, "slope"),
    "afro": (_balls("0 -320, -110 -280, 110 -280, -152 -190, 152 -190, -140 -110, 140 -110", 92), 0.0, "round"),
    "bun": (ellipse(10, -366, 74, 66), 0.0, "round"),
    "puffs": (ellipse(-150, -310, 84) + ellipse(150, -310, 84), 0.0, "slope"),
    "ponytail": (brush([(80, -310), (190, -260), (210, -100), (170, 60)], [50, 80, 70, 14]), 0.0, "slope"),
    "braid": (union(ellipse(150 + 10 * (k % 2), -80 + 44 * k, 32, 28) for k in range(5)), 0.0, "slope"),
    "curls": (_balls("-140 -120, -150 -40, -130 40, 140 -120, 150 -40, 130 40, -120 -230, 120 -230", 52), 0.4, "slope"),
}

FRONT: dict[str, Shape] = {
    "short": _cap(-262, -176, -176),
    "bun": _cap(-276, -190, -190),
    "ponytail": _cap(-268, -180, -190),
    "puffs": _cap(-278, -200, -200),
    "braid": _cap(-258, -150, -120),
    "crop": _cap(-284, -196, -196),
    "long": soft(
        "-4 -350, 110 -326, 160 -220, 168 40, 140 60, 124 -120, 96 -236, 0 -290, -96 -236, -124 -120, -140 60, -168 40, "
        "-160 -220, -110 -326"
    ),
    "bob": soft(
        "0 -352, 118 -324, 166 -210, 164 -20, 128 -10, 124 -170, 100 -224, -20 -228, -112 -214, -126 -160, -130 -10, "
        "-166 -20, -166 -210, -118 -324"
    ),
    "side": soft(
        "-60 -346, 60 -352, 140 -300, 156 -210, 142 -180, 120 -230, 60 -262, -40 -276, -120 -226, -136 -182, -154 -210, "
        "-150 -290"
    ),
    "bald": soft("136 -236, 152 -220, 150 -160, 132 -150, 128 -200")
    + soft("-136 -236, -152 -220, -150 -160, -132 -150, -128 -200"),
    "afro": _balls("-104 -288, -50 -322, 10 -332, 66 -318, 112 -284, -140 -240, 142 -240", 46),
    "curls": _balls("-116 -272, -64 -316, 0 -332, 64 -316, 116 -272, -140 -206, 142 -206, -30 -290, 40 -292", 44),
}


def hair_behind(c: Canvas, style: str, tone: str, veil: str) -> None:
    """What hangs behind the face."""
    if style == "veil":
        c.paint(path(VEIL), veil, "slope")
    elif style in BEHIND:
        shape, dark, form = BEHIND[style]
        c.paint(shape, shade(tone, dark) if dark else tone, form)


def hair_before(c: Canvas, style: str, tone: str, veil: str) -> None:
    """What lies over forehead and temples."""
    if style == "veil":
        frame = soft("0 -356, 130 -330, 176 -200, 170 -60, 110 30, 0 54, -110 30, -170 -60, -176 -200, -130 -330")
        face = soft("0 -276, 84 -252, 118 -180, 110 -90, 66 -20, 0 4, -66 -20, -110 -90, -118 -180, -84 -252")
        c.paint(path(VEIL_NECK), shade(veil, 0.35), "slope")
        c.paint(frame.minus(face), veil, "slope")
    elif style in FRONT:
        c.paint(FRONT[style], tone, "slope", shine=0.8)


def beard(c: Canvas, tone: str) -> None:
    """A full beard with a smile in it."""
    c.paint(path(BEARD).minus(path("M -38 -62 Q 0 -30 40 -64 Q 20 -36 0 -34 Q -20 -36 -38 -62 Z")), tone, "slope")
    c.paint(path("M -42 -62 Q 0 -34 44 -64 Q 30 -40 0 -38 Q -30 -40 -42 -62 Z"), "milk", wobble=0.3)
