"""From decoded frames to upright, square-pixelled, even-sized 4:2:0 at a steady rate: one filter graph, many sizes."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from av.error import BlockingIOError as NothingYet
from av.error import EOFError as NoMore
from av.filter import Graph
from av.filter.context import FilterContext
from av.sidedata.sidedata import SideDataContainer, Type
from av.video.frame import VideoFrame

from halles.media.transcode.ladder import Rung

# ITU-T H.273: bt2020; smpte2084 (PQ), arib-std-b67 (HLG).
WIDE_PRIMARIES = 9
HDR_TRANSFERS = {16, 18}
BT2020_MATRICES = {9: "bt2020nc", 10: "bt2020c"}
TRANSFERS = {16: "smpte2084", 18: "arib-std-b67"}
TURNS: dict[int, tuple[tuple[str, str], ...]] = {
    0: (),
    1: (("transpose", "clock"),),
    2: (("hflip", ""), ("vflip", "")),
    3: (("transpose", "cclock"),),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """How the first frame looks; later frames that differ are brought to it."""

    width: int
    height: int
    pixel_format: str
    quarter_turns: int
    is_mirrored: bool
    pixel_aspect: Fraction
    primaries: int
    transfer: int
    matrix: int

    @property
    def upright(self) -> tuple[int, int]:
        """Width and height as a person sees it, in square pixels."""
        width = round(self.width * self.pixel_aspect)
        return (self.height, width) if self.quarter_turns % 2 else (width, self.height)

    @property
    def is_wide(self) -> bool:
        """Whether the colours are outside what an ordinary screen shows (HDR, or BT.2020)."""
        return self.primaries == WIDE_PRIMARIES or self.transfer in HDR_TRANSFERS


def shape_of(frame: VideoFrame, pixel_aspect: Fraction) -> Shape:
    """The shape every frame of this video is given."""
    matrix = next(
        (bytes(side) for side in cast("SideDataContainer", frame.side_data) if side.type == Type.DISPLAYMATRIX), None
    )
    turns, is_mirrored = orientation(matrix)
    return Shape(
        frame.width,
        frame.height,
        frame.format.name,
        turns,
        is_mirrored,
        pixel_aspect,
        int(frame.color_primaries),
        int(frame.color_trc),
        int(frame.colorspace),
    )


def orientation(matrix: bytes | None) -> tuple[int, bool]:
    """From a display matrix: by how many quarters to turn clockwise, after mirroring left and right if told so."""
    if matrix is None or len(matrix) < 36:
        return 0, False
    a, b, _, c, d = struct.unpack("<5i", matrix[:20])
    is_mirrored = a * d - b * c < 0
    if is_mirrored:
        a, b = -a, -b
    if abs(a) >= abs(b):
        return (0 if a >= 0 else 2), is_mirrored
    return (1 if b > 0 else 3), is_mirrored


class Frames:
    """A filter graph with one input and one output per size; feed it and take what is ready."""

    def __init__(self, shape: Shape, time_base: Fraction, sizes: Sequence[Rung], frame_rate: Fraction | None) -> None:
        self.shape = shape
        self.graph = Graph()
        self.graph.threads = 1
        self.source = self.graph.add("buffer", _source_arguments(shape, time_base))
        head = self.source
        if frame_rate is not None:
            # Dropping and doubling frames comes first: what is thrown away is never scaled. start_time pads a
            # picture that begins after its sound.
            head = self._chain(head, ("fps", f"fps={frame_rate}:start_time=0:round=near"))
        if shape.is_wide:
            # Once for all sizes: libswscale takes four seconds to draw up the table of this mapping.
            largest = max(sizes, key=lambda size: size.short_edge)
            head = self._chain(head, ("scale", _tone_arguments(shape, *_before_turning(shape, largest))))
        self.sinks = [self._branch(tail, size) for tail, size in zip(self._split(head, len(sizes)), sizes, strict=True)]
        self.graph.configure(auto_buffer=False)

    def push(self, frame: VideoFrame | None) -> None:
        """Feed a frame whose pts is in the graph's time base; None says that there are no more."""
        if frame is not None and (frame.width, frame.height, frame.format.name) != (
            self.shape.width,
            self.shape.height,
            self.shape.pixel_format,
        ):
            # A browser's recorder changes size when the line is bad or the phone is turned.
            frame = _brought_to(self.shape, frame)
        self.source.push(frame)

    def ready(self, index: int) -> Iterator[VideoFrame]:
        """The frames that size number `index` can give now."""
        while True:
            try:
                frame = self.sinks[index].pull()
            except (NothingYet, NoMore):
                return
            assert isinstance(frame, VideoFrame)
            # Else x264 repeats the phone's own choice of key frames.
            frame.pict_type = 0
            yield frame

    def _split(self, head: FilterContext, count: int) -> list[tuple[FilterContext, int]]:
        if count == 1:
            return [(head, 0)]
        split = self._chain(head, ("split", str(count)))
        return [(split, output) for output in range(count)]

    def _branch(self, tail: tuple[FilterContext, int], size: Rung) -> FilterContext:
        shape = self.shape
        width, height = _before_turning(shape, size)
        # Scaled before it is turned: turning a small picture is cheaper.
        steps: list[tuple[str, str]] = [("scale", f"w={width}:h={height}:out_range=tv"), ("format", "yuv420p")]
        if shape.is_mirrored:
            steps.append(("hflip", ""))
        steps += TURNS[shape.quarter_turns]
        steps.append(("setsar", "1"))
        head, output = tail
        for number, step in enumerate(steps):
            node = self.graph.add(step[0], step[1] or None)
            head.link_to(node, output if number == 0 else 0, 0)
            head = node
        return self._chain(head, ("buffersink", ""))

    def _chain(self, head: FilterContext, step: tuple[str, str]) -> FilterContext:
        node = self.graph.add(step[0], step[1] or None)
        head.link_to(node)
        return node


def _source_arguments(shape: Shape, time_base: Fraction) -> str:
    parts = [
        f"video_size={shape.width}x{shape.height}",
        f"pix_fmt={shape.pixel_format}",
        f"time_base={time_base}",
        f"pixel_aspect={shape.pixel_aspect.numerator}/{shape.pixel_aspect.denominator}",
    ]
    return ":".join(parts)


def _before_turning(shape: Shape, size: Rung) -> tuple[int, int]:
    return (size.height, size.width) if shape.quarter_turns % 2 else (size.width, size.height)


def _tone_arguments(shape: Shape, width: int, height: int) -> str:
    # libswscale maps tones and colours itself since FFmpeg 7.1 when asked for another transfer and an intent.
    return (
        f"w={width}:h={height}:out_range=tv:intent=perceptual"
        f":in_primaries=bt2020:in_transfer={TRANSFERS.get(shape.transfer, 'bt709')}"
        f":in_color_matrix={BT2020_MATRICES.get(shape.matrix, 'bt2020nc')}"
        ":out_primaries=bt709:out_transfer=bt709:out_color_matrix=bt709"
    )


def _brought_to(shape: Shape, frame: VideoFrame) -> VideoFrame:
    pts, time_base = frame.pts, frame.time_base
    frame = frame.reformat(width=shape.width, height=shape.height, format=shape.pixel_format)
    frame.pts, frame.time_base = pts, time_base
    return frame
