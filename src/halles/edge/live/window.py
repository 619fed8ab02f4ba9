"""The last seconds of a show in memory: parts, segments, and the playlist that names them, made once per part.

LL-HLS as in the second edition of RFC 8216: partial segments, blocking reload, a hint at the part that comes next.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from dataclasses import dataclass, field

from halles.edge.compression import compress
from halles.media.live.boxes import VIDEO_SCALE
from halles.media.live.packager import PART_TICKS_MAX
from halles.media.live.replay import iso

PART_TARGET = PART_TICKS_MAX / VIDEO_SCALE
LISTED_MS = 14_000  # of complete segments in the playlist, at least LISTED_MIN of them
LISTED_MIN = 6
KEPT_BEHIND = 3  # no longer listed, still answered: a slow player reads an old playlist
BYTES_MAX = 96 * 1024 * 1024
PARTS_SEGMENTS = 4  # segments whose parts are listed


@dataclass(slots=True)
class Kept:
    """One part."""

    data: bytes
    ms: int
    is_independent: bool


@dataclass(slots=True)
class Segment:
    """One segment; complete once its last part came."""

    msn: int
    take: int
    at_ms: int
    is_first: bool  # of its take
    parts: list[Kept] = field(default_factory=list)
    is_complete: bool = False

    @property
    def ms(self) -> int:
        return sum(part.ms for part in self.parts)

    @property
    def size(self) -> int:
        return sum(len(part.data) for part in self.parts)


class Gone(Exception):  # noqa: N818 - an answer to the player
    """What was asked for is not here, and will not be."""


class Window:
    """One show's memory. All waiting is woken by every change, and ends when the show does."""

    def __init__(self) -> None:
        self.inits: dict[int, bytes] = {}
        self.segments: deque[Segment] = deque()
        self.is_ended = False
        self.is_flowing = False
        self._first_listed = 0
        self._discontinuities = 0  # of segments that are no longer listed
        self._target_s = 2
        self._changed: asyncio.Future[None] | None = None
        self._playlist: bytes | None = None
        self._compressed: bytes | None = None

    @property
    def has_media(self) -> bool:
        """Whether there is anything to play."""
        return bool(self.segments)

    @property
    def next_msn(self) -> int:
        """The number of the segment after all that are here."""
        return self.segments[-1].msn + 1 if self.segments else 0

    def add_init(self, take: int, data: bytes) -> None:
        """A take begins."""
        self.close_segment()
        self.inits[take] = data
        self.is_flowing = True

    def add_part(self, *, take: int, msn: int, ms: int, at_ms: int, is_key: bool, is_last: bool, data: bytes) -> None:
        """A part came."""
        if not self.segments or self.segments[-1].msn != msn:
            self.close_segment()
            is_first = not self.segments or self.segments[-1].take != take
            self.segments.append(Segment(msn, take, at_ms, is_first))
        segment = self.segments[-1]
        segment.parts.append(Kept(data, ms, is_key))
        if is_last:
            self.close_segment()
        self._change()

    def close_segment(self) -> None:
        """No further part comes to the segment that is being made."""
        if self.segments and not self.segments[-1].is_complete:
            self.segments[-1].is_complete = True
            self._target_s = max(self._target_s, math.floor(self.segments[-1].ms / 1000 + 0.5))
            self._shrink()

    def pause(self) -> None:
        """The publisher is gone, perhaps for a while."""
        self.close_segment()
        self.is_flowing = False
        self._change()

    def forget_before(self) -> None:
        """Nothing from before the segment that is being made is told or given any more."""
        while len(self.segments) > 1:
            self._first_listed = self.segments.popleft().msn + 1
        self._change()

    def end(self) -> None:
        """No more will come."""
        self.close_segment()
        self.is_flowing = False
        self.is_ended = True
        self._change()

    def has(self, msn: int, part: int | None) -> bool:
        """Whether the playlist names this part, or the whole segment for None."""
        last = self.segments[-1] if self.segments else None
        if last is None or msn > last.msn:
            return False
        if msn == last.msn and not last.is_complete:
            return part is not None and part < len(last.parts)
        # A part behind the last of its segment means the first of the next.
        return part is None or msn < last.msn or part < len(last.parts)

    def is_absurd(self, msn: int) -> bool:
        """Whether nobody who read a playlist would ask for this segment already."""
        return msn > self.next_msn + 1

    async def wait_change(self, seconds: float) -> bool:
        """Until something changes; False when nothing did for `seconds`."""
        if self._changed is None:
            self._changed = asyncio.get_running_loop().create_future()
        done, _ = await asyncio.wait({self._changed}, timeout=seconds)
        return bool(done)

    def find_init(self, take: int) -> bytes:
        """The beginning of a take; raises Gone."""
        if take not in self.inits:
            raise Gone
        return self.inits[take]

    def find_segment(self, take: int, msn: int) -> list[bytes]:
        """The parts of a complete segment; raises Gone."""
        segment = self._find(take, msn)
        if segment is None or not segment.is_complete:
            raise Gone
        return [part.data for part in segment.parts]

    def find_part(self, take: int, msn: int, number: int) -> bytes | None:
        """A part, None when it may come yet; raises Gone."""
        segment = self._find(take, msn)
        if segment is not None and number < len(segment.parts):
            return segment.parts[number].data
        last = self.segments[-1] if self.segments else None
        is_next = last is not None and last.take == take and self.is_flowing
        if segment is not None and not segment.is_complete and number == len(segment.parts) and is_next:
            return None
        if segment is None and is_next and last is not None and last.is_complete and (msn, number) == (last.msn + 1, 0):
            return None
        raise Gone

    def playlist(self) -> bytes:
        """The playlist as it stands."""
        if self._playlist is None:
            self._playlist = self._make_playlist().encode()
        return self._playlist

    def compressed_playlist(self) -> bytes:
        """The same by gzip, once for all who ask."""
        if self._compressed is None:
            self._compressed = compress(self.playlist())
        return self._compressed

    @property
    def target_seconds(self) -> int:
        """EXT-X-TARGETDURATION."""
        return self._target_s

    def _find(self, take: int, msn: int) -> Segment | None:
        if not self.segments:
            return None
        place = msn - self.segments[0].msn
        if not 0 <= place < len(self.segments):
            return None
        found = self.segments[place]
        return found if found.take == take and found.msn == msn else None

    def _change(self) -> None:
        self._playlist = self._compressed = None
        changed, self._changed = self._changed, None
        if changed is not None and not changed.done():
            changed.set_result(None)

    def _shrink(self) -> None:
        listed = [segment for segment in self.segments if segment.msn >= self._first_listed]
        total = sum(segment.ms for segment in listed)
        size = sum(segment.size for segment in self.segments)
        while len(listed) > LISTED_MIN and total - listed[0].ms >= LISTED_MS:
            gone = listed.pop(0)
            total -= gone.ms
            self._first_listed = gone.msn + 1
        while len(self.segments) - len(listed) > KEPT_BEHIND or (size > BYTES_MAX and len(self.segments) > 2):
            gone = self.segments.popleft()
            size -= gone.size
            self._first_listed = max(self._first_listed, gone.msn + 1)
            listed = [segment for segment in listed if segment is not gone]
            self._forget_take(gone)

    def _forget_take(self, gone: Segment) -> None:
        if all(segment.take != gone.take for segment in self.segments):
            for take in [take for take in self.inits if take <= gone.take]:
                del self.inits[take]

    def _make_playlist(self) -> str:
        listed = [segment for segment in self.segments if segment.msn >= self._first_listed]
        hold = PART_TARGET * 3
        lines = ["#EXTM3U", "#EXT-X-VERSION:9", f"#EXT-X-TARGETDURATION:{self._target_s}"]
        lines.append(f"#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK={hold:.3f}")
        lines.append(f"#EXT-X-PART-INF:PART-TARGET={PART_TARGET:.3f}")
        lines.append(f"#EXT-X-MEDIA-SEQUENCE:{listed[0].msn if listed else 0}")
        # Takes are numbered in order, which makes them the very count of discontinuities that players want.
        lines.append(f"#EXT-X-DISCONTINUITY-SEQUENCE:{listed[0].take if listed else 0}")
        for place, segment in enumerate(listed):
            if place == 0 or segment.take != listed[place - 1].take:
                if place:
                    lines.append("#EXT-X-DISCONTINUITY")
                lines.append(f'#EXT-X-MAP:URI="{segment.take}/init.mp4"')
            lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{iso(segment.at_ms)}")
            if place >= len(listed) - PARTS_SEGMENTS:
                lines += _part_lines(segment)
            if segment.is_complete:
                lines += [f"#EXTINF:{segment.ms / 1000:.3f},", f"{segment.take}/{segment.msn}.m4s"]
        if self.is_ended:
            lines.append("#EXT-X-ENDLIST")
        elif self.is_flowing and listed:
            last = listed[-1]
            comes = f"{last.msn + 1}.0" if last.is_complete else f"{last.msn}.{len(last.parts)}"
            lines.append(f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="{last.take}/{comes}.m4s"')
        return "\n".join([*lines, ""])


def _part_lines(segment: Segment) -> list[str]:
    return [
        f'#EXT-X-PART:DURATION={part.ms / 1000:.3f},URI="{segment.take}/{segment.msn}.{number}.m4s"'
        + (",INDEPENDENT=YES" if part.is_independent else "")
        for number, part in enumerate(segment.parts)
    ]
